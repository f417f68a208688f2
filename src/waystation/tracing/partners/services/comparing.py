"""The steps of a search in two registers: made here and carried over, or carried here and read.

offer → answer → count → counted → list → listed. What is made can be taken back until it left.
"""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.tracing.models import RunRow, Voice
from waystation.tracing.partners import domain, psi, queries
from waystation.tracing.partners.domain import (
    Offered,
    Partner,
    Run,
    Says,
    Step,
    Went,
)
from waystation.tracing.partners.queries import Between
from waystation.tracing.partners.services import agreeing, letters, parcels, stepping
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap

FILE = "file"


@transaction.atomic
def offer(*, partner_id: UUID, keyring: Keyring, now: datetime) -> UUID:
    """Begin a search with an organisation: an offer is made that names no key and nobody.

    Raises:
      Refused: it is not agreed, or as many were begun in thirty days as were agreed.
    """
    view = queries.partner(partner_id, keyring)
    _must_have_room(view.id, view.partner, keyring, now)
    agreed = agreement(view.partner)
    run = Run(
        partner=view.id,
        side="asks",
        run=new_id(),
        until=min(now.date() + domain.RUN_LASTS, agreed.until),
        keys_max=agreed.keys_max,
        halves=(secrets.token_bytes(domain.HALF_BYTES),),
        steps=(Went(step="offer", hand=agreeing.hand(keyring, now)),),
    )
    says = Offered(half=run.halves[0], keys_max=run.keys_max, about=agreed.about)
    run = _with_file(run, says, view.partner, keyring, now)
    return add(RunRow(cell=keyring.cell("tracing")), run, keyring, on=now.date()).id


