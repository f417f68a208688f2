"""Give cash, settle it, take it back, write down its loss; each in one transaction.

What one hand may not do alone waits for a second one under the same id, and is booked by it.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import chart
from waystation.ledger.approving import services as approving
from waystation.ledger.approving.queries import limit_of
from waystation.ledger.domain import Draft, Line
from waystation.ledger.field import checking, domain, posting, queries, tariffs
from waystation.ledger.field.domain import Give, Look, Lose, Purse, Settle
from waystation.ledger.field.posting import Answer as Answer
from waystation.ledger.field.posting import Hands as Hands
from waystation.ledger.field.queries import AdvanceView
from waystation.ledger.field.sheets import Sheet
from waystation.ledger.models import Advance, CashCount, Entry, Fund
from waystation.vault import boxes, cells
from waystation.vault.keyring import Keyring


@transaction.atomic
def give(*, entry_id: UUID, give: Give, role: str, keyring: Keyring, now: datetime) -> Answer:
    """Give somebody cash to spend for the organisation, or ask for a second hand on it.

    See `must_wait` for when a second hand is needed. ``entry_id`` is the entry's id, and the
    proposal's where it waits.

    Raises:
      Refused: nobody, nothing or too much; no rate is recorded for the currency.
    """
    on = now.date()
    if Entry.objects.filter(pk=entry_id).exists():
        return posting.repeated(
            entry_id, "advance", give.advance_id, domain.total(give.parts.values())
        )
    if must_wait(give, role, keyring, on):
        why = give.holder.what_for
        if any(out.is_overdue for out in queries.out_with(give.holder.name, keyring, on)):
            why = _("An earlier advance of theirs is overdue.") + " " + why
        cents = queries.cents_of(domain.total(give.parts.values()), give.currency, on)
        asked = approving.propose(
            proposal_id=entry_id,
            act=give,
            kind="advance",
            cents=cents,
            why=why,
            role=role,
            keyring=keyring,
            now=now,
        )
        return "waits" if asked == "made" else "exists"
    return book_given(entry_id=entry_id, give=give, hands=Hands(keyring.user_id), on=on)


def must_wait(give: Give, role: str, keyring: Keyring, on: date) -> bool:
    """Say whether an advance needs a second hand.

    It does above the limit, which holds for all that the holder has out and for all that one hand
    gave alone that day, so that nothing is gained by giving it in pieces or to names; and where an
    earlier one is overdue.

    Raises:
      Refused: it would be refused with two as well.
    """
    checking.refuse_due(give.due_on, on)
    checking.refuse_giving(give, on)
    cents = queries.cents_of(domain.total(give.parts.values()), give.currency, on)
    theirs = queries.out_with(give.holder.name, keyring, on)
    in_hand = cents + sum(out.usd_cents for out in theirs)
    alone = max(in_hand, cents + queries.given_alone(keyring.user_id, on))
    return alone > limit_of(role).alone_cents or any(out.is_overdue for out in theirs)


@transaction.atomic
def book_given(*, entry_id: UUID, give: Give, hands: Hands, on: date) -> Answer:
    """Book an advance: the money leaves the bank and stands in somebody's hand.

    Foreign cash is booked at the rate recorded for the day.
    """
    checking.refuse_giving(give, on)
    if Advance.objects.filter(pk=give.advance_id).exists():
        raise Refused(_("This advance was given already."), hint=_("Begin a new one."))
    cell = cells.only("finance")
    box = msgspec.msgpack.encode(give.holder)
    Advance.objects.create(
        id=give.advance_id,
        fund=Fund.objects.get(code=give.fund),
        currency=give.currency,
        given_on=on,
        due_on=give.due_on,
        cell=cell,
        box=boxes.seal_to_cell(cell, box, about=give.advance_id),
    )
    purse = Purse(give.fund, domain.account_of(give.holder.kind), give.currency)
    lines: list[Line] = []
    for part, minor in give.parts.items():
        cents = queries.cents_of(minor, give.currency, on)
        lines += domain.across(purse, chart.BANK, part, minor, cents)
    draft = Draft(
        "advance",
        on,
        tuple(lines),
        memo=give.holder.what_for,
        payee=give.holder.name,
        made_by=hands.made_by,
        approved_by=hands.approved_by,
        advance=give.advance_id,
    )
    return posting.posted(entry_id, draft)


@transaction.atomic
def settle(*, entry_id: UUID, settle: Settle, role: str, keyring: Keyring, now: datetime) -> Answer:
    """Take somebody's word for what their cash was spent on, or ask for a second hand on it.

    A second hand is needed above the limit, above a fifth of it for all that an advance has no
    receipts for, and whenever the proof is that there is none. Of what one hand books, somebody
    else looks at one in ten, drawn by lot.

    Raises:
      Refused: no proof; more than is in the hand; outside the agreed range.
    """
    on, total = now.date(), domain.total(settle.costs.values())
    if Entry.objects.filter(pk=entry_id).exists():
        return posting.repeated(entry_id, "settlement", settle.advance_id, -total)
    view = posting.found(settle.advance_id, keyring)
    must = settling_waits(settle, view, role, keyring, on)
    cents = queries.cents_of(total, view.purse.currency, on)
    said: dict[str, Any] = {"role": role, "keyring": keyring, "now": now}
    if must:
        asked = approving.propose(
            proposal_id=entry_id,
            act=msgspec.structs.replace(settle, holder=view.holder.name),
            kind="settlement",
            cents=cents,
            why=settle.proof,
            **said,
        )
        return "waits" if asked == "made" else "exists"
    hands = Hands(keyring.user_id)
    answer = book_settled(entry_id=entry_id, settle=settle, hands=hands, keyring=keyring, on=on)
    if secrets.randbelow(domain.LOOKED_AT_ONE_IN) == 0:
        ask_for_look(entry_id=entry_id, kind="settlement", cents=cents, told=settle.proof, **said)
    return answer


def settling_waits(
    settle: Settle, view: AdvanceView, role: str, keyring: Keyring, on: date
) -> bool:
    """Say whether a settlement needs a second hand, by its sum and its proof.

    Raises:
      Refused: it would be refused with two as well.
    """
    checking.refuse_settling(view, settle)
    total = domain.total(settle.costs.values())
    checking.refuse_more_than_held(view, total)
    cents = queries.cents_of(total, view.purse.currency, on)
    if settle.level == domain.TARIFF:
        tariff = tariffs.in_force(keyring).get(settle.leg)
        checking.refuse_out_of_range(tariff, settle, cents)
    if settle.level != domain.RECEIPT:
        # In pieces it is no better proven.
        cents += queries.unproven_alone(view.id)
    return domain.needs_two(cents, settle.level, limit_of(role).alone_cents)


@transaction.atomic
def book_settled(
    *, entry_id: UUID, settle: Settle, hands: Hands, keyring: Keyring, on: date
) -> Answer:
    """Book what cash was spent on: out of the hand, into the costs, by the parts that pay."""
    view = posting.found(settle.advance_id, keyring)
    checking.refuse_settling(view, settle)
    pieces, missing = domain.shares(settle.costs, view.parts)
    if missing:
        checking.refuse_more_than_held(view, view.minor + missing)
    lines: list[Line] = []
    moved_cents = 0
    for share in pieces:
        cents = queries.cents_of(share.minor, view.purse.currency, on)
        is_moved = share.is_moved and not view.is_over
        moved_cents += cents if is_moved else 0
        lines += domain.settled(view.purse, share._replace(is_moved=is_moved), cents)
    checking.refuse_uncovered(view.purse.fund, moved_cents)
    draft = Draft(
        "settlement",
        on,
        tuple(lines),
        memo=settle.memo,
        payee=view.holder.name,
        case_token=view.case_token,
        made_by=hands.made_by,
        approved_by=hands.approved_by,
        evidence_level=settle.level,
        evidence=(settle.proof,),
        advance=settle.advance_id,
    )
    return posting.posted_out_of(view, entry_id, draft)


@transaction.atomic
def bring_back(
    *,
    entry_id: UUID,
    advance_id: UUID,
    minor: int,
    cents: int | None = None,
    keyring: Keyring,
    now: datetime,
) -> Answer:
    """Book cash that came back to the bank unspent; contingency is taken last.

    Out of a rescue that is over it goes where all of its unspent money went.

    Args:
      cents: what foreign cash brought at the bank; None: what the day's rate makes of it.

    Raises:
      Refused: more than is in the hand, or nothing; the bank got much less than it was worth.
    """
    on = now.date()
    if Entry.objects.filter(pk=entry_id).exists():
        return posting.repeated(entry_id, "advance-returned", advance_id, -minor)
    view = posting.found(advance_id, keyring)
    checking.refuse_no_sum({"": minor})
    checking.refuse_more_than_held(view, minor)
    if cents is not None and view.purse.is_foreign:
        checking.refuse_brought(view, minor, cents, on)
    pieces = domain.taken(view.parts, minor, spare_first=False)
    worths = _worths(view, pieces, cents, on)
    lines: list[Line] = []
    for part, piece in pieces.items():
        if view.is_over:
            account = chart.ROLL if part == domain.CONTINGENCY else chart.RELEASE
            moved = domain.across(view.purse, account, part, -piece, -worths[part])
            passed = domain.back_to_others(view.purse.fund, part, worths[part])
            lines += [*moved, *(passed[1:] if worths[part] else ())]
        else:
            lines += domain.across(view.purse, chart.BANK, part, -piece, -worths[part])
    draft = Draft(
        "advance-returned",
        on,
        tuple(lines),
        payee=view.holder.name,
        made_by=keyring.user_id,
        advance=advance_id,
    )
    return posting.posted_out_of(view, entry_id, draft)


def _worths(
    view: AdvanceView, pieces: Mapping[str, int], cents: int | None, on: date
) -> dict[str, int]:
    """Say what each piece of returned cash is worth; a sum that the bank told goes by shares."""
    currency = view.purse.currency
    if cents is None or not view.purse.is_foreign:
        return {part: queries.cents_of(minor, currency, on) for part, minor in pieces.items()}
    found, whole, seen = {}, sum(pieces.values()), 0
    for part, minor in pieces.items():
        before, seen = cents * seen // whole, seen + minor
        found[part] = cents * seen // whole - before
    return found


@transaction.atomic
def lose(
    *, entry_id: UUID, lose: Lose, why: str, role: str, keyring: Keyring, now: datetime
) -> Answer:
    """Ask for a loss in the field to be booked: stolen, seized or spoilt. It always takes two.

    Raises:
      Refused: more than is in the hand, or no reason.
    """
    view = posting.found(lose.advance_id, keyring)
    checking.refuse_no_sum({"": lose.minor})
    checking.refuse_more_than_held(view, lose.minor)
    cents = queries.cents_of(lose.minor, view.purse.currency, now.date())
    asked = approving.propose(
        proposal_id=entry_id,
        act=msgspec.structs.replace(lose, holder=view.holder.name),
        kind="field-loss",
        cents=cents,
        why=why,
        role=role,
        keyring=keyring,
        now=now,
    )
    return "waits" if asked == "made" else "exists"


@transaction.atomic
def book_lost(*, entry_id: UUID, lose: Lose, hands: Hands, keyring: Keyring, on: date) -> Answer:
    """Book cash that is gone; contingency bears it first. A negative sum is a count's surplus."""
    view = posting.found(lose.advance_id, keyring)
    if lose.minor < 0:
        part = domain.CONTINGENCY if view.case_token else ""
        pieces = {part: lose.minor}
    else:
        checking.refuse_more_than_held(view, lose.minor)
        pieces = domain.taken(view.parts, lose.minor, spare_first=True)
    lines: list[Line] = []
    for part, minor in pieces.items():
        cents = queries.cents_of(minor, view.purse.currency, on)
        lines += domain.across(view.purse, chart.FIELD_LOSS, part, -minor, -cents)
    draft = Draft(
        "field-loss",
        on,
        tuple(lines),
        memo=lose.how,
        payee=view.holder.name,
        made_by=hands.made_by,
        approved_by=hands.approved_by,
        evidence_level=domain.WRITTEN_OFF,
        advance=lose.advance_id,
    )
    return posting.posted_out_of(view, entry_id, draft)


def ask_for_look(
    *,
    entry_id: UUID,
    kind: str,
    cents: int,
    told: str,
    role: str,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Have somebody else look at what one hand booked; it stays booked meanwhile."""
    approving.propose(
        proposal_id=uuid5(entry_id, "look"),
        act=Look(entry_id, kind, cents, told),
        kind="second-look",
        cents=0,
        why=told,
        role=role,
        keyring=keyring,
        now=now,
    )


def keep_sheet(count_id: UUID, sheet: Sheet, on: date) -> None:
    """Seal a count sheet to finance and keep it."""
    cell = cells.only("finance")
    box = boxes.seal_to_cell(cell, msgspec.msgpack.encode(sheet), about=count_id)
    CashCount.objects.create(id=count_id, counted_on=on, cell=cell, box=box)
