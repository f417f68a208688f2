"""Fares that are known to have been paid, from printed sources, and legs priced from them."""

import csv
from collections.abc import Iterator
from pathlib import Path

from waystation.network.domain import Leg
from waystation.network.fares import Payment, with_fares
from waystation.network.tables import Network

DATA = Path(__file__).parent / "data"


def default_fares(network: Network) -> tuple[Leg, ...]:
    """Give the legs of any network a fare where it has none, from the payments on file.

    Only payments between two places of that network count, so one of your own without prices
    stays without: nobody's fares of 1855 are put on a road of today.
    """
    places = {place.slug: place for place in network.places}
    paid = [p for p in payments() if p.from_place in places and p.to_place in places]
    return with_fares(network.legs, places, paid)


def payments() -> tuple[Payment, ...]:
    """Read the expenses that are fares; `fare_modes.csv` says which they are and by what mode."""
    modes = {row["expense_id"]: row["mode"] for row in _rows("fare_modes")}
    return tuple(
        Payment(
            slug=row["id"],
            from_place=row["from_place"],
            to_place=row["to_place"],
            mode=modes[row["id"]],
            cents=_cents(row["derived_per_person_usd"]),
            source=row["source"],
        )
        for row in _rows("expenses")
        if row["id"] in modes
    )


def _cents(dollars: str) -> int:
    """Turn "12.30" into 1230 without passing through a binary fraction."""
    whole, _, part = dollars.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0")[:2] or 0)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
