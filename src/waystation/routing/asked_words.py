"""Says in the reader's language what was asked: from when, within which limits, without what."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from waystation.base.money import dollars
from waystation.routing import drawing
from waystation.routing.domain import Question
from waystation.routing.wording import Names, lasting, percent


def asked(question: Question, names: Names) -> list[str]:
    """List the limits and rules of a question, each in a few words; the start comes first."""
    ready = _("ready %(at)s UTC") % {"at": f"{question.start_at:%Y-%m-%d %H:%M}"}
    return [ready, *_limits(question), *_abilities(question), *_rules(question, names)]


def _limits(question: Question) -> Iterator[str]:
    if question.latest_at is not None:
        yield _("there by %(at)s UTC") % {"at": f"{question.latest_at:%Y-%m-%d %H:%M}"}
    if question.max_cost_cents is not None:
        yield _("cost at most %(sum)s") % {"sum": dollars(question.max_cost_cents)}
    if question.max_risk_p is not None:
        yield _("risk at most %(risk)s") % {"risk": percent(question.max_risk_p)}
    if question.max_nights is not None:
        yield _("nights on the way at most %(n)d") % {"n": question.max_nights}


def _abilities(question: Question) -> Iterator[str]:
    if question.cannot_walk:
        yield _("somebody cannot walk")
    elif question.max_walk_min is not None:
        yield _("no stage on foot over %(time)s") % {"time": lasting(question.max_walk_min)}
    if question.cannot_cross_water:
        yield _("somebody cannot cross water")
    if question.max_climb_m is not None:
        yield _("no stage climbs over %(n)d m") % {"n": question.max_climb_m}


def _rules(question: Question, names: Names) -> Iterator[str]:
    if question.guide_differs:
        yield _("no guide leads two stages in a row")
    if question.min_rest_min:
        yield _("a rest of %(rest)s after at most %(after)s under way") % {
            "rest": lasting(question.min_rest_min),
            "after": lasting(question.rest_after_min),
        }
    means = drawing.words()
    for mode, most in question.max_run.items():
        yield _("by %(means)s at most %(n)d legs in a row") % {
            "means": means.get(mode, mode),
            "n": most,
        }
    if question.no_sleep:
        yield _("no stay in %(lands)s") % {"lands": ", ".join(question.no_sleep)}
    if question.not_at_all:
        yield _("not through %(lands)s") % {"lands": ", ".join(question.not_at_all)}
    without: tuple[tuple[tuple[str, ...], Callable[[str], str]], ...] = (
        (question.avoid.places, names.place),
        (question.avoid.legs, names.leg),
        (question.avoid.partners, lambda slug: names.of("partner", slug)),
    )
    for slugs, named in without:
        for slug in slugs:
            yield _("without %(b)s") % {"b": named(slug)}
