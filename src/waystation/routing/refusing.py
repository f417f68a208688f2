"""What is refused as a question, and what is said when nothing fits it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from math import ceil

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.base.words import say as _
from waystation.kernel.planner import Loosen, Why
from waystation.network.domain import Place
from waystation.routing.domain import Question, nights_until, to_chance

RISK, COST = 1, 2  # objectives of the kernel, after arrival
LONGEST_DAYS = 3_650
NIGHTS_MAX = 365
# Between these the sun's course is known well enough to tell dusk and dawn.
YEARS = (1700, 2300)


class NoRoute(Refused):
    """Nothing fits the question: not an error in it, but an answer."""


def midnight(question: Question) -> datetime:
    """Give the moment from which the kernel counts minutes."""
    day = question.start_at.astimezone(UTC).date()
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def refuse_impossible(slugs: Iterable[str], question: Question) -> None:
    """Refuse a question that no network could answer.

    Raises:
      Refused: an unknown place, an impossible number, or a limit that allows nothing.
    """
    _refuse_unknown(set(slugs), question)
    if not YEARS[0] <= question.start_at.year <= YEARS[1]:
        raise Refused(
            _("A start in the year %(year)d cannot be planned.") % {"year": question.start_at.year},
            hint=_("Give one between %(first)d and %(last)d.")
            % {"first": YEARS[0], "last": YEARS[1]},
        )
    if question.people < 1:
        raise Refused(
            _("%(n)d people cannot travel.") % {"n": question.people}, hint=_("Give 1 or more.")
        )
    if not 0 <= question.children <= question.people:
        raise Refused(
            _("%(n)d children among %(all)d people.")
            % {"n": question.children, "all": question.people},
            hint=_("Count the children among the people."),
        )
    _refuse_empty_limits(question)
    _refuse_empty_rules(question)


def no_route(
    why: Why, question: Question, start: Place, shut_by: Callable[[], list[str]] = list
) -> NoRoute:
    """Say which limit to loosen, and to what, when nothing fits.

    Args:
      start: the place where the question starts.
      shut_by: finds the rules that, given up alone, would leave a chain of legs.
    """
    people = {"n": question.people}
    if not why.finished and not why.loosen:
        return NoRoute(
            _("No route keeps the limits, as far as the search came."),
            hint=_("Loosen the limits of cost, risk or arrival, or name one destination."),
        )
    if not why.reachable and why.joined and question.no_sleep:
        return NoRoute(
            _("Every way there needs a stay where %(n)d people cannot stay or are not to.")
            % people,
            hint=_("Let them stay in more lands, or ask for fewer people."),
        )
    if not why.reachable and why.joined:
        return NoRoute(
            _("Every way there needs a wait where %(n)d people cannot stay.") % people,
            hint=_("Ask for fewer people, or add a house with more beds on the way."),
        )
    if not why.reachable and (rules := shut_by()):
        return NoRoute(
            _("What you asked for shuts every chain of legs that leads there."),
            hint=_("Give up one of these: %(rules)s.") % {"rules": "; ".join(rules)},
        )
    if not why.reachable:
        return NoRoute(
            _("No chain of legs that carry %(n)d people leads there.") % people,
            hint=_("Choose another destination, a smaller group, or add a leg to the network."),
        )
    if why.loosen:
        return too_tight(why.loosen[0], question, start)
    return NoRoute(
        _("No route keeps all the limits at once."),
        hint=_("Loosen two of them, or give only one."),
    )


def too_tight(loosen: Loosen, question: Question, start: Place) -> NoRoute:
    """Say of one limit how far it has to be loosened."""
    if loosen.objective == COST:
        return NoRoute(
            _("Nothing costs %(sum)s or less.") % {"sum": dollars(question.max_cost_cents or 0)},
            hint=_("Raise the cost limit to at least %(cents)d cents (%(sum)s) for the group.")
            % {"cents": loosen.needs, "sum": dollars(loosen.needs)},
        )
    if loosen.objective == RISK:
        # Rounded up, or the limit advised would still be too low.
        least = ceil(to_chance(loosen.needs) * 10_000) / 100
        return NoRoute(
            _("Every way there is riskier than that."),
            hint=_("Raise the risk limit to %(percent)s or more.") % {"percent": f"{least:.2f} %"},
        )
    by = midnight(question) + timedelta(minutes=loosen.needs)
    if question.max_nights is not None and (question.latest_at is None or by <= question.latest_at):
        return NoRoute(
            _("Nothing arrives within %(n)d nights.") % {"n": question.max_nights},
            hint=_("Allow %(n)d nights or more.")
            % {"n": nights_until(by, question.start_at, start)},
        )
    return NoRoute(
        _("Nothing arrives that early."),
        hint=_("Allow arrival until %(by)s UTC or later.") % {"by": f"{by:%Y-%m-%d %H:%M}"},
    )


def _refuse_unknown(slugs: set[str], question: Question) -> None:
    for slug in (question.start, *question.targets):
        if slug not in slugs:
            raise Refused(
                _("There is no place “%(place)s”.") % {"place": slug},
                hint=_("Take an id from places.csv."),
            )
    if not question.targets:
        raise Refused(_("No destination is given."), hint=_("Name at least one place to go to."))


def _refuse_empty_limits(question: Question) -> None:
    if question.max_cost_cents is not None and question.max_cost_cents < 0:
        raise Refused(
            _("A limit of %(cents)d cents allows nothing.") % {"cents": question.max_cost_cents},
            hint=_("Give 0 or more cents for the whole group, or no limit."),
        )
    if question.max_risk_p is not None and not 0 <= question.max_risk_p < 1:
        raise Refused(
            _("A limit of %(chance)s is no chance.") % {"chance": question.max_risk_p},
            hint=_("Give 0 or more, below 1."),
        )
    if question.latest_at is None:
        return
    if question.latest_at <= question.start_at:
        raise Refused(_("The latest arrival lies before the start."), hint=_("Allow more time."))
    if (question.latest_at - question.start_at).days > LONGEST_DAYS:
        raise Refused(_("The latest arrival is too far ahead."), hint=_("Allow ten years at most."))


def _refuse_empty_rules(question: Question) -> None:
    if question.max_nights is not None and not 0 <= question.max_nights <= NIGHTS_MAX:
        raise Refused(
            _("%(n)d nights on the way cannot be planned.") % {"n": question.max_nights},
            hint=_("Give 0 to %(most)d nights, or no limit.") % {"most": NIGHTS_MAX},
        )
    if question.min_rest_min and question.rest_after_min < 1:
        raise Refused(
            _("A rest after %(n)d minutes under way allows no leg.")
            % {"n": question.rest_after_min},
            hint=_("Give some hours, such as 12."),
        )
    for n in (question.max_walk_min, question.max_climb_m, question.min_rest_min):
        if n is not None and n < 0:
            raise Refused(
                _("A limit of %(n)d allows nothing.") % {"n": n},
                hint=_("Give 0 or more, or no limit."),
            )
    if question.min_rest_min >= 1_440:
        raise Refused(
            _("A rest of %(n)d minutes between two legs cannot be planned.")
            % {"n": question.min_rest_min},
            hint=_("Give less than a day."),
        )
    for mode, n in question.max_run.items():
        if n < 1:
            raise Refused(
                _("%(n)d legs in a row by %(mode)s allow none.") % {"n": n, "mode": mode},
                hint=_("Give 1 or more, or no limit."),
            )