@transaction.atomic
def make(*, run_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Make the next step of a search, ready to be carried over; nothing leaves by it yet.

    Cost: about 0.1 ms a key.

    Raises:
      Refused: it is not our turn, the last file has not left, it is out of date or no longer
        agreed, or two of us have not agreed to the list.
    """
    one = queries.run(run_id, keyring)
    partner = _going(one, keyring, now)
    run = one.value
    step = run.next_step
    if step is None or not run.is_ours or run.waits_to_leave:
        raise Refused(_("The next step is not ours."), hint=_("Look at how it stands now."))
    if step in domain.NEEDS_TWO and not run.has_hands():
        raise Refused(
            _("Two of us have to agree to the list first."),
            hint=_("Each gives their word on this page, after looking at the count."),
        )
    run, says = stepping.MADE[step](run, partner, keyring, now)
    went = Went(step=step, hand=agreeing.hand(keyring, now))
    run = _with_file(replace(run, steps=(*run.steps, went)), says, partner, keyring, now)
    swap(one.row, run, keyring, on=now.date())


@transaction.atomic
def take_back(*, run_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back the last file made, while it has not left; an offer is deleted whole.

    Raises:
      Refused: it has left, or there is no such search.
    """
    one = queries.run(run_id, keyring)
    run = one.value
    if not run.waits_to_leave:
        raise Refused(
            _("This has left already and cannot be taken back."),
            hint=_("End the search, and tell the organisation to delete the file."),
        )
    parcels.drop(run.parcels.get(FILE, ()))
    if len(run.steps) == 1:
        one.row.delete()
        return
    kept = {name: ids for name, ids in run.parcels.items() if name != FILE}
    swap(one.row, replace(run, steps=run.steps[:-1], parcels=kept), keyring, on=now.date())


@transaction.atomic
def hand_out(*, run_id: UUID, keyring: Keyring, now: datetime) -> bytes:
    """Give the file of the last step to be carried over; from now on it counts as gone.

    It can be had again, the same to the byte, until the answer to it came.

    Raises:
      Refused: there is no file of ours, it is out of date, no longer agreed, or somebody in it
        took their yes back.
    """
    one = queries.run(run_id, keyring)
    partner = _going(one, keyring, now)
    run = one.value
    if FILE not in run.parcels:
        raise Refused(_("There is no file here to carry over."), hint=_("Make the step first."))
    last = run.steps[-1]
    # Asked once more: a yes may have been taken back since the file was made.
    stepping.must_still_agree(run, last.step, partner, keyring, now)
    if last.left_at is None:
        run = replace(run, steps=(*run.steps[:-1], replace(last, left_at=now)))
        swap(one.row, run, keyring, on=now.date())
        _enter(last.step, run, partner, keyring, now)
    return queries.parcel(run.parcels[FILE], keyring)


@transaction.atomic
def agree_to_list(*, run_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Say as one of us that the list may be asked for or given; it takes two on each side.

    Raises:
      Refused: it is not the time for it, one's hand lies on it already, or there is none such.
    """
    one = queries.run(run_id, keyring)
    partner, run = _going(one, keyring, now), one.value
    if run.next_step not in domain.NEEDS_TWO or not run.is_ours:
        raise Refused(_("There is no list to agree to yet."), hint=_("The count comes first."))
    agreeing.lay_on_list(one.row, keyring)
    if keyring.user_id in {hand.by for hand in run.hands}:
        raise agreeing.twice()
    run = replace(run, hands=(*run.hands, agreeing.hand(keyring, now)))
    swap(one.row, run, keyring, on=now.date())
    says = {"to": partner.card.name, "n": str(run.count or 0), "id": str(run.run)}
    audit.write("list agreed", actor=keyring.user_id, says=says, now=now)


@transaction.atomic
def take_hand_back(*, run_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take one's own word for the list back, while no file was made of it.

    Raises:
      Refused: one's hand does not lie on it, or a file was made already.
    """
    one = queries.run(run_id, keyring)
    run = one.value
    mine = keyring.user_id in {hand.by for hand in run.hands}
    if not mine or run.next_step not in domain.NEEDS_TWO:
        raise Refused(
            _("There is no word of yours here to take back."),
            hint=_("Look at how it stands now."),
        )
    actor = queries.actor_of(one.row, keyring)
    Voice.objects.filter(about=one.id, actor=actor).delete()
    kept = tuple(hand for hand in run.hands if hand.by != keyring.user_id)
    swap(one.row, replace(run, hands=kept), keyring, on=now.date())


@transaction.atomic
def end(*, run_id: UUID, keyring: Keyring, now: datetime) -> None:
    """End a search wherever it stands: its keys and files are deleted, its steps stay on file.

    Raises:
      Refused: it has ended, or there is no such search.
    """
    one = queries.run(run_id, keyring)
    if one.value.ended is not None:
        raise Refused(_("This has ended already."), hint=_("Begin another one."))
    ended = replace(_emptied(one.value), ended=agreeing.hand(keyring, now))
    swap(one.row, ended, keyring, on=now.date())


@transaction.atomic
def take_step(*, came: letters.Came, keyring: Keyring, now: datetime) -> UUID:
    """Take in a step that the other side made.

    Raises:
      Refused: nothing of it is agreed, it is no step that comes now, it was read before, or it
        is not what the run was agreed to be.
    """
    says, view = came.letter.says, came.sender
    letters.must_be_allowed(view.partner, "keys", now.date())
    if isinstance(says, Offered):
        return _take_offer(came, says, keyring, now)
    one = queries.run_known_as(came.letter.about, keyring)
    if one is None or one.value.partner != view.id:
        raise Refused(
            _("This file belongs to no search of ours with this organisation."),
            hint=_("Ask them to which offer it belongs."),
        )
    _going(one, keyring, now)
    run = one.value
    step = run.next_step
    if step is None or run.is_ours or run.waits_to_leave or type(says) is not domain.BODIES[step]:
        raise Refused(
            _("This file is not the step that comes next; it may have been read before."),
            hint=_("Look at how the search stands, and ask for the right file."),
        )
    try:
        run = stepping.TAKEN[step](run, says, view.partner, keyring, now)
    except psi.BadKeys:
        raise Refused(
            _("What this file holds is not what was agreed: too many keys, or none."),
            hint=_("Nothing was compared. Call the organisation; end the search if in doubt."),
        ) from None
    parcels.drop(run.parcels.get(FILE, ()))
    kept = {name: ids for name, ids in run.parcels.items() if name != FILE}
    went = Went(step=step, hand=agreeing.hand(keyring, now))
    run = replace(run, steps=(*run.steps, went), parcels=kept)
    if step == "listed":
        run = _emptied(run)
    swap(one.row, run, keyring, on=now.date())
    _enter(step, run, view.partner, keyring, now)
    return one.id


def agreement(partner: Partner) -> domain.Agreement:
    """Give what was agreed with an organisation; raises Refused if nothing was."""
    if partner.agreement is None:
        raise letters.not_allowed("not agreed")
    return partner.agreement


def _take_offer(came: letters.Came, says: Offered, keyring: Keyring, now: datetime) -> UUID:
    view, letter = came.sender, came.letter
    if queries.run_known_as(letter.about, keyring) is not None:
        raise Refused(
            _("This offer was read before."), hint=_("Each offer is good for one search.")
        )
    _must_have_room(view.id, view.partner, keyring, now)
    agreed = agreement(view.partner)
    if says.keys_max > agreed.keys_max or len(says.half) != domain.HALF_BYTES:
        raise Refused(
            _("This offer wants %(n)d keys; %(most)d were agreed.")
            % {"n": says.keys_max, "most": agreed.keys_max},
            hint=_("Call the organisation; agree anew if more are needed."),
        )
    run = Run(
        partner=view.id,
        side="answers",
        run=letter.about,
        until=min(letter.until, now.date() + domain.RUN_LASTS, agreed.until),
        keys_max=says.keys_max,
        halves=(says.half,),
        steps=(Went(step="offer", hand=agreeing.hand(keyring, now)),),
    )
    row = add(RunRow(cell=keyring.cell("tracing")), run, keyring, on=now.date())
    _enter("offer", run, view.partner, keyring, now)
    return row.id


def _going(one: Between[Run], keyring: Keyring, now: datetime) -> Partner:
    partner = queries.partner(one.value.partner, keyring).partner
    letters.must_be_allowed(partner, "keys", now.date())
    if one.value.ended is not None or now.date() > one.value.until:
        raise Refused(
            _("This search is over: it was good until %(day)s.")
            % {"day": one.value.until.isoformat()},
            hint=_("Begin another one."),
        )
    return partner


def _must_have_room(partner_id: UUID, partner: Partner, keyring: Keyring, now: datetime) -> None:
    letters.must_be_allowed(partner, "keys", now.date())
    most = agreement(partner).runs_max
    if queries.spent(partner_id, keyring, now.date()).runs >= most:
        raise Refused(
            _("%(n)d searches in thirty days were agreed with this organisation.") % {"n": most},
            hint=_("Wait, or agree anew."),
        )


def _with_file(run: Run, says: Says, partner: Partner, keyring: Keyring, now: datetime) -> Run:
    sealed = letters.write(partner, says, about=run.run, until=run.until, keyring=keyring, now=now)
    return replace(run, parcels=run.parcels | {FILE: stepping.put(sealed, keyring, now)})


def _emptied(run: Run) -> Run:
    """Forget keys and files of a search that is over; what was found and who did what stays."""
    parcels.drop(*run.parcels.values())
    return replace(run, key=b"", halves=(), parcels={})


def _enter(step: Step, run: Run, partner: Partner, keyring: Keyring, now: datetime) -> None:
    """Enter a step in the audit of our side: which, with whom, of which run, how many keys met."""
    says = {"of": step, "to": partner.card.name, "id": str(run.run)}
    if run.count is not None:
        says["n"] = str(run.count)
    audit.write("registers compared", actor=keyring.user_id, says=says, now=now)
