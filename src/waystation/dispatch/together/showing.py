"""What the page of a plan for all shows: every group's way, figures, what more would be worth."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.stripline import WEEKDAYS
from waystation.dispatch.together import picture
from waystation.dispatch.together.domain import (
    LOSS_UNITS,
    SPREAD_WARNS,
    Baseline,
    Candidate,
    Found,
    OfSize,
    Step,
    Worth,
    by_size,
    defer_units,
    risk_of,
    saved,
    spread,
)
from waystation.dispatch.together.laid import Laid, ways_of
from waystation.dispatch.together.packing import joint_of
from waystation.dispatch.together.queries import KeptJoint
from waystation.network.domain import Place, crow_km, directed
from waystation.routing import drawing
from waystation.routing.knowing import Known

PICTURE_MAX = 60


class Stop(NamedTuple):
    """One leg of a group's way, as the page and the table show it."""

    from_name: str
    to_name: str
    mode: str
    depart: datetime
    arrive: datetime
    wait_min: int


class Row(NamedTuple):
    """One group of a plan: its way, if it has one, and what became of the proposal.

    Of a plan on a network that has changed no way is shown, also of those who do not stay.
    `is_wrong`: the records as they are now forbid its way.
    """

    number: int
    one: Candidate
    start_name: str
    stops: list[Stop]
    risk_p: float
    passage: UUID | None
    says: list[str]
    is_held: bool
    stays: bool
    is_wrong: bool

    @property
    def goes(self) -> bool:
        """Say whether the group travels."""
        return bool(self.stops)

    @property
    def priced_lost(self) -> float:
        """Say as the loss of how many people it is counted that the group stays where it is."""
        one = self.one
        return defer_units(one.people, one.urgency, one.waited_days) / LOSS_UNITS


class Compared(NamedTuple):
    """A plan beside a simple rule: the rule's name, people lost, groups left, what is saved."""

    name: str
    lost: float
    n_deferred: int
    units: float
    saves: float | None


class Told(NamedTuple):
    """What one more of something is worth, in words and figures."""

    says: str
    lost: float


def rows(
    kept: KeptJoint,
    ways: Sequence[Sequence[Step]],
    known: Known,
    says: Mapping[int, list[str]],
) -> list[Row]:
    """List every group of a plan with its way; those that stay where they are first."""
    names = {place.slug: place.name for place in known.places}
    legs = {way.slug: way for leg in known.legs for way in directed(leg)}
    found = []
    alone = set(kept.found.stays) if kept.found else set()
    stay = set(kept.found.deferred) if kept.found else set()
    for nth, (one, steps) in enumerate(zip(kept.candidates, ways, strict=True)):
        stops, at = [], None
        for step in steps:
            leg = legs.get(step.leg)
            wait_min = int((step.depart - at).total_seconds()) // 60 if at else 0
            stops.append(
                Stop(
                    names.get(leg.from_place, "") if leg else "",
                    names.get(leg.to_place, "") if leg else "",
                    leg.mode if leg else "",
                    step.depart,
                    step.arrive_by,
                    wait_min,
                )
            )
            at = step.arrive_by
        lost = kept.found.lost[nth] if kept.found else 0.0
        found.append(
            Row(
                nth + 1,
                one,
                names.get(one.question.start, one.question.start),
                stops,
                risk_of(lost, one.people),
                kept.proposed.get(nth),
                [*says.get(nth, []), *([_no_fit_way(one)] if nth in alone else [])],
                one.carried,
                nth in stay,
                bool(says.get(nth)),
            )
        )
    return sorted(found, key=lambda row: (row.goes, row.number))


def drawn(found: Sequence[Row], known: Known) -> str:
    """Draw the ways of the groups that travel; of very many the first ones."""
    places = {place.name: place for place in known.places}
    lines = [
        picture.Line(
            row.number,
            row.one.label,
            _points(row, places, known),
            f"#group-{row.number}",
            row.is_held,
        )
        for row in found
        if row.goes
    ]
    if not lines:
        return ""
    words = drawing.words()
    says = {weekday: words[weekday] for weekday in WEEKDAYS} | {
        "title": _("Every group's way to safety over time"),
        "held": _("released"),
    }
    return picture.draw(lines[:PICTURE_MAX], says=says)


def ways(laid: Laid, kept: KeptJoint) -> list[list[Step]]:
    """Give the steps of every group of a finished plan."""
    if kept.found is None:
        return [[] for _one in kept.candidates]
    return ways_of(laid, joint_of(kept.found, laid.groups))


def compared(found: Found) -> list[Compared]:
    """Set the plan beside first come first served and largest first, all on the same terms."""
    mine = Compared(_("this plan"), sum(found.lost), len(found.deferred), found.units, None)
    rules = (
        (_("first come, first served"), found.first_come),
        (_("largest first"), found.largest_first),
    )
    return [mine, *(_beside(name, found, rule) for name, rule in rules if rule is not None)]


def sizes(kept: KeptJoint) -> tuple[list[OfSize], float, bool]:
    """Give the risk of one person by size of group, how far apart, and whether that is to warn."""
    if kept.found is None:
        return [], 1.0, False
    people = [one.people for one in kept.candidates]
    travels = [nth for nth, n in enumerate(kept.found.n_steps) if n >= 0]
    found = by_size(people, kept.found.lost, travels)
    apart = spread(found)
    return found, apart, apart >= SPREAD_WARNS


def worth(found: Found, laid: Laid, known: Known) -> list[Told]:
    """Say in words what one more guide, bed or thousand dollars would be worth at most."""
    names = {place.slug: place.name for place in known.places}
    partners = {partner.slug: partner.name for partner in known.partners}
    return [
        Told(_worded(one, laid, names, partners), one.units / LOSS_UNITS)
        for one in found.worth
        if one.units >= 0.5
    ]


def _no_fit_way(one: Candidate) -> str:
    why = _("No way is left for it: its budget pays for none, or a house would hold it too long.")
    if one.drawn is None:
        return why
    return why + " " + _("Its way was drawn by lot; plan again without drawing to free it.")


def _worded(one: Worth, laid: Laid, names: Mapping[str, str], partners: Mapping[str, str]) -> str:
    if one.what == "money":
        return _("a thousand dollars more")
    on = laid.moment(one.day * 24).date().isoformat()
    if one.what == "bed":
        place = names.get(laid.places[one.of], laid.places[one.of])
        return _("one more bed: %(place)s (most of all on %(on)s)") % {"place": place, "on": on}
    home = laid.pools.home[one.of]
    if home:
        where = names.get(home, home)
        return _("one more guide: %(place)s (most of all on %(on)s)") % {"place": where, "on": on}
    who = ", ".join(partners.get(slug, slug) for slug in laid.pools.members[one.of][:3])
    return _("one more guide beside %(who)s (most of all on %(on)s)") % {"who": who, "on": on}


def _beside(name: str, found: Found, rule: Baseline) -> Compared:
    return Compared(name, rule.lost, rule.n_deferred, rule.units, saved(found, rule))


def _points(row: Row, places: Mapping[str, Place], known: Known) -> list[picture.Point]:
    """Give where a group is when, by how far that is from the end of its way."""
    end = places.get(row.stops[-1].to_name)

    def far(name: str, nth: int) -> float:
        here = places.get(name)
        km = crow_km(here, end) if here and end else None
        return km if km is not None else float(len(row.stops) - nth)

    points = []
    for nth, stop in enumerate(row.stops):
        points.append(picture.Point(stop.depart, far(stop.from_name, nth), stop.from_name))
        points.append(picture.Point(stop.arrive, far(stop.to_name, nth + 1), stop.to_name))
    return points
