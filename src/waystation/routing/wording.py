"""Says in the reader's language what a route trades, what shuts a leg, what happened to a plan."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.base.money import dollars
from waystation.hazards.domain import both_ways
from waystation.network.domain import Calendar, Leg, Place
from waystation.routing import drawing
from waystation.routing.changes import Touch
from waystation.routing.domain import Plan
from waystation.routing.limits import Bar
from waystation.routing.trading import Trade

DAY_MIN = 1_440


class Names:
    """The names of places, legs and partners, as a sentence needs them."""

    def __init__(
        self,
        places: Mapping[str, Place],
        legs: Mapping[str, Leg],
        partners: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self.places, self.legs, self._open_partners = places, legs, partners
        self._means = drawing.words()

    @cached_property
    def partners(self) -> Mapping[str, str]:
        """Give the names of partners; there are thousands, and few sentences need one."""
        return self._open_partners()

    def place(self, slug: str) -> str:
        """Name a place; one that nobody knows any more by its slug."""
        return self.places[slug].name if slug in self.places else slug

    def leg(self, slug: str) -> str:
        """Name a leg by its ends and its mode."""
        leg = self.legs.get(both_ways(slug))
        if leg is None:
            return slug
        ends = [self.place(leg.from_place), self.place(leg.to_place)]
        if slug != both_ways(slug):
            ends.reverse()
        mode = self._means.get(leg.mode, leg.mode)
        return f"{ends[0]} → {ends[1]} ({mode})"

    def of(self, kind: str, slug: str) -> str:
        """Name a row of any kind."""
        if kind == "leg":
            return self.leg(slug)
        return self.partners.get(slug, slug) if kind == "partner" else self.place(slug)


def proof(plan: Plan) -> str:
    """Say how complete the answer is."""
    # Plans made when waiting had no risk of its own say nothing of a gap.
    if plan.finished and not plan.proven_gap:
        return _("Every best route is here: none within the limits is missing.")
    if plan.proven_gap is None:
        return _("The search had to stop: routes may be missing, and nobody knows how good.")
    # Rounded up: the figure is a promise.
    says = _(
        "No route within your limits is more than %(gap)s better on every count than one of these."
    ) % {"gap": f"{ceil(plan.proven_gap * 1_000) / 10:.1f} %"}
    if plan.finished:
        says += " " + _("More cannot be said where waiting is less safe in one house than another.")
    return says


def title(best: tuple[str, ...]) -> str:
    """Say what a route is best in."""
    words = {
        "earliest": _("earliest"),
        "safest": _("safest"),
        "cheapest": _("cheapest"),
        "balanced": _("balanced"),
    }
    return ", ".join(words[name] for name in best) or _("another way")


def traded(trade: Trade, number: int, names: Names) -> str:
    """Say what a route gives and takes, compared with another choice."""
    parts = [*_figures(trade), *_ways(trade, names)]
    if not parts:
        return ""
    return _("Compared with choice %(n)d: %(parts)s.") % {
        "n": number + 1,
        "parts": "; ".join(parts),
    }


def lasting(minutes: int) -> str:
    """Write a length of time as people say it."""
    days, rest = divmod(abs(minutes), DAY_MIN)
    hours, left = divmod(rest, 60)
    parts = [_("%(n)d d") % {"n": days}] if days else []
    parts += [_("%(n)d h") % {"n": hours}] if hours else []
    parts += [_("%(n)d min") % {"n": left}] if left and not days else []
    return " ".join(parts) or _("0 min")


def percent(chance_p: float) -> str:
    """Write a chance as a percentage with as many digits as carry meaning."""
    return f"{chance_p * 100:.{1 if chance_p >= 0.0095 else 2}f} %"


def bar(found: Bar, names: Names) -> str:
    """Say which rule shuts a leg, with its value and the limit."""
    values = {
        "of": names.place(found.of),
        "why": found.of,
        "n": found.n,
        "most": found.most,
        "hours": lasting(found.n),
        "most_hours": lasting(found.most),
    }
    return _bars()[found.kind] % values


def touch(found: Touch, names: Names) -> str:
    """Say in one sentence what happened to something a plan relies on."""
    name = names.of(found.kind, found.slug)
    if found.what == "halted":
        return _("%(name)s is halted: %(why)s") % {"name": name, "why": found.why or _("no reason")}
    if found.what == "closed":
        why = found.why or _("no reason")
        return _("%(name)s is closed on that day: %(why)s") % {"name": name, "why": why}
    if found.what == "gone":
        return _("%(name)s is no longer in force.") % {"name": name}
    if found.what == "changed":
        return _("%(name)s changed: %(field)s, %(before)s → %(after)s.") % {
            "name": name,
            "field": _fields().get(found.field, found.field),
            "before": _value(found.before),
            "after": _value(found.after),
        }
    says = _("%(name)s has become riskier: %(before)s → %(after)s.")
    if found.what == "safer":
        says = _("%(name)s has become less risky: %(before)s → %(after)s.")
    pair = {"before": percent(found.before), "after": percent(found.after)}
    return says % {"name": name, **pair}


def choices(numbers: tuple[int, ...]) -> str:
    """Name choices by their numbers."""
    listed = ", ".join(str(number + 1) for number in numbers)
    return ngettext("choice %(list)s", "choices %(list)s", len(numbers)) % {"list": listed}


def _figures(trade: Trade) -> list[str]:
    parts = []
    if trade.later_min:
        says = _("%(time)s later") if trade.later_min > 0 else _("%(time)s sooner")
        parts.append(says % {"time": lasting(trade.later_min)})
    if trade.dearer_cents:
        says = _("%(sum)s more") if trade.dearer_cents > 0 else _("%(sum)s less")
        parts.append(says % {"sum": dollars(abs(trade.dearer_cents))})
    if percent(trade.risk_p) != percent(trade.other_risk_p):
        pair = {"a": percent(trade.risk_p), "b": percent(trade.other_risk_p)}
        parts.append(_("risk %(a)s instead of %(b)s") % pair)
    return parts


def _ways(trade: Trade, names: Names) -> list[str]:
    by, instead = (
        ", ".join(names.place(slug) for slug in slugs) for slugs in (trade.by, trade.instead)
    )
    parts = []
    if by and instead:
        parts.append(_("by %(a)s instead of %(b)s") % {"a": by, "b": instead})
    elif by:
        parts.append(_("by %(a)s besides") % {"a": by})
    elif instead:
        parts.append(_("without %(b)s") % {"b": instead})
    means = drawing.words()
    if trade.modes and trade.other_modes:
        a, b = (
            ", ".join(means.get(mode, mode) for mode in modes)
            for modes in (trade.modes, trade.other_modes)
        )
        parts.append(_("%(a)s instead of %(b)s") % {"a": a, "b": b})
    return parts


def _bars() -> dict[str, str]:
    return {
        "avoided": _("You asked to go without it."),
        "halted": _("It is halted: %(why)s."),
        "standing": _("It is not in force."),
        "place avoided": _("You asked to keep away from %(of)s."),
        "place halted": _("A place at its end is halted: %(why)s."),
        "place standing": _("%(of)s is not in force."),
        "place jurisdiction": _("It touches %(why)s, where you asked not to go."),
        "capacity": _("It carries %(most)d people at once; the group has %(n)d."),
        "children": _("The walk takes %(hours)s; with children %(most_hours)s is the most."),
        "walk": _("The walk takes %(hours)s; your limit is %(most_hours)s."),
        "cannot walk": _("Somebody in the group cannot walk."),
        "water": _("Somebody in the group cannot cross water."),
        "climb": _("It climbs %(n)d m; your limit is %(most)d m."),
        "no guide": _("Nobody is left who guides from %(of)s."),
        "no guide that day": _("No guide is there on any day it is open."),
        "closed": _("Its calendar keeps it closed: %(why)s."),
        "no departure": _("It has no departure: windows, curfew or night leave none."),
    }


def _fields() -> dict[str, str]:
    return {
        "duration_min": _("minutes under way"),
        "cost_cents": _("fare in cents"),
        "capacity": _("people at once"),
        "departs": _("departures"),
        "windows": _("hours"),
        "calendar": _("calendar"),
        "standing": _("standing"),
        "rests": _("rest"),
        "beds": _("beds"),
        "max_nights": _("most nights"),
        "guides": _("guides"),
        "curfew": _("curfew"),
        "risk_p": _("risk set by hand"),
        "night_only": _("night only"),
        "climb_m": _("climb in metres"),
        "mode": _("means"),
    }


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Calendar):
        closed = ", ".join(f"{c.first}–{c.last}" for c in value.closed)
        return closed or _("open")
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)[:60] or "–"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "–" if value is None else str(value)[:60]
