"""Carries a drill out: guides called back, phones given up, people led on, new orders sealed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.dispatch import queries as dispatch
from waystation.dispatch.domain import OPEN_STATES
from waystation.dispatch.drill import queries as drills
from waystation.dispatch.drill import services as steps
from waystation.dispatch.drill import shutting
from waystation.dispatch.drill.checking import refuse_own, refuse_undone
from waystation.dispatch.drill.domain import GO_ON, PARTNER, PHONE, Drill, Fate, Loss, Task
from waystation.dispatch.drill.queries import KeptDrill
from waystation.dispatch.drill.tasks import FINANCE
from waystation.dispatch.drill.working import tried
from waystation.dispatch.guiding import Roster, whole_roster
from waystation.dispatch.queries import KeptPassage
from waystation.network import queries as network
from waystation.relay.cards import services as cards
from waystation.relay.drill import queries
from waystation.relay.orders import queries as orders
from waystation.relay.orders import services as telling
from waystation.relay.phones import queries as phones
from waystation.relay.talk import services as talk
from waystation.vault.keyring import Keyring

TONGUES = ("en", "ko")


@transaction.atomic
def approve(*, drill_id: UUID, by: str, keyring: Keyring, now: datetime) -> bool:
    """Lay one's hand on a drill; with the second one everything is done at once, or nothing.

    An exercise is carried out in the same way and taken back; of it only its own record stays.
    Says whether it was carried out.

    Args:
      by: who approves, as colleagues know them.

    Raises:
      Refused: as `dispatch.drill.services.sign`, or a group cannot be led as was shown; then
        nothing is done, not even the approval.
    """
    if not steps.sign(drill_id=drill_id, keyring=keyring, now=now):
        return False
    kept = drills.drill(drill_id, keyring)
    if kept.drill.exercise:
        drill, fates = tried(lambda: _exercised(kept, by, keyring, now))
    else:
        drill, fates = _carried_out(kept.drill, by, keyring, now)
    steps.finish(row=kept.row, drill=drill, fates=fates, keyring=keyring, now=now)
    return True


@transaction.atomic
def lead_on(*, drill_id: UUID, keyring: Keyring, now: datetime) -> int:
    """Carry on the groups that waited for the end of a stage and were left there by now.

    One that cannot be led on holds up no other: it is named at the top, and tried again next time.
    Says how many there were.

    Raises:
      Refused: the drill was not carried out, or one's own account is lost.
    """
    kept = drills.drill(drill_id, keyring)
    refuse_undone(kept.drill)
    refuse_own(kept.drill, keyring)
    fates: list[Fate] = []
    left: list[Task] = []
    n = 0
    for fate in kept.drill.fates:
        if fate.waits and not kept.drill.exercise and queries.can_go_on(fate, keyring):
            fate, more = _led_on(kept.drill, fate, keyring, now)
            left += more
            n += 1
        fates.append(fate)
    if n:
        steps.note_carried(drill_id=drill_id, fates=fates, left=left, keyring=keyring, now=now)
    return n


def _led_on(
    drill: Drill, fate: Fate, keyring: Keyring, now: datetime
) -> tuple[Fate, tuple[Task, ...]]:
    """Lead one group on that waited; one whose passage is over was led otherwise meanwhile."""
    if dispatch.passage(fate.passage, keyring).passage.state not in OPEN_STATES:
        return replace(fate, waits=False, no_plan=""), ()
    try:
        with transaction.atomic():
            return _led(drill, replace(fate, no_plan=""), None, keyring, now)
    except Refused as refused:
        return replace(fate, no_plan=f"{refused.says} {refused.hint}".strip()), ()


def _exercised(
    kept: KeptDrill, by: str, keyring: Keyring, now: datetime
) -> tuple[Drill, list[Fate]]:
    """Carry an exercise out as if it were real; whoever calls takes all of it back."""
    real = steps.as_real(drill=kept.drill, by=by, keyring=keyring, now=now)
    drill, fates = _carried_out(real, by, keyring, now)
    # What was made meanwhile is gone in a moment.
    fates = [replace(fate, plan=None, became=None) for fate in fates]
    return replace(drill, exercise=True), fates


def _carried_out(
    drill: Drill, by: str, keyring: Keyring, now: datetime
) -> tuple[Drill, list[Fate]]:
    """Do all that a drill says: first whatever protects, then the new ways and their orders."""
    left = list(shutting.shut(drill, by=by, keyring=keyring, now=now))
    _give_up(drill.loss, keyring, now)
    known = whole_roster(keyring)
    fates = []
    # In the order in which they were tried out: a later group may count on an earlier one's guides.
    for fate in sorted(drill.fates, key=lambda one: one.nth):
        led, more = _led(drill, fate, known, keyring, now)
        fates.append(led)
        left += more
    paid = steps.pay_family(drill=drill, now=now)
    if not paid:
        left.append(Task(what="pay", of=drill.loss.name, role=FINANCE))
    return replace(drill, tasks=(*left, *drill.tasks), family_unpaid=not paid), fates


def _give_up(loss: Loss, keyring: Keyring, now: datetime) -> None:
    """Give up the phone of who is lost, with its keys, and believe their cards no longer."""
    if loss.what not in (PARTNER, PHONE):
        return
    phone = phones.phone_of(loss.key, keyring)
    if phone is not None:
        telling.revoke(phone_id=phone.row.id, keyring=keyring, now=now)
    if loss.what == PARTNER:
        cards.doubt(guide=loss.key, keyring=keyring, now=now)


def _led(
    drill: Drill, fate: Fate, known: Roster | None, keyring: Keyring, now: datetime
) -> tuple[Fate, tuple[Task, ...]]:
    """Call a group's old guides back, put its new way in force and seal the new orders.

    The guide of a stage that is to be finished keeps its order, changed; who has no new way keeps
    the old passage, of which nobody else goes on. Whom no phone tells has to be called: a task.
    """
    kept = dispatch.passage(fate.passage, keyring)
    under_way = next((one.id for one in kept.stages if one.stage.state == "met"), None)
    finishes = fate.plan is None or fate.act == GO_ON
    but = under_way if finishes else None
    left = _call_off_by_voice(kept, but, drill.loss, keyring)
    telling.call_back(passage_id=fate.passage, why="stood down", but=but, keyring=keyring, now=now)
    fate = steps.carry(drill=drill, fate=fate, known=known, keyring=keyring, now=now)
    if fate.waits and under_way is not None:
        left += _tell_to_leave(under_way, drill, keyring, now)
    if fate.became is None:
        return fate, left
    refused = telling.send_all(passage_id=fate.became, keyring=keyring, now=now)
    unsealed = _unsealed(fate.became, refused, keyring)
    if unsealed:
        left += (Task(what="call", of=unsealed),)
    return replace(fate, unsealed=unsealed), left


def _call_off_by_voice(
    kept: KeptPassage, but: UUID | None, loss: Loss, keyring: Keyring
) -> tuple[Task, ...]:
    """Name the old guides who were told by a person, or whose phone is gone: nothing rings there.

    Who is lost is not called.
    """
    live = orders.live_orders(keyring)
    on_phones = {one.order.stage for one in live if one.order.state == "sent"}
    names = [
        f"{one.stage.number} {one.stage.guide_name}"
        for one in kept.stages
        if one.stage.state in ("ordered", "accepted")
        and one.id not in on_phones | {but}
        and one.stage.guide != loss.key
    ]
    of = f"{kept.passage.code}: {', '.join(names)}"
    return (Task(what="call off", of=of),) if names else ()


def _tell_to_leave(
    stage_id: UUID, drill: Drill, keyring: Keyring, now: datetime
) -> tuple[Task, ...]:
    """Change the order of a stage under way: its guide leaves the people at its end.

    A phone that cannot be told holds nothing up: a person has to call its guide, which is a task.
    """
    kept = dispatch.passage(dispatch.passage_of(stage_id, keyring), keyring)
    stage = next(one.stage for one in kept.stages if one.id == stage_id)
    try:
        with transaction.atomic():
            telling.amend(stage_id=stage_id, keyring=keyring, now=now)
            tongues = {one.slug: one.tongue for one in network.partners(keyring)}
            tongue = tongues.get(stage.guide, "en")
            with translation.override(tongue if tongue in TONGUES else "en"):
                text = _("Bring them to the end and leave them there. Nobody meets you.")
            talk.send(stage_id=stage_id, text=text, alias=drill.code, keyring=keyring, now=now)
    except Refused:
        of = f"{kept.passage.code}: {stage.number} {stage.guide_name}"
        return (Task(what="leave", of=of),)
    return ()


def _unsealed(passage_id: UUID, refused: Sequence[tuple[int, Refused]], keyring: Keyring) -> str:
    """Name the guides whose orders could not be sealed, with the passage and their stages."""
    if not refused:
        return ""
    kept = dispatch.passage(passage_id, keyring)
    names = {one.stage.number: one.stage.guide_name for one in kept.stages}
    listed = ", ".join(f"{number} {names[number]}" for number, _why in refused)
    return f"{kept.passage.code}: {listed}"
