"""Giving a compartment to a colleague: security asks, a holder gives. Two people, unless alone."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.vault import (
    audit,
    cells,
    desk,
    folding,
    letters,
    mail,
    notices,
    register,
    safety,
    share,
)
from waystation.vault.cells import Reader
from waystation.vault.domain import PURPOSES, RING_SLOTS
from waystation.vault.keyring import Keyring
from waystation.vault.letters import Ask, Found, Grant
from waystation.vault.needs import NEEDS
from waystation.vault.register import Compartment, Member
from waystation.vault.wording import purpose_name

if TYPE_CHECKING:
    from waystation.vault.door import Who

# So many holders are asked at once; the first to answer is enough.
ASKED_MAX = 3
ASK_STANDS = timedelta(days=30)
ASK_AGAIN = timedelta(days=7)
# A ring has 64 places; the decoy world needs one of each purpose it has.
COMPARTMENTS_MAX = RING_SLOTS - len(PURPOSES)


@transaction.atomic
def ask(cell: UUID, user_id: UUID, *, by: "Who", now: datetime) -> list[str]:
    """Ask holders of a compartment to give it to a colleague; returns the aliases of those asked.

    Where the asker is the only holder, they give it themselves, the list is empty, and the audit
    says that one person did it alone.

    Raises:
      Refused: no such colleague or compartment, one who has not joined or holds it already,
        nobody who could give it, or a share of cases above what one person may hold.
    """
    desk.catch_up(by.keyring, now=now)
    row, member = register.member(user_id, by.keyring)
    _row, what = register.compartment(cell, by.keyring)
    _may_be_given(member, what, by.keyring, now.date())
    signature, day = _word_for(member, what, by.keyring, now), now.toordinal()
    holders = [
        other
        for _row, other in register.members(by.keyring)
        if cell in other.cells and other.user_id != by.user_id
    ]
    if not holders:
        _give_alone(cell, member, signature, by=by, now=now)
        return []
    asked = Ask(
        cell, user_id, member.mailbox, member.key_digest, letters.short(member.alias), day,
        signature, cells.row_of(cell).epoch,
    )  # fmt: skip
    chosen = _nearest(holders, member)
    marks = mail.post([mail.addressed(asked, other.reader) for other in chosen])
    if not any(marks):
        raise Refused(
            _("The mailboxes of all who could give it are full."),
            hint=_("Ask again when one of them has signed in."),
        )
    told = [other.alias for other, mark in zip(chosen, marks, strict=True) if mark]
    changed = msgspec.structs.replace(member, asked=member.asked | {cell: now.date()})
    register.change(row, changed, keyring=by.keyring, now=now)
    says = {"cell": what.name or what.purpose, "to": member.alias, "with": ", ".join(told)}
    audit.write("asked to give", actor=by.user_id, says=says, now=now)
    return told


def ask_for_role(user_id: UUID, *, by: "Who", now: datetime) -> list[str]:
    """Ask for what a colleague's role needs and they lack, one of each kind; says what was refused.

    Of several compartments of a kind, the one with the fewest cases among those that fit.
    """
    refused = []
    counted = share.count(by.keyring.decoys)
    _row, member = register.member(user_id, by.keyring)
    everything = [what for _row, what in register.compartments(by.keyring)]
    has = {what.purpose for what in everything if what.cell in member.cells | member.asked}
    for purpose in NEEDS[member.role]:
        if purpose in has:
            continue
        found = [what for what in everything if what.purpose == purpose]
        found.sort(key=lambda what: (counted.by_cell.get(what.cell, 0), what.name))
        if not found:
            refused.append(
                _("There is no compartment for this yet: %(what)s")
                % {"what": purpose_name(purpose)}
            )
            continue
        try:
            ask(found[0].cell, user_id, by=by, now=now)
        except Refused as error:
            refused.append(error.says)
    return refused


def asks_of(who: "Who") -> list[Found]:
    """List what security asks of a person and what it tells them, still unanswered.

    What another holder answered meanwhile is put away unseen; what security did not sign is not
    shown.

    Cost: about 0.5 ms a letter.
    """
    if who.profile.is_duress:
        return []
    lying = folding.read(who.door, who.profile).letters
    waiting = [item for item in lying if isinstance(item.letter, Ask | letters.Word)]
    mine = safety.digest_of(who.door.seeds) if waiting else b""
    found = [item for item in waiting if safety.is_meant(item.letter, mine, who.profile)]
    settled = {item.mark for item in found if _is_settled(item.letter, who.keyring)}
    if settled and who.profile.mailbox is not None:
        mail.clear(who.profile.mailbox, settled)
    return [item for item in found if item.mark not in settled]


@transaction.atomic
def give(mark: bytes, *, by: "Who", now: datetime) -> str:
    """Give a compartment to the colleague security asked it for; returns what they are called.

    Raises:
      Refused: nothing of that mark is asked by security, it was asked too long ago, or this ring
        lacks it.
      Tampered: the colleague's key is not the one it was signed for.
    """
    asked = _asked(mark, by)
    if not _is_standing(asked.asked_on, now.date()):
        raise Refused(
            _("This was asked too long ago."), hint=_("Ask security whether it still holds.")
        )
    reader = Reader(asked.user_id, asked.mailbox, asked.key_digest)
    _hand_over(asked.cell, reader, asked.day, asked.signature, by.keyring)
    notices.write(notices.Given(asked.cell, asked.user_id), now=now)
    says = {"cell": _name(asked.cell, by.keyring), "to": asked.alias}
    audit.write("given", actor=by.user_id, says=says, now=now)
    _answered(mark, by)
    return asked.alias


@transaction.atomic
def decline(mark: bytes, *, by: "Who", now: datetime) -> None:
    """Say no to what security asked; it hears so, and may ask somebody else.

    Raises:
      Refused: nothing of that mark is asked.
    """
    asked = _asked(mark, by)
    notices.write(notices.Declined(asked.cell, asked.user_id), now=now)
    says = {"cell": _name(asked.cell, by.keyring), "to": asked.alias}
    audit.write("declined", actor=by.user_id, says=says, now=now)
    _answered(mark, by)


def put_away(mark: bytes, *, by: "Who") -> None:
    """Throw away a plain word from security, once it was read."""
    _answered(mark, by)


@transaction.atomic
def tell(user_id: UUID, kind: str, *, by: "Who", now: datetime) -> bool:
    """Send a plain word of a closed list to one person, signed by security; says if it fitted in.

    Raises:
      Refused: no such colleague, or one who has not joined.
    """
    _row, member = register.member(user_id, by.keyring)
    day = now.toordinal()
    word = safety.sign(letters.is_told(member.key_digest, kind, day), by.keyring)
    return bool(mail.post([mail.addressed(letters.Word(kind, day, word), member.reader)])[0])


def is_for_role(what: Compartment, member: Member) -> bool:
    """Say whether somebody may be given a compartment at all: security's own only to its officers.

    It holds the register and signs for everybody else, and its one holder would give it alone.
    """
    return what.purpose != "security" or "security" in NEEDS[member.role]


def would_hold(member: Member, today: date) -> list[UUID]:
    """List what a colleague holds, and what was asked for them and may still be given."""
    coming = [cell for cell, on in member.asked.items() if _is_standing(on, today)]
    return [*member.cells, *coming]


def _may_be_given(member: Member, what: Compartment, keyring: Keyring, today: date) -> None:
    if not member.key_digest:
        raise Refused(
            _("%(who)s has not joined yet.") % {"who": member.alias},
            hint=_("Compare their key aloud first; then ask."),
        )
    if what.cell in member.cells:
        raise Refused(_("%(who)s holds this compartment already.") % {"who": member.alias})
    if member.user_id in what.awaits:
        raise Refused(
            _("This was taken from %(who)s, and its key has not changed since.")
            % {"who": member.alias},
            hint=_("Ask a holder to open a page; then ask for it again."),
        )
    asked_on = member.asked.get(what.cell)
    if asked_on is not None and today < asked_on + ASK_AGAIN:
        raise Refused(
            _("This was asked for already; a holder has yet to answer."),
            hint=_("Speak with them, or ask again after a week."),
        )
    if not is_for_role(what, member):
        raise Refused(
            _("The register is a security officer's work alone."),
            hint=_("Invite them as a security officer, if they are to keep it."),
        )
    _has_room(member)
    would = share.count(keyring.decoys).share_of([*would_hold(member, today), what.cell])
    if what.purpose == "cases" and would.binds and would.is_over and not member.exception:
        raise Refused(
            _("%(who)s would open %(n)d of %(all)d cases: more than one in ten.")
            % {"who": member.alias, "n": would.opened, "all": would.total},
            hint=_("Take another compartment from them first, or name the exception and why."),
        )


def _has_room(member: Member) -> None:
    if len(member.cells | member.asked) >= COMPARTMENTS_MAX:
        raise Refused(
            _("%(who)s holds or awaits %(n)d compartments, the most a key ring has room for.")
            % {"who": member.alias, "n": COMPARTMENTS_MAX},
            hint=_("Take one away first that they no longer need."),
        )


def _word_for(member: Member, what: Compartment, keyring: Keyring, now: datetime) -> bytes:
    message = letters.may_hold(
        member.key_digest, what.cell, what.purpose, now.toordinal(), member.alias
    )
    return safety.sign(message, keyring)


def _give_alone(cell: UUID, member: Member, signature: bytes, *, by: "Who", now: datetime) -> None:
    if not by.keyring.holds(cell):
        raise Refused(
            _("Nobody holds this compartment any more; nobody can give it."),
            hint=_("What lies in it is lost unless somebody's door is opened by the trustees."),
        )
    _hand_over(cell, member.reader, now.toordinal(), signature, by.keyring)
    row, fresh = register.member(member.user_id, by.keyring)
    changed = msgspec.structs.replace(fresh, cells=fresh.cells | {cell: now.date()})
    register.change(row, changed, keyring=by.keyring, now=now)
    says = {"cell": _name(cell, by.keyring), "to": member.alias}
    says["note"] = "alone: nobody else held it"
    audit.write("given", actor=by.user_id, says=says, now=now)


def _hand_over(cell: UUID, reader: Reader, day: int, signature: bytes, keyring: Keyring) -> None:
    """Enter a reader, and post them the key."""
    epoch, key = keyring.current(cell)
    code = PURPOSES[cells.purpose_of(cell)]
    cells.add_reader(cell, reader, keyring)
    grant = Grant(cell, code, epoch, key, day, signature)
    if not mail.post([mail.addressed(grant, reader)])[0]:
        raise Refused(
            _("This colleague's mailbox is full."), hint=_("Give it when they have signed in.")
        )


def _nearest(holders: list[Member], member: Member) -> list[Member]:
    """Pick whom to ask: those of the same role first, who know what the work needs."""
    joined = [other for other in holders if other.key_digest]
    return sorted(joined, key=lambda other: (other.role != member.role, other.alias))[:ASKED_MAX]


def _asked(mark: bytes, by: "Who") -> Ask:
    for item in asks_of(by):
        if item.mark == mark and isinstance(item.letter, Ask):
            return item.letter
    raise Refused(_("Nobody asks you for this any more."), hint=_("Look at the list again."))


def _answered(mark: bytes, by: "Who") -> None:
    if by.profile.mailbox is not None:
        mail.clear(by.profile.mailbox, [mark])


def _is_standing(asked_on: date, today: date) -> bool:
    return asked_on <= today <= asked_on + ASK_STANDS


def _is_settled(letter: letters.Letter, keyring: Keyring) -> bool:
    if not isinstance(letter, Ask) or not keyring.holds(letter.cell):
        return False
    try:
        readers = cells.book_of(letter.cell, keyring).readers
    except Tampered:
        return False
    return letter.user_id in {reader.user_id for reader in readers}


def _name(cell: UUID, keyring: Keyring) -> str:
    named = cells.name_of(cell, keyring) if keyring.holds(cell) else ""
    return named or cells.purpose_of(cell)
