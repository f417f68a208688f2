"""Ask for a second hand, lay it, refuse it, or take the question back; each in one transaction."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.ledger.approving import domain, handlers, queries
from waystation.ledger.approving.domain import APPROVED, REFUSED, WAITING, WITHDRAWN, Asked
from waystation.ledger.approving.handlers import Approved
from waystation.ledger.models import Proposal
from waystation.vault import audit, boxes, cells
from waystation.vault.keyring import Keyring


@transaction.atomic
def propose(
    *,
    proposal_id: UUID,
    act: msgspec.Struct,
    kind: str,
    cents: int,
    why: str,
    role: str,
    keyring: Keyring,
    now: datetime,
) -> Literal["made", "exists"]:
    """Ask for a second hand on something about money, with an id that the caller made and kept.

    Whoever asks need not be able to read it back. The same id again by the same person answers
    "exists" and writes nothing.

    Args:
      act: what would be done, of the shape that the kind's handler takes.
      cents: its worth in dollars' cents, which the limits of both hands are held against; 0 where
        nothing is paid.

    Raises:
      Refused: the sum is above what one of this role may ask for; no reason; another's id, or one
        under which something else was asked for.
      ValueError: a kind that no area has, or an act of another shape.
    """
    known = Proposal.objects.filter(pk=proposal_id).first()
    if known is not None:
        own = (known.kind, known.made_by) == (kind, keyring.user_id)
        if not own or _is_other(known, act, keyring):
            raise Refused(_("This was asked for already, otherwise."), hint=_("Begin anew."))
        return "exists"
    if type(act) is not handlers.handler_of(kind).shape:
        raise ValueError(f"{kind} takes another act than {type(act).__name__}")
    asked = Asked(
        by=keyring.alias,
        why=_reason(why),
        cents=cents,
        currency="USD",
        act=msgspec.msgpack.encode(act),
    )
    if len(asked.act) > domain.ACT_MAX_BYTES:
        raise Refused(_("This is too long to be kept."), hint=_("Ask for it in two parts."))
    _refuse_above(cents, role)
    cell = cells.only("finance")
    Proposal.objects.create(
        id=proposal_id,
        kind=kind,
        made_on=now.date(),
        made_by=keyring.user_id,
        cell=cell,
        box=_sealed(cell, proposal_id, asked),
    )
    return "made"


@transaction.atomic
def approve(*, proposal_id: UUID, role: str, keyring: Keyring, now: datetime) -> UUID | None:
    """Lay the second hand on a proposal and carry it out at once; gives the entry, if it books one.

    Raises:
      Refused: it is one's own, settled, above one's limit, or what it would book is refused now;
        then nothing changes and it waits on.
    """
    row, asked = _to_decide(proposal_id, keyring)
    _refuse_own(row, keyring)
    _refuse_above(asked.cents, role)
    handler = handlers.handler_of(row.kind)
    act = queries.act_of(asked, handler.shape)
    _settle(row, APPROVED, asked, "", keyring, now)
    approved = Approved(row.pk, row.made_by, keyring.user_id, keyring, now)
    entry = handler.carry_out(act, approved)
    says = {"of": row.kind}
    audit.write("payment approved", actor=keyring.user_id, says=says, now=now)
    return entry


@transaction.atomic
def refuse(*, proposal_id: UUID, why: str, keyring: Keyring, now: datetime) -> None:
    """Refuse a proposal, with the reason for whoever asked.

    Raises:
      Refused: it is one's own or settled, or no reason is given.
    """
    row, asked = _to_decide(proposal_id, keyring)
    _refuse_own(row, keyring)
    _settle(row, REFUSED, asked, _reason(why), keyring, now)
    handler = handlers.handler_of(row.kind)
    if handler.refused is not None:
        approved = Approved(row.pk, row.made_by, keyring.user_id, keyring, now)
        handler.refused(queries.act_of(asked, handler.shape), approved)
    says = {"of": row.kind}
    audit.write("payment refused", actor=keyring.user_id, says=says, now=now)


@transaction.atomic
def withdraw(*, proposal_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back what one asked for oneself, while it waits.

    Raises:
      Refused: somebody else asked for it, or it is settled.
    """
    row, asked = _to_decide(proposal_id, keyring)
    if row.made_by != keyring.user_id:
        raise Refused(_("Somebody else asked for this."), hint=_("Refuse it instead, and say why."))
    handler = handlers.handler_of(row.kind)
    if not handler.may_withdraw:
        raise Refused(
            _("This has been booked already; the second look at it is not taken back."),
            hint=_("Somebody else looks at it."),
        )
    _settle(row, WITHDRAWN, asked, "", keyring, now)


def _is_other(row: Proposal, act: msgspec.Struct, keyring: Keyring) -> bool:
    """Say whether something else waits under this id, as far as whoever asks can read it."""
    if not keyring.cells_of("finance"):
        return False
    return queries.opened(row, keyring).act != msgspec.msgpack.encode(act)


def _to_decide(proposal_id: UUID, keyring: Keyring) -> tuple[Proposal, Asked]:
    row = Proposal.objects.filter(pk=proposal_id).first()
    if row is None:
        raise Refused(_("There is no such proposal."), hint=_("Pick it from what waits."))
    if row.state != WAITING:
        raise _settled()
    return row, queries.opened(row, keyring)


def _settle(
    row: Proposal, state: str, asked: Asked, answer: str, keyring: Keyring, now: datetime
) -> None:
    """Write what became of a proposal, if nobody else was first."""
    cells.vouch(row.cell, keyring)
    told = msgspec.structs.replace(asked, decided=keyring.alias, answer=answer)
    changed = Proposal.objects.filter(pk=row.pk, state=WAITING).update(
        state=state,
        decided_by=keyring.user_id,
        decided_on=now.date(),
        box=_sealed(row.cell, row.pk, told),
    )
    if not changed:
        raise _settled()


def _settled() -> Refused:
    return Refused(_("This is settled already."), hint=_("See what was decided below."))


def _sealed(cell: UUID, about: UUID, asked: Asked) -> bytes:
    return boxes.seal_to_cell(cell, msgspec.msgpack.encode(asked), about=about)


def _refuse_own(row: Proposal, keyring: Keyring) -> None:
    if not domain.may_decide(made_by=row.made_by, person=keyring.user_id, state=row.state):
        raise Refused(
            _("Nobody approves what they asked for themselves."),
            hint=_("Another finance officer decides; until then it waits."),
        )


def _refuse_above(cents: int, role: str) -> None:
    limit = queries.limit_of(role)
    if not domain.within(limit, cents):
        raise Refused(
            _("%(sum)s is above what you may stand behind, %(most)s.")
            % {"sum": dollars(cents), "most": dollars(limit.two_cents)},
            hint=_("Ask for less, or have the limits changed by whoever runs the server."),
        )


def _reason(why: str) -> str:
    told = why.strip()
    if not told or len(told) > domain.WHY_MAX:
        raise Refused(
            _("Say why, in at most %(n)d characters.") % {"n": domain.WHY_MAX},
            hint=_("Whoever looks at it reads this first; name no passenger."),
        )
    return told
