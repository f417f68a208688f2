"""The security officer's desk: what the notices say is entered, and shares are counted daily."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.vault import audit, cells, letters, mail, notices, register, safety, share
from waystation.vault.domain import PURPOSES
from waystation.vault.keyring import Keyring
from waystation.vault.letters import Grant
from waystation.vault.models import Notice, RegisterRow
from waystation.vault.needs import NEEDS
from waystation.vault.notices import Declined, Given, Joined, Rotated, SignedIn, TooOften
from waystation.vault.register import Alarm, Compartment, Figures, Member, Said
from waystation.vault.share import Share

if TYPE_CHECKING:
    from waystation.vault.door import Who

REASON_MAX = 200
# A count made in the morning and one made in the evening of a day may differ by so much.
COUNTS_AGREE_PERMILLE = 20
COUNT_STANDS = timedelta(days=7)


class Seen(NamedTuple):
    """A colleague as the register page shows them, with their share of cases.

    `differs` says that at sign-in their ring opened clearly more than the register knows.
    """

    member: Member
    share: Share
    differs: bool


@transaction.atomic
def catch_up(keyring: Keyring, *, now: datetime) -> None:
    """Enter in the register what the notices say, count the shares of the day, drop the decoys.

    A ring without the security compartment does nothing.

    Cost: about 0.3 ms a notice.
    """
    if not keyring.cells_of("security"):
        return
    row, figures = _figures(keyring, now)
    fresh = figures
    for notice, said in notices.opened(keyring):
        if isinstance(said, SignedIn):
            fresh = _heard(fresh, notice, said, keyring, now)
        elif isinstance(said, Given | Declined):
            _answered(said, keyring, now)
        elif isinstance(said, TooOften):
            alarm = Alarm(said.user_id, notice.day, "searches")
            register.write(alarm, keyring=keyring, now=now)
        elif isinstance(said, Rotated):
            _renewed(said, keyring, now)
        if not isinstance(said, Joined):
            notices.drop(notice)
    if fresh.on != now.date():
        fresh = msgspec.structs.replace(fresh, on=now.date(), counted=_counted(keyring))
    if fresh != figures:
        register.rewrite(row, fresh, keyring=keyring, now=now)


def seen(keyring: Keyring) -> list[Seen]:
    """List all colleagues with the share of cases each could lay open, counted now."""
    counted = share.count(keyring.decoys)
    figures = figures_of(keyring)
    shares = [
        (row, member, counted.share_of(member.cells)) for row, member in register.members(keyring)
    ]
    return [Seen(member, now, _differs(row, member, figures, now)) for row, member, now in shares]


def not_my_work(user_id: UUID, keyring: Keyring) -> list[Compartment]:
    """List what somebody holds though their role does not need it and others hold it too.

    A founder holds everything at first, and is to lay down what has become others' work.
    """
    everybody = [member for _row, member in register.members(keyring)]
    me = next((member for member in everybody if member.user_id == user_id), None)
    if me is None:
        return []
    others = {cell for member in everybody if member.user_id != user_id for cell in member.cells}
    return [
        what
        for _row, what in register.compartments(keyring)
        if what.cell in me.cells and what.cell in others and what.purpose not in NEEDS[me.role]
    ]


def figures_of(keyring: Keyring) -> Figures:
    """Give the last daily count."""
    found = register.lines(Figures, keyring)
    return found[0][1] if found else Figures()


def alarms(keyring: Keyring) -> list[tuple[UUID, Alarm, str]]:
    """List the alarms nobody has answered: id, alarm, and what the person is called."""
    named = {member.user_id: member.alias for _row, member in register.members(keyring)}
    unknown = _("somebody who is in the register no more")
    found = register.lines(Alarm, keyring)
    return [(row.id, alarm, named.get(alarm.user_id, unknown)) for row, alarm in found]


@transaction.atomic
def answer(alarm_id: UUID, *, note: str, by: "Who", now: datetime) -> None:
    """Put an alarm away, with what was done about it.

    In the chain it is a note like any other, so that nobody counts alarms there.

    Raises:
      Refused: there is no such alarm, or nothing is said of what was done.
    """
    if not note.strip():
        raise Refused(_("Nothing is said of what was done."), hint=_("Write one sentence."))
    for row, _alarm in register.lines(Alarm, by.keyring):
        if row.id == alarm_id:
            register.strike(row)
            says = {"note": note[:REASON_MAX]}
            audit.write("noted", actor=by.user_id, says=says, now=now)
            return
    raise Refused(_("There is no such alarm."), hint=_("It may have been answered already."))


@transaction.atomic
def name_exception(user_id: UUID, reason: str, *, by: "Who", now: datetime) -> None:
    """Name why a colleague may hold more of all cases; without a reason, no longer.

    Raises:
      Refused: there is no such colleague.
    """
    row, member = register.member(user_id, by.keyring)
    changed = msgspec.structs.replace(member, exception=reason.strip()[:REASON_MAX])
    register.change(row, changed, keyring=by.keyring, now=now)
    says = {"to": member.alias, "why": changed.exception}
    audit.write("exception named", actor=by.user_id, says=says, now=now)


@transaction.atomic
def found_for(user_id: UUID, purpose: str, name: str, *, by: "Who", now: datetime) -> UUID:
    """Found a compartment for its first holder: the officer posts the key and keeps none of it.

    Whoever gets it changes the key at once, so that from then on the officer's is worth nothing.

    Raises:
      Refused: no such colleague, one who has not joined, or no name.
    """
    row, member = register.member(user_id, by.keyring)
    if not member.key_digest:
        raise Refused(_("%(who)s has not joined yet.") % {"who": member.alias})
    if not name.strip():
        raise Refused(_("The compartment has no name."), hint=_("Name it by its work, not people."))
    slot = cells.found(purpose, on=now.date(), name=name.strip())
    day = now.toordinal()
    cells.add_reader(slot.cell, member.reader, Keyring.of(by.user_id, [slot]))
    message = letters.may_hold(member.key_digest, slot.cell, purpose, day, member.alias)
    signature = safety.sign(message, by.keyring)
    grant = Grant(slot.cell, PURPOSES[purpose], slot.epoch, slot.key, day, signature, True)
    if not mail.post([mail.addressed(grant, member.reader)])[0]:
        raise Refused(
            _("This colleague's mailbox is full."), hint=_("Do it when they have signed in.")
        )
    register.enter_compartment(slot.cell, purpose, name.strip(), keyring=by.keyring, now=now)
    changed = msgspec.structs.replace(member, cells=member.cells | {slot.cell: now.date()})
    register.change(row, changed, keyring=by.keyring, now=now)
    says = {"cell": name.strip(), "to": member.alias}
    audit.write("compartment founded", actor=by.user_id, says=says, now=now)
    return slot.cell


def _figures(keyring: Keyring, now: datetime) -> tuple[RegisterRow, Figures]:
    found = register.lines(Figures, keyring)
    if found:
        return found[0]
    return register.write(Figures(), keyring=keyring, now=now), Figures()


def _heard(
    figures: Figures, notice: Notice, said: SignedIn, keyring: Keyring, now: datetime
) -> Figures:
    if said.is_duress:
        register.write(Alarm(said.user_id, notice.day), keyring=keyring, now=now)
        return figures
    own = Said(said.opened, said.total, notice.day)
    return msgspec.structs.replace(figures, said=figures.said | {said.user_id: own})


def _answered(said: Given | Declined, keyring: Keyring, now: datetime) -> None:
    try:
        row, member = register.member(said.user_id, keyring)
    except Refused:
        return  # They left meanwhile.
    asked = {cell: on for cell, on in member.asked.items() if cell != said.cell}
    held, no = dict(member.cells), dict(member.declined)
    no.pop(said.cell, None)
    if isinstance(said, Given):
        held[said.cell] = now.date()
    elif said.cell not in held:
        no[said.cell] = now.date()
    changed = msgspec.structs.replace(member, cells=held, asked=asked, declined=no)
    register.change(row, changed, keyring=keyring, now=now)


def _renewed(said: Rotated, keyring: Keyring, now: datetime) -> None:
    try:
        row, what = register.compartment(said.cell, keyring)
    except Refused:
        return
    left = {person: on for person, on in what.awaits.items() if person != said.without}
    if left != what.awaits:
        changed = msgspec.structs.replace(what, awaits=left)
        register.rewrite(row, changed, keyring=keyring, now=now)


def _counted(keyring: Keyring) -> dict[UUID, tuple[int, int]]:
    counted = share.count(keyring.decoys)
    shares = {
        member.user_id: counted.share_of(member.cells) for _row, member in register.members(keyring)
    }
    return {person: (found.opened, found.total) for person, found in shares.items()}


def _differs(row: RegisterRow, member: Member, figures: Figures, now: Share) -> bool:
    """Say whether a person's ring opened clearly more at sign-in than the register gives them.

    The counts are made at different hours: they need not agree to the last case, nor on a day on
    which the person's line was changed. A count of more than a week ago says nothing any more.
    """
    said, counted = figures.said.get(member.user_id), figures.counted.get(member.user_id)
    if said is None or figures.on is None or row.day >= said.on:
        return False
    known = max(now.opened, counted[0] if counted else 0)
    is_more = (said.opened - known) * 1_000 > COUNTS_AGREE_PERMILLE * now.total
    return is_more and figures.on - said.on <= COUNT_STANDS
