"""Taking a compartment from a colleague, and what happens when somebody leaves."""

import dataclasses
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.vault import audit, cells, desk, folding, letters, mail, register, safety, staff
from waystation.vault.keyring import Keyring
from waystation.vault.letters import Drop, Taken
from waystation.vault.models import Invitation
from waystation.vault.register import Compartment, Member

if TYPE_CHECKING:
    from waystation.vault.door import Who


class Removed(NamedTuple):
    """How far a removal has come: done at once, or whose next request will do it."""

    is_done: bool
    awaited: tuple[str, ...] = ()


@transaction.atomic
def take_away(cell: UUID, user_id: UUID, *, why: str, by: "Who", now: datetime) -> Removed:
    """Take a compartment from a colleague: it gets a key they do not have.

    Whoever holds it among the askers changes the key at once. Otherwise all remaining holders are
    ordered to, and the first to open any page does it.

    Raises:
      Refused: no such colleague, one who does not hold it, the only one who does, or nobody's
        mailbox has room for the order.
    """
    desk.catch_up(by.keyring, now=now)
    row, member = register.member(user_id, by.keyring)
    _row, what = register.compartment(cell, by.keyring)
    others = holders_besides(user_id, cell, by.keyring)
    if cell not in member.cells:
        raise Refused(_("%(who)s does not hold this compartment.") % {"who": member.alias})
    if not others:
        raise Refused(
            _("%(who)s is the only one who holds this compartment.") % {"who": member.alias},
            hint=_("Have it given to somebody else first; otherwise nobody opens it again."),
        )
    left = {held: since for held, since in member.cells.items() if held != cell}
    changed = msgspec.structs.replace(member, cells=left)
    register.change(row, changed, keyring=by.keyring, now=now)
    says = {"cell": what.name or what.purpose, "to": member.alias, "why": why}
    audit.write("taken away", actor=by.user_id, says=says, now=now)
    _say_taken(member, cell, by.keyring, now)
    done = _renew(what, member, others, by=by, now=now)
    if not done.is_done and not done.awaited:
        raise Refused(
            _("The mailboxes of all who could renew it are full."),
            hint=_("Ask one of them to sign in, then take it away again."),
        )
    return done


@transaction.atomic
def leave(user_id: UUID, *, why: str, by: "Who", now: datetime) -> list[tuple[str, Removed]]:
    """Let a colleague go: all compartments taken away, their doors overwritten, their mail gone.

    Returns each compartment with how far it is. A visit they have open ends at its next request,
    because its door opens no more.

    Raises:
      Refused: oneself, or somebody who is the only one to hold some compartment.
    """
    desk.catch_up(by.keyring, now=now)
    row, member = register.member(user_id, by.keyring)
    if user_id == by.user_id:
        raise Refused(
            _("Nobody can let themselves go."), hint=_("Ask another security officer to do it.")
        )
    alone = held_alone(member, by.keyring)
    if alone:
        raise Refused(
            _("Only %(who)s holds these: %(what)s.")
            % {"who": member.alias, "what": ", ".join(what.name or what.purpose for what in alone)},
            hint=_("Have each given to somebody else first; otherwise nobody opens it again."),
        )
    done = []
    for cell in member.cells:
        _row, what = register.compartment(cell, by.keyring)
        others = holders_besides(user_id, cell, by.keyring)
        done.append((what.name or what.purpose, _renew(what, member, others, by=by, now=now)))
        # If it was security's own key that changed, the register opens with the new one.
        by = dataclasses.replace(by, keyring=staff.ring_of(by.door)[1])
    staff.take_away(user_id)
    Invitation.objects.filter(pk=member.invitation).delete()
    mail.empty(member.mailbox)
    register.strike(row)
    says = {"to": member.alias, "why": why}
    audit.write("colleague left", actor=by.user_id, says=says, now=now)
    return done


def holders_besides(user_id: UUID, cell: UUID, keyring: Keyring) -> list[Member]:
    """List who else holds a compartment."""
    return [
        member
        for _row, member in register.members(keyring)
        if cell in member.cells and member.user_id != user_id
    ]


def held_alone(member: Member, keyring: Keyring) -> list[Compartment]:
    """List the compartments that nobody but this colleague holds."""
    return [
        what
        for _row, what in register.compartments(keyring)
        if what.cell in member.cells and not holders_besides(member.user_id, what.cell, keyring)
    ]


def _renew(
    what: Compartment, member: Member, others: list[Member], *, by: "Who", now: datetime
) -> Removed:
    """Change the key now if the officer holds it, else order those who do.

    The others are told in any case, so that nobody follows an older ask for this person.
    """
    is_mine = by.keyring.holds(what.cell) and member.user_id != by.user_id
    day, epoch = now.toordinal(), cells.row_of(what.cell).epoch
    posts = []
    for other in others:
        message = letters.must_drop(other.key_digest, what.cell, member.user_id, day, epoch)
        order = Drop(what.cell, member.user_id, day, epoch, safety.sign(message, by.keyring))
        posts.append(mail.addressed(order, other.reader))
    marks = mail.post(posts)
    if is_mine:
        folding.leave_out(what.cell, member.user_id, door=by.door, now=now)
        return Removed(True)
    awaited = tuple(other.alias for other, mark in zip(others, marks, strict=True) if mark)
    row, known = register.compartment(what.cell, by.keyring)
    waits = msgspec.structs.replace(known, awaits=known.awaits | {member.user_id: now.date()})
    register.rewrite(row, waits, keyring=by.keyring, now=now)
    return Removed(False, awaited)


def _say_taken(member: Member, cell: UUID, keyring: Keyring, now: datetime) -> None:
    day, epoch = now.toordinal(), cells.row_of(cell).epoch
    message = letters.is_taken(member.key_digest, cell, day, epoch)
    taken = Taken(cell, day, epoch, safety.sign(message, keyring))
    mail.post([mail.addressed(taken, member.reader)])
