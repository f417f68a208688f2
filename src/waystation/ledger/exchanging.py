"""Money of other currencies in the book: how it comes in and goes out, and what a rate cost or won.

The book counts in dollars. A sum of another currency moves against Assets:Bank:FX, and so do the
dollars it was worth that day. What stays there in dollars beyond what the foreign money still held
had cost is the realised difference; rounding ends up in it too.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from uuid import UUID

import msgspec
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import chart, services
from waystation.ledger.domain import CURRENCY, Draft, Line, month_of
from waystation.ledger.models import Entry, Posting
from waystation.ledger.services import Outcome


class OpenExchange(msgspec.Struct, frozen=True):
    """Foreign money of a fund: how much is held, what it cost, and what the rates did so far.

    ``difference_cents`` is above zero for a loss and below for a gain not booked yet.
    """

    fund: str
    currency: str
    held_minor: int
    cost_cents: int
    difference_cents: int

    @property
    def gained_cents(self) -> int:
        """What the rates won, above zero for a gain."""
        return -self.difference_cents


def moved(
    *, fund: str, account: str, against: str, minor: int, currency: str, cents: int = 0
) -> tuple[Line, ...]:
    """Book a sum that came to an account (below zero: left it), against where it comes from.

    Args:
      minor: the sum in its own currency.
      cents: what it is worth in dollars, above zero; only for another currency.

    Raises:
      ValueError: a sum of nothing.
    """
    if not minor or (currency != CURRENCY and cents <= 0):
        raise ValueError(f"{minor} {currency} worth {cents} cents is no sum")
    if currency == CURRENCY:
        return Line(account, fund, minor), Line(against, fund, -minor)
    worth = cents if minor > 0 else -cents
    return (
        Line(account, fund, minor, "", currency),
        Line(chart.EXCHANGE, fund, -minor, "", currency),
        Line(chart.EXCHANGE, fund, worth),
        Line(against, fund, -worth),
    )


def cost_of_held(moves: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Say how much foreign money is still held and what it had cost, by the moving average.

    Args:
      moves: (minor units that came or, below zero, went; cents they were booked at), in order.

    Returns minor units held, cents they cost; what goes takes its share of the cost with it,
    rounded half to even.
    """
    held = cost = 0
    for minor, cents in moves:
        if minor > 0:
            cost += cents
        elif held > 0:
            cost -= round(Fraction(cost * min(-minor, held), held))
        held += minor
    return held, cost


def open_exchanges(until: int | None = None) -> list[OpenExchange]:
    """List the foreign money that is not tied to an advance, by fund and currency.

    Args:
      until: the last month to look at, such as 202603; None: all of the book.
    """
    moved_until = Posting.objects.filter(
        account__code=chart.EXCHANGE, entry__posted=True, entry__advance__isnull=True
    )
    if until is not None:
        moved_until = moved_until.filter(month__lte=until)
    rows = (
        moved_until.annotate(source=Coalesce("entry__reverses__source", "entry__source"))
        .values_list("fund__code", "entry__number", "source", "currency")
        .annotate(sum=Sum("minor"))
        .order_by("fund__code", "entry__number")
    )
    entries: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    booked: dict[tuple[str, str], int] = defaultdict(int)
    for fund, number, source, currency, minor in rows:
        if source.startswith("fx:"):
            booked[fund, source.removeprefix("fx:")] += minor
        else:
            entries[fund, number][currency] = minor
    moves: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for (fund, _number), sums in entries.items():
        for currency in sums.keys() - {CURRENCY}:
            moves[fund, currency].append((-sums[currency], sums.get(CURRENCY, 0)))
    found = []
    for (fund, currency), each in sorted(moves.items()):
        held, cost = cost_of_held(each)
        on_account = sum(cents for _minor, cents in each) + booked[fund, currency]
        found.append(OpenExchange(fund, currency, held, cost, on_account - cost))
    return found


def realise(
    *, entry_id: UUID, fund: str, currency: str, on: date, made_by: UUID | None = None
) -> Outcome:
    """Book what the rates of one currency won or lost in one fund until the end of a day's month.

    Raises:
      Refused: there is no difference.
    """
    if Entry.objects.filter(pk=entry_id, posted=True).exists():
        return "exists"
    known = open_exchanges(month_of(on))
    standing = next((x for x in known if (x.fund, x.currency) == (fund, currency)), None)
    off = standing.difference_cents if standing else 0
    draft = Draft(
        kind="exchange",
        booked_on=on,
        lines=(
            Line(chart.EXCHANGE_LOSS if off > 0 else chart.EXCHANGE_GAIN, fund, off),
            Line(chart.EXCHANGE, fund, -off),
        ),
        source=f"fx:{currency}",
        made_by=made_by,
    )
    if not off:
        raise Refused(
            _("Fund %(fund)s has no difference of rates in %(currency)s.")
            % {"fund": fund, "currency": currency},
            hint=_("There is nothing to book."),
        )
    return services.post(entry_id=entry_id, draft=draft)
