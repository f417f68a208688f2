"""The published all-in cost of bringing one person to freedom: what goals of campaigns count with.

Whoever releases that figure writes it here in the same transaction; giving itself cannot work it
out, because it knows of no rescue.
"""

from datetime import date
from typing import NamedTuple

from waystation.giving.models import PersonPrice


class Price(NamedTuple):
    """What one person cost with everything in it, in cents, and in which year."""

    cents: int
    year: int


def publish(*, cents: int, on: date, year: int = 0) -> None:
    """Write the cost as it was released; the newest counts, and none is ever changed.

    Goals of campaigns that are open already stay as they were published.

    Raises:
      ValueError: no sum above nothing.
    """
    if cents <= 0:
        raise ValueError(f"the cost of one person is {cents} cents: give more than 0")
    PersonPrice.objects.create(cents=cents, published_on=on, year=year or on.year)


def withdraw() -> None:
    """Let no published cost count any more, because it was taken back."""
    PersonPrice.objects.filter(is_withdrawn=False).update(is_withdrawn=True)


def all_in_cost() -> Price | None:
    """Give the newest published cost and its year; None as long as none stands."""
    rows = PersonPrice.objects.filter(is_withdrawn=False).order_by("-pk")
    found = rows.values_list("cents", "year").first()
    return Price(*found) if found else None


def person_cents() -> int:
    """Give the newest published cost in cents; 0 as long as none stands."""
    found = all_in_cost()
    return found.cents if found else 0
