"""Booking what a provider paid out to the bank: each fund its own part, and what was kept of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID, uuid5

import msgspec
from django.db.models import F
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving.domain import CORE
from waystation.giving.models import GiftRow, NameRow, NoticeRow, PayoutRow
from waystation.giving.payments import domain, queries
from waystation.giving.payments.domain import Part
from waystation.ledger import chart
from waystation.ledger import queries as book
from waystation.ledger import services as ledger
from waystation.ledger.domain import Draft, Line, pair
from waystation.ledger.models import Fund, Posting

SOURCE = "payouts"


class Owned(msgspec.Struct, frozen=True):
    """A part of a payout, with whose gift it is; what is nobody's is the organisation's own."""

    part: Part
    fund: str
    gift: UUID | None = None


def record(notice: NoticeRow, parts: tuple[Part, ...], *, cents: int, arrives_on: date) -> None:
    """Book a payout, with the fees that it tells of for the first time; twice is once.

    Raises:
      Refused: its parts do not come to its sum, or one of them is not in the book.
    """
    fee_cents = sum(part.fee_cents for part in parts)
    if sum(part.cents for part in parts) - fee_cents != cents:
        raise Refused(
            _("The payout is not the sum of its parts."),
            hint=_("Look at it in the provider's own pages, and book it by hand."),
        )
    owned = _owned(notice.provider, parts)
    lines = lines_of(owned)
    if not lines:
        return
    entry_id = uuid5(notice.pk, SOURCE)
    draft = Draft("payout", arrives_on, lines, source=SOURCE, external_key=bytes(notice.ref))
    if ledger.post(entry_id=entry_id, draft=draft) == "exists":
        return
    for one in owned:
        if one.gift and one.part.fee_cents:
            fee = F("fee_cents") + one.part.fee_cents
            GiftRow.objects.filter(pk=one.gift).update(fee_cents=fee)
    PayoutRow.objects.create(
        notice=notice, cents=cents, fee_cents=fee_cents, arrives_on=arrives_on, entry=entry_id
    )


def lines_of(owned: Iterable[Owned]) -> tuple[Line, ...]:
    """Move what each fund has at the provider to the bank; what was kept is that fund's cost.

    A restricted fund that has spent its money already pays no fee: the core does.
    """
    gross: dict[str, int] = defaultdict(int)
    fees: dict[str, int] = defaultdict(int)
    for one in owned:
        gross[one.fund] += one.part.cents
        fees[one.fund] += one.part.fee_cents
    held = queries.held()
    if sum(held.values()) == sum(gross.values()):
        # Nothing stays there: then each fund's own rest goes too, whatever the core lent it.
        gross = defaultdict(int, held)
    poor = _too_poor(fees)
    for fund in poor:
        fees[CORE] += fees.pop(fund)
    moved = (
        (account, fund, cents)
        for fund in sorted({*gross, *fees})
        for account, cents in (
            (chart.BANK, gross[fund] - fees[fund]),
            (chart.FEES, fees[fund]),
            (chart.CARDS, -gross[fund]),
        )
    )
    return tuple(Line(account, fund, cents) for account, fund, cents in moved if cents)


def fee_back(notice: NoticeRow, *, cents: int, on: date) -> None:
    """Book that the fee of a dispute came back."""
    lines = pair(chart.CARDS, chart.FEES, CORE, cents)
    entry_id = uuid5(notice.pk, "fee back")
    draft = Draft("other", on, lines, source=SOURCE, external_key=bytes(notice.ref))
    ledger.post(entry_id=entry_id, draft=draft)


def _too_poor(fees: Mapping[str, int]) -> list[str]:
    restricted = Fund.objects.filter(code__in=fees, restricted=True)
    codes = restricted.values_list("code", flat=True)
    return [code for code in codes if fees[code] > book.free_of(code)]


def _owned(provider: str, parts: Iterable[Part]) -> list[Owned]:
    """Say of each part whose gift it is, and into which fund that gift came."""
    wanted = [(part, domain.digest(provider, part.about)) for part in parts]
    names = NameRow.objects.filter(
        digest__in=[digest for part, digest in wanted if part.about], gift__entry__isnull=False
    )
    known = {
        bytes(x): (gift, entry)
        for x, gift, entry in names.values_list("digest", "gift", "gift__entry")
    }
    entries = [entry for _gift, entry in known.values()]
    funds = dict(
        Posting.objects.filter(entry__in=entries, account__code=chart.CARDS).values_list(
            "entry", "fund__code"
        )
    )
    owned, n_missing = [], 0
    for part, digest in wanted:
        gift, entry = known.get(digest, (None, None))
        fund = funds.get(entry) if entry else None
        if part.about and fund is None:
            n_missing += 1
            continue
        owned.append(Owned(part, fund or CORE, gift))
    if n_missing:
        raise Refused(
            _("The payout holds %(n)d payments that are not in the book.") % {"n": n_missing},
            hint=_("Their notices may still come; try again, or book the payout by hand."),
        )
    return owned
