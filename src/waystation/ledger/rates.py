"""The table of exchange rates: written down by hand or from a file, never fetched."""

import contextlib
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import msgspec
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import currencies
from waystation.ledger.domain import CURRENCY
from waystation.ledger.models import Rate

# A rate of a Friday serves over holidays; an older one is no rate of the day any more.
RATE_AGE_MAX = timedelta(days=10)
SOURCE_MAX = 60
YEARS = range(1700, 2200)


class RateRow(msgspec.Struct, frozen=True):
    """One rate: on that day one ``base`` was so many ``quote``, as ``source`` says."""

    day: date
    base: str
    quote: str
    rate: str
    source: str


class Quoted(msgspec.Struct, frozen=True):
    """The rate that counts for a day. ``day`` is the day on which it was recorded."""

    rate: Fraction
    day: date
    source: str
    text: str


class Recorded(msgspec.Struct, frozen=True):
    """How many rates were new, and how many stood there already."""

    n_new: int
    n_known: int


@transaction.atomic
def record(rows: Iterable[RateRow]) -> Recorded:
    """Write rates into the table; one that stands there already changes nothing.

    Raises:
      Refused: a rate or currency that is none, or another rate for a day that has one: sums may
        have been booked by it.
    """
    n_new = n_known = 0
    for row in rows:
        _check(row)
        kept, is_new = Rate.objects.get_or_create(
            day=row.day,
            base=row.base,
            quote=row.quote,
            defaults={"rate": row.rate.strip(), "source": row.source},
        )
        if currencies.rate_of(kept.rate) != currencies.rate_of(row.rate):
            raise Refused(
                _("The table says %(kept)s for %(base)s/%(quote)s on %(day)s, not %(rate)s.")
                % {
                    "kept": kept.rate,
                    "base": row.base,
                    "quote": row.quote,
                    "day": row.day,
                    "rate": row.rate,
                },
                hint=_("A recorded rate is never changed: sums may have been booked by it."),
            )
        n_new, n_known = n_new + is_new, n_known + (not is_new)
    return Recorded(n_new, n_known)


def _check(row: RateRow) -> None:
    try:
        currencies.rate_of(row.rate)
        for currency in (row.base, row.quote):
            currencies.digits_of(currency)
    except ValueError as why:
        raise Refused(
            _("“%(rate)s” for %(base)s/%(quote)s is not a rate.")
            % {"rate": row.rate, "base": row.base, "quote": row.quote},
            hint=_("Write two currencies of three capital letters and a rate such as 35.875."),
        ) from why
    if row.day.year not in YEARS:
        raise Refused(
            _("%(day)s is no day of a rate.") % {"day": row.day},
            hint=_("Write a day like 2026-03-02."),
        )
    if row.base == row.quote or not row.source.strip() or len(row.source) > SOURCE_MAX:
        raise Refused(
            _("A rate stands between two currencies and says where it comes from."),
            hint=_("Name the source in at most 60 characters, such as: ECB reference rate."),
        )


def rate_on(*, base: str, quote: str, on: date) -> Quoted:
    """Find the rate that counts for a day: that day's, or the last one at most ten days before.

    It may stand in the table the other way round, or over a third currency with both on one day.

    Raises:
      Refused: no such rate is recorded.
    """
    if base == quote:
        return Quoted(Fraction(1), on, "", "1")
    kept = Rate.objects.filter(
        Q(base__in=(base, quote)) | Q(quote__in=(base, quote)),
        day__lte=on,
        day__gte=on - RATE_AGE_MAX,
    )
    by_day: dict[date, list[Rate]] = {}
    for rate in kept.order_by("-day", "base", "quote"):
        by_day.setdefault(rate.day, []).append(rate)
    for rates in by_day.values():
        if found := _from(rates, base, quote):
            return found
    raise Refused(
        _("No rate for %(base)s/%(quote)s is recorded on %(day)s or in the ten days before.")
        % {"base": base, "quote": quote, "day": on},
        hint=_("Write it into the table of rates first, with its source."),
    )


def _from(rates: list[Rate], base: str, quote: str) -> Quoted | None:
    """Find a pair among one day's rates: as it stands, turned round, or over a third currency."""
    values: dict[tuple[str, str], Fraction] = {}
    sources: dict[tuple[str, str], str] = {}
    for row in rates:
        rate = currencies.rate_of(row.rate)
        values.setdefault((row.quote, row.base), 1 / rate)
        sources.setdefault((row.quote, row.base), row.source)
    for row in rates:
        values[row.base, row.quote] = currencies.rate_of(row.rate)
        sources[row.base, row.quote] = row.source
    day, pair = rates[0].day, (base, quote)
    if pair in values:
        return Quoted(values[pair], day, sources[pair], _text(values[pair]))
    for over in sorted({there for here, there in values if here == base}):
        if (over, quote) in values:
            rate = values[base, over] * values[over, quote]
            return Quoted(rate, day, sources[over, quote], _text(rate))
    return None


def _text(rate: Fraction) -> str:
    """Write a rate for people, to ten digits at most; sums are worked out with the exact one."""
    return f"{Decimal(rate.numerator) / Decimal(rate.denominator):.10g}"


def to_usd(minor: int, currency: str, on: date) -> int:
    """Say what a sum of another currency is worth in cents on a day, by the recorded rate."""
    rate = rate_on(base=currency, quote=CURRENCY, on=on).rate
    return currencies.worth(minor, rate, base=currency, quote=CURRENCY)


def from_usd(cents: int, currency: str, on: date) -> int:
    """Say how much of another currency some cents are on a day, by the recorded rate."""
    rate = rate_on(base=CURRENCY, quote=currency, on=on).rate
    return currencies.worth(cents, rate, base=CURRENCY, quote=currency)


def known_on(on: date) -> list[str]:
    """List the currencies that have a rate to the dollar on a day, the dollar left out."""
    near = Rate.objects.filter(day__lte=on, day__gte=on - RATE_AGE_MAX)
    named = {code for pair in near.values_list("base", "quote") for code in pair}
    found = []
    for code in sorted(named - {CURRENCY}):
        with contextlib.suppress(Refused):
            rate_on(base=CURRENCY, quote=code, on=on)
            found.append(code)
    return found
