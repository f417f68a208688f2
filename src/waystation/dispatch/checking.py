"""What is refused on a passage, and what to do instead."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch import telling
from waystation.dispatch.domain import (
    NEEDS_MAX_BYTES,
    NOTES,
    OPEN_STATES,
    Passage,
    StageOfPassage,
    next_state,
    stands_at,
    was_travelled,
)
from waystation.dispatch.outcomes import CAME
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.trouble import Ground, in_the_way, troubles
from waystation.routing.domain import Plan, Question, Route


def route_of(plan: Plan, route_no: int, needs: str, now: datetime) -> Route:
    """Pick the route that was chosen, if it can be proposed at all.

    Raises:
      Refused: no such route, it starts in the past or leads nowhere, or the needs fit no order.
    """
    if not 0 <= route_no < len(plan.routes):
        raise Refused(_("This plan has no such route."), hint=_("Choose one that is shown."))
    route = plan.routes[route_no]
    if route.depart < now:
        raise Refused(
            _("This route was to start before now."), hint=_("Plan again from the present time.")
        )
    if not route.stages:
        raise Refused(
            _("This route leads nowhere: it ends where it starts."),
            hint=_("Ask for another destination."),
        )
    if len(needs.encode()) > NEEDS_MAX_BYTES:
        raise Refused(
            _("What guides must know is too long for an order."),
            hint=_("Write it in %(n)d letters at most, fewer in Korean.") % {"n": NEEDS_MAX_BYTES},
        )
    return route


def refuse_troubled(stages: Sequence[StageOfPassage], ground: Ground) -> None:
    """Refuse stages of which something is halted, at rest, closed or no longer in force.

    Raises:
      Refused: it says the first of them, and to plan again.
    """
    found = in_the_way(troubles(stages, ground))
    if found:
        raise telling.stale(found, ground)


def refuse_elsewhere(
    question: Question, people: int, stages: Sequence[StageOfPassage], ground: Ground
) -> None:
    """Refuse to carry a passage on from where its group does not stand, or with other people.

    Raises:
      Refused: it says where the group stands as far as anybody reported.
    """
    here = stands_at(stages)
    place = ground.places.get(here)
    under_way = next((stage.number for stage in stages if stage.state == "met"), None)
    if question.start != here and under_way:
        raise Refused(
            _("Stage %(n)d is still under way, and this plan begins behind it.") % {"n": under_way},
            hint=_("Wait for the guide's word that the group was handed over, then propose it."),
        )
    if question.start != here:
        raise Refused(
            _("This plan does not begin where the group stands: %(place)s.")
            % {"place": place.name if place else here},
            hint=_("Plan again from the passage's page."),
        )
    if question.people != people:
        raise Refused(
            _("This plan is for %(plan)d people; %(n)d are on the way.")
            % {"plan": question.people, "n": people},
            hint=_("Plan again from the passage's page."),
        )


def refuse_unapprovable(passage: Passage, now: datetime) -> None:
    """Refuse an approval that comes too late: given already, taken back, or past its start."""
    if passage.state != "proposed":
        raise Refused(
            _("This passage is not waiting for approval."), hint=_("Look at where it stands now.")
        )
    if passage.depart < now:
        raise Refused(
            _("This passage was to start before now."),
            hint=_("Ask the field manager to withdraw it and to plan again."),
        )


def step(stage: StageOfPassage, what: str) -> str:
    """Say what a stage becomes by a word of its guide.

    Raises:
      Refused: it cannot become that now.
    """
    state = stage.state if what in NOTES else next_state(stage.state, what)
    if state is None:
        raise Refused(
            _("Stage %(n)d is “%(state)s”; it cannot become “%(what)s” now.")
            % {"n": stage.number, "state": stage.state, "what": what},
            hint=_("Ask the guide what happened."),
        )
    return state


def refuse_standing(passage: Passage, what: str) -> None:
    """Refuse to let a stage move on a passage that is not approved."""
    if what not in NOTES and passage.state not in OPEN_STATES:
        raise Refused(
            _("Nobody may move on this passage: it is “%(state)s”.") % {"state": passage.state},
            hint=_("Only an approved passage moves."),
        )


def refuse_over(passage: Passage) -> None:
    """Refuse to change a passage that is not approved yet, or over."""
    if passage.state not in OPEN_STATES:
        raise Refused(_("This passage is not under way."), hint=_("Look at where it stands now."))


def refuse_not_there(kept: KeptPassage) -> None:
    """Refuse an arrival while a stage is open or not paid."""
    waiting = [k.stage.number for k in kept.stages if k.stage.state != "handed over"]
    if kept.passage.state not in OPEN_STATES or waiting:
        raise Refused(
            _("Not everybody has been handed over yet: stage %(n)s is still open.")
            % {"n": ", ".join(map(str, waiting)) or "–"},
            hint=_("Wait for the last guide's word, or ask for it."),
        )
    if kept.unpaid:
        raise Refused(
            _("Stage %(n)d is not paid yet.") % {"n": kept.unpaid[0].stage.number},
            hint=_("Ask finance for money in the general fund, then press “Pay again”."),
        )


def refuse_unjudged(stage: StageOfPassage, came: str) -> None:
    """Refuse to say how a stage went that nobody travelled, or in words nobody knows."""
    if came not in CAME:
        raise Refused(
            _("“%(came)s” does not say how a stage went.") % {"came": came[:20]},
            hint=_("Pick one from the list."),
        )
    if not was_travelled(stage):
        raise Refused(
            _("Nobody has travelled stage %(n)d yet.") % {"n": stage.number},
            hint=_("Wait for the guide's word."),
        )
