"""Reading what providers told: what waits for somebody, and what is still on its way."""

import zlib
from datetime import date
from uuid import UUID

import msgspec
from django.db.models import Count, Sum

from waystation.base.errors import Tampered
from waystation.giving import rows
from waystation.giving.models import (
    ForgedCount,
    HandleRow,
    NameRow,
    NoticeRow,
    PayoutRow,
    TrialPayment,
)
from waystation.giving.payments import domain
from waystation.giving.payments.domain import Told
from waystation.giving.payments.handles import Handle
from waystation.ledger import chart
from waystation.ledger.domain import CURRENCY
from waystation.ledger.models import Posting
from waystation.vault.keyring import Keyring

PAGE_MAX = 100


class NoticeView(msgspec.Struct, frozen=True):
    """A notice that waits for a person, as the list shows it."""

    id: UUID
    kind: str
    state: str
    why: str
    cents: int
    happened_on: date
    heard_on: date


class PayoutView(msgspec.Struct, frozen=True):
    """A payout as it was booked; `cents` is what reaches the bank."""

    arrives_on: date
    cents: int
    fee_cents: int


class Clearing(msgspec.Struct, frozen=True):
    """What the provider holds of ours by the book, and since when the oldest of it is there."""

    cents: int
    by_fund: tuple[tuple[str, int], ...]
    payouts: tuple[PayoutView, ...]
    parked_payout_cents: int

    @property
    def is_below_zero(self) -> bool:
        """Say whether more was paid out than came in: then a payout was booked twice."""
        return self.cents < 0


class Counts(msgspec.Struct, frozen=True):
    """How many notices stand how, and how many were nobody's."""

    done: int
    parked: int
    unknown: int
    aside: int
    forged: int


def waiting() -> list[NoticeView]:
    """List the notices that wait for a person, the oldest first."""
    kept = NoticeRow.objects.filter(state__in=("parked", "unknown")).order_by("heard_on", "pk")
    return [
        NoticeView(x.pk, x.kind, x.state, x.why, x.cents, x.happened_on, x.heard_on)
        for x in kept[:PAGE_MAX]
    ]


def counts() -> Counts:
    """Count notices by how they stand."""
    by_state = dict(NoticeRow.objects.values_list("state").annotate(n=Count("pk")).order_by())
    forged = ForgedCount.objects.aggregate(n=Sum("n", default=0))["n"]
    return Counts(**{state: by_state.get(state, 0) for state in domain.STATES}, forged=forged)


def clearing(*, payouts: int = 20) -> Clearing:
    """Say what the provider holds of ours by the book: gifts and fees in, payouts out."""
    by_fund = tuple(held().items())
    newest = PayoutRow.objects.order_by("-arrives_on", "-pk")[:payouts]
    parked = NoticeRow.objects.filter(kind=domain.PAYOUT, state="parked")
    return Clearing(
        cents=sum(cents for _code, cents in by_fund),
        by_fund=by_fund,
        payouts=tuple(PayoutView(x.arrives_on, x.cents, x.fee_cents) for x in newest),
        parked_payout_cents=parked.aggregate(s=Sum("cents", default=0))["s"],
    )


def held() -> dict[str, int]:
    """Say by fund what the provider holds of ours."""
    sums = (
        Posting.objects.filter(account__code=chart.CARDS, currency=CURRENCY, entry__posted=True)
        .values_list("fund__code")
        .annotate(sum=Sum("minor"))
        .order_by("fund__code")
    )
    return {code: cents for code, cents in sums if cents}


def raw_of(row: NoticeRow, keyring: Keyring) -> bytes:
    """Open what a notice said, word for word.

    Raises:
      Refused: the keyring does not hold the compartment of giving.
    """
    try:
        return zlib.decompress(rows.said(row, bytes, keyring))
    except zlib.error:
        raise Tampered("a notice does not hold what was packed") from None


def told_by(row: NoticeRow) -> Told:
    """Read from a notice's plain columns what it takes to act on it."""
    also, size = bytes(row.also), domain.DIGEST_BYTES
    return Told(
        kind=row.kind,
        on=row.happened_on,
        about=bytes(row.about),
        ref=bytes(row.ref),
        also=tuple(also[at : at + size] for at in range(0, len(also), size)),
        unless=bytes(row.unless),
        cents=row.cents,
        fee_cents=row.fee_cents,
    )


def handle(recurring_id: UUID, key: Keyring | bytes) -> str:
    """Open by what the provider steers a recurring gift; empty if it never told.

    Args:
      key: a keyring of the office, or the giver's own seed.
    """
    row = HandleRow.objects.filter(recurring=recurring_id).first()
    if row is None:
        return ""
    if isinstance(key, Keyring):
        return rows.said(row, Handle, key).ref
    return rows.said_to(row, Handle, key).ref


def notice_of_payment(gift_id: UUID) -> NoticeRow | None:
    """Find the notice that told of a gift's payment by the provider's own name of it."""
    told = NameRow.objects.filter(gift=gift_id, notice__isnull=False).select_related("notice")
    kinds = (domain.LINKED, domain.PAID, domain.INSTALMENT_PAID)
    found = {name.notice.kind: name.notice for name in told if name.notice}
    return next((found[kind] for kind in kinds if kind in found), None)


def trial_payment(name: str) -> TrialPayment | None:
    """Find a payment in the test provider's own book."""
    return TrialPayment.objects.filter(name=name).first()


def pretty(raw: bytes) -> str:
    """Write a notice so that a person can read it; what is no JSON stays as it came."""
    try:
        return msgspec.json.format(raw, indent=2).decode()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return raw.decode(errors="replace")
