"""What finance does by hand: cheques, cash, gifts in kind, money given back, promises given up.

Above a limit a gift that somebody counted waits for a second hand; money that leaves, worth that
nobody paid for and promises that are given up always do.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.giving import rows, stamps
from waystation.giving.domain import CENTS_MAX
from waystation.giving.gifts import book, pledges, receiving
from waystation.giving.gifts.aims import Aim
from waystation.giving.gifts.book import Hands
from waystation.giving.gifts.domain import Asked
from waystation.giving.gifts.wording import USES, WAY_NAMES
from waystation.giving.models import GiftRow, PledgeRow
from waystation.ledger import chart
from waystation.ledger.approving import services as approving
from waystation.ledger.approving.handlers import Approved, Fact, Handler, register
from waystation.ledger.approving.queries import limit_of
from waystation.ledger.models import Proposal
from waystation.vault import audit
from waystation.vault.keyring import Keyring

COUNTED, BACK, VALUED, GIVEN_UP = "gift-by-hand", "gift-back", "gift-in-kind", "promise-off"
BY_HAND = ("bank", "cheque", "cash")
Answer = str


class Counted(msgspec.Struct, frozen=True, tag="gift-by-hand/1"):
    """A gift that somebody holds in their hands, or saw at the bank."""

    gift: UUID
    cents: int
    way: str
    fund: str


class Back(msgspec.Struct, frozen=True, tag="gift-back/1"):
    """How much of a gift goes back to its giver by our bank."""

    gift: UUID
    cents: int


class Valued(msgspec.Struct, frozen=True, tag="gift-in-kind/1"):
    """What a gift in kind was worth, and what it was used for."""

    gift: UUID
    cents: int
    use: str
    description: str


class Off(msgspec.Struct, frozen=True, tag="promise-off/1"):
    """A promise of which nothing more will come."""

    pledge: UUID
    cents: int


@transaction.atomic
def record(
    asked: Asked, *, aim: Aim | None = None, role: str, keyring: Keyring, now: datetime
) -> tuple[GiftRow, Answer]:
    """Write down a gift that came by hand or bank; books it, or lets it wait for a second hand.

    Raises:
      Refused: as `begin`; above what one of this role may stand behind.
    """
    if asked.way not in BY_HAND:
        raise ValueError(f"{asked.way!r} does not come by hand")
    row = receiving.begin(asked, now=now, aim=aim)
    return row, take(row, cents=row.cents, role=role, keyring=keyring, now=now)


@transaction.atomic
def take(row: GiftRow, *, cents: int, role: str, keyring: Keyring, now: datetime) -> Answer:
    """Book that a gift which was awaited came, or let it wait for a second hand."""
    if row.entry is not None:
        return "exists"
    if row.way not in BY_HAND:
        raise Refused(
            _("This gift does not come by hand."), hint=_("Wait for the payment provider's word.")
        )
    if cents > limit_of(role).alone_cents:
        act = Counted(row.pk, cents, row.way, row.fund)
        why = str(WAY_NAMES[row.way])
        return _propose(
            book.own_id(row.pk, f"counted {cents}"), COUNTED, act, cents, why, role, keyring, now
        )
    _come(row.pk, cents, Hands(keyring.user_id), now)
    audit.write("gift recorded", actor=keyring.user_id, says={"of": row.way}, now=now)
    return "booked"


@transaction.atomic
def send_back(
    *,
    proposal_id: UUID,
    gift_id: UUID,
    cents: int,
    why: str,
    role: str,
    keyring: Keyring,
    now: datetime,
) -> Answer:
    """Ask for a second hand on giving money of a gift back by our bank.

    Raises:
      Refused: nothing came, less is left, or no reason is given.
    """
    row = receiving.came(gift_id)
    receiving.refuse_in_kind(row)
    receiving.refuse_above(row, cents)
    return _propose(proposal_id, BACK, Back(gift_id, cents), cents, why, role, keyring, now)


@transaction.atomic
def record_in_kind(asked: Asked, *, now: datetime, aim: Aim | None = None) -> GiftRow:
    """Write down a gift that is no money; it has no worth in the book until two people value it.

    Raises:
      Refused: nobody says what it is.
    """
    if not asked.description.strip():
        raise Refused(
            _("Say what was given."), hint=_("The receipt describes it, without a worth.")
        )
    wish = msgspec.structs.replace(asked, kind="in-kind", way="in-kind", cents=0, cover=False)
    return receiving.begin(wish, now=now, aim=aim)


@transaction.atomic
def value(
    *, proposal_id: UUID, valued: Valued, why: str, role: str, keyring: Keyring, now: datetime
) -> Answer:
    """Ask for a second hand on what a gift in kind was worth."""
    _unvalued(valued.gift)
    if not 0 < valued.cents <= CENTS_MAX or valued.use not in USES:
        raise Refused(_("Say what it was worth and what it was used for."), hint=_("Correct it."))
    return _propose(proposal_id, VALUED, valued, valued.cents, why, role, keyring, now)


@transaction.atomic
def give_up(
    *, proposal_id: UUID, pledge_id: UUID, why: str, role: str, keyring: Keyring, now: datetime
) -> Answer:
    """Give up a promise: at once where nothing stands in the book, else with a second hand."""
    cents = pledges.owed_cents(pledges.found(pledge_id))
    if cents:
        act = Off(pledge_id, cents)
        return _propose(proposal_id, GIVEN_UP, act, cents, why, role, keyring, now)
    pledges.give_up(pledge_id, entry_id=proposal_id, hands=Hands(keyring.user_id), now=now)
    audit.write("promise decided", actor=keyring.user_id, says={"of": "given up"}, now=now)
    return "booked"


def waiting_for(gift_id: UUID) -> bool:
    """Say whether a gift waits for a second hand on what was counted of it."""
    row = GiftRow.objects.filter(pk=gift_id, entry=None).first()
    if row is None:
        return False
    own = book.own_id(gift_id, f"counted {row.cents}")
    return Proposal.objects.filter(pk=own, state="waiting").exists()


def register_all() -> None:
    """Enter the kinds of gifts in the list of what can wait."""
    for handler in HANDLERS:
        register(handler)


def _propose(
    proposal_id: UUID,
    kind: str,
    act: Any,
    cents: int,
    why: str,
    role: str,
    keyring: Keyring,
    now: datetime,
) -> Answer:
    made = approving.propose(
        proposal_id=proposal_id,
        act=act,
        kind=kind,
        cents=cents,
        why=why,
        role=role,
        keyring=keyring,
        now=now,
    )
    return "waits" if made == "made" else "exists"


def _come(gift_id: UUID, cents: int, hands: Hands, now: datetime) -> GiftRow:
    return receiving.paid(
        gift_id,
        cents=cents,
        fee_cents=0,
        ref=f"by hand {gift_id}",
        on=now.date(),
        now=now,
        hands=hands,
    )


def _unvalued(gift_id: UUID) -> GiftRow:
    row = GiftRow.objects.filter(pk=gift_id, kind="in-kind", state="begun").first()
    if row is None:
        raise Refused(_("This gift has no worth to be found."), hint=_("Look at the gift."))
    return row


def _hands(ok: Approved) -> Hands:
    return Hands(ok.made_by, ok.approved_by)


def _carry_counted(act: Counted, ok: Approved) -> UUID | None:
    return _come(act.gift, act.cents, _hands(ok), ok.now).entry


def _carry_back(act: Back, ok: Approved) -> UUID | None:
    receiving.give_back(
        receiving.came(act.gift),
        act.cents,
        entry_id=ok.id,
        out_of=chart.BANK,
        now=ok.now,
        hands=_hands(ok),
        by_bank=True,
    )
    return ok.id


def _carry_valued(act: Valued, ok: Approved) -> UUID | None:
    row = _unvalued(act.gift)
    row.cents = act.cents
    book.valued(row, entry_id=ok.id, account=USES[act.use].account, on=ok.on, hands=_hands(ok))
    rows.move(row, cents=act.cents, state="paid", entry=ok.id, paid_on=ok.on)
    stamps.touch()
    return ok.id


def _carry_off(act: Off, ok: Approved) -> UUID | None:
    if pledges.owed_cents(pledges.found(act.pledge)) != act.cents:
        raise Refused(
            _("Part of this promise came meanwhile."), hint=_("Refuse this, and ask anew.")
        )
    pledges.give_up(act.pledge, entry_id=ok.id, hands=_hands(ok), now=ok.now)
    return ok.id


def _tell_counted(act: Counted) -> Sequence[Fact]:
    return [
        Fact(_("Amount"), dollars(act.cents)),
        Fact(_("How it came"), str(WAY_NAMES[act.way])),
        Fact(_("Fund"), act.fund),
    ]


def _tell_back(act: Back) -> Sequence[Fact]:
    row = GiftRow.objects.filter(pk=act.gift).first()
    facts = [Fact(_("Goes back"), dollars(act.cents))]
    if row is not None:
        facts += [Fact(_("Of a gift of"), dollars(row.cents)), Fact(_("Fund"), row.fund)]
        facts.append(Fact(_("It came on"), row.paid_on.isoformat() if row.paid_on else "–"))
    return facts


def _tell_valued(act: Valued) -> Sequence[Fact]:
    return [
        Fact(_("What was given"), act.description),
        Fact(_("Worth"), dollars(act.cents)),
        Fact(_("Used for"), str(USES[act.use].name)),
    ]


def _tell_off(act: Off) -> Sequence[Fact]:
    row = PledgeRow.objects.filter(pk=act.pledge).first()
    facts = [Fact(_("Never came"), dollars(act.cents))]
    if row is not None:
        facts += [Fact(_("Promised"), row.promised_on.isoformat()), Fact(_("Fund"), row.fund)]
    return facts


HANDLERS = (
    Handler(COUNTED, gettext_lazy("Gift by hand"), Counted, _carry_counted, _tell_counted),
    Handler(BACK, gettext_lazy("Gift given back"), Back, _carry_back, _tell_back),
    Handler(VALUED, gettext_lazy("Worth of a gift in kind"), Valued, _carry_valued, _tell_valued),
    Handler(GIVEN_UP, gettext_lazy("Promise given up"), Off, _carry_off, _tell_off),
)
