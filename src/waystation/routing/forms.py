"""The shape of a question to the planner, as a person types it."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.moments import EXAMPLE, read_moment
from waystation.network.domain import MODES, Place
from waystation.routing.domain import Lost, Question

ANY_DESTINATION = "any"
_MONEY = re.compile(r"(\d{1,7})(?:\.(\d{2}))?")
_PERCENT = re.compile(r"(\d{1,2})(?:\.(\d{1,3}))?")
_HOURS = re.compile(r"\d{1,3}(?:\.\d{1,2})?", re.ASCII)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the form, kept as typed so that a refusal loses nothing."""

    start: str = ""
    to: str = ANY_DESTINATION
    people: str = ""
    children: str = "0"
    start_at: str = ""
    max_cost: str = ""
    max_risk: str = ""
    latest_at: str = ""
    group: str = ""
    group_label: str = ""
    max_nights: str = ""
    max_walk: str = ""
    max_climb: str = ""
    cannot_walk: str = ""
    cannot_cross_water: str = ""
    guide_differs: str = ""
    rest: str = ""
    rest_after: str = ""
    run_mode: str = ""
    run_most: str = ""
    no_sleep: tuple[str, ...] = ()
    not_at_all: tuple[str, ...] = ()
    avoid_places: tuple[str, ...] = ()
    avoid_legs: tuple[str, ...] = ()
    avoid_partners: tuple[str, ...] = ()

    @classmethod
    def of(cls, post: QueryDict) -> "Asked":
        """Read the form as it was sent."""
        typed: dict[str, object] = {}
        for field in msgspec.structs.fields(cls):
            if field.name not in post or field.name == "group_label":
                continue
            values = [str(value).strip() for value in post.getlist(field.name)]
            typed[field.name] = tuple(values) if field.default == () else values[-1]
        return msgspec.structs.replace(cls(), **typed)

    @classmethod
    def again(cls, question: Question) -> "Asked":
        """Fill the form in from a question that was asked before."""
        one = question.targets[0] if len(question.targets) == 1 else ANY_DESTINATION
        run_mode, run_most = next(iter(question.max_run.items()), ("", ""))
        return cls(
            start=question.start,
            to=one,
            people=str(question.people),
            children=str(question.children),
            start_at=_written(question.start_at),
            max_cost=_scaled(question.max_cost_cents, 1 / 100, 2),
            max_risk=_scaled(question.max_risk_p, 100, 3),
            latest_at=_written(question.latest_at) if question.latest_at else "",
            group=str(question.group or ""),
            group_label=question.group_label,
            max_nights=_or_empty(question.max_nights),
            max_walk=_hours_or_empty(question.max_walk_min),
            max_climb=_or_empty(question.max_climb_m),
            cannot_walk="on" if question.cannot_walk else "",
            cannot_cross_water="on" if question.cannot_cross_water else "",
            guide_differs="on" if question.guide_differs else "",
            rest=_hours_or_empty(question.min_rest_min or None),
            rest_after=_hours_or_empty(question.rest_after_min if question.min_rest_min else None),
            run_mode=run_mode,
            run_most=str(run_most),
            no_sleep=question.no_sleep,
            not_at_all=question.not_at_all,
            avoid_places=question.avoid.places,
            avoid_legs=question.avoid.legs,
            avoid_partners=question.avoid.partners,
        )

    @property
    def has_rules(self) -> bool:
        """Say whether anything stands in the part of the form that is folded away."""
        plain = {"start", "to", "people", "children", "start_at", "max_cost", "max_risk"}
        plain |= {"latest_at", "group", "group_label"}
        names = (field.name for field in msgspec.structs.fields(self))
        return any(getattr(self, name) for name in names if name not in plain)


def question(asked: Asked, places: list[Place]) -> Question:
    """Turn what was typed into a question.

    Raises:
      Refused: a value is not what its field takes; the hint says what is.
    """
    destinations = tuple(place.slug for place in places if place.kind == "destination")
    to = destinations if asked.to == ANY_DESTINATION else (_slug(asked.to, places),)
    plain = Question(
        start=_slug(asked.start, places),
        targets=to,
        people=_whole(asked.people, _("People")),
        children=_whole(asked.children or "0", _("Children")),
        start_at=_moment(asked.start_at),
        max_cost_cents=_cents(asked.max_cost),
        max_risk_p=_chance(asked.max_risk),
        latest_at=_moment(asked.latest_at) if asked.latest_at else None,
        group=group_id(asked.group) if asked.group else None,
        group_label=asked.group_label,
    )
    return _with_rules(plain, asked)


def limited(question: Question, asked: Asked) -> Question:
    """Ask a question again within the limits and without the things given now.

    Raises:
      Refused: a limit is not what its field takes.
    """
    lost = Lost(places=asked.avoid_places, legs=asked.avoid_legs, partners=asked.avoid_partners)
    return msgspec.structs.replace(
        question,
        max_cost_cents=_cents(asked.max_cost) if asked.max_cost else question.max_cost_cents,
        max_risk_p=_chance(asked.max_risk) if asked.max_risk else question.max_risk_p,
        latest_at=_moment(asked.latest_at) if asked.latest_at else question.latest_at,
        avoid=question.avoid.with_all(lost),
    )


def _with_rules(plain: Question, asked: Asked) -> Question:
    walk, climb = _hours_min(asked.max_walk, _("Walk")), asked.max_climb
    rest = _hours_min(asked.rest, _("Rest")) or 0
    after = _hours_min(asked.rest_after, _("Rest after"))
    return msgspec.structs.replace(
        plain,
        max_nights=_whole(asked.max_nights, _("Nights")) if asked.max_nights else None,
        max_walk_min=walk,
        max_climb_m=_whole(climb, _("Climb")) if climb else None,
        cannot_walk=bool(asked.cannot_walk),
        cannot_cross_water=bool(asked.cannot_cross_water),
        no_sleep=_codes(asked.no_sleep),
        not_at_all=_codes(asked.not_at_all),
        max_run=_run(asked),
        guide_differs=bool(asked.guide_differs),
        min_rest_min=rest,
        rest_after_min=plain.rest_after_min if after is None else after,
        avoid=Lost(places=asked.avoid_places, legs=asked.avoid_legs, partners=asked.avoid_partners),
    )


def group_id(text: str) -> UUID:
    """Read the group that a question is for.

    Raises:
      Refused: the page sent something that is no group's id.
    """
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            _("“%(text)s” is no group.") % {"text": text[:40]},
            hint=_("Begin again from the group's page."),
        ) from None


def plan_id(text: str) -> UUID:
    """Read the plan that a question follows.

    Raises:
      Refused: the page sent something that is no plan's id.
    """
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            _("“%(text)s” is no plan.") % {"text": text[:40]},
            hint=_("Begin again from the plan's page."),
        ) from None


def _slug(text: str, places: list[Place]) -> str:
    for place in places:
        if text in (place.slug, place.name, f"{place.name}, {place.region}"):
            return place.slug
    raise Refused(
        _("“%(text)s” is no place of the network.") % {"text": text[:60]},
        hint=_("Pick one from the list."),
    )


def _whole(text: str, field: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise Refused(
            _("%(field)s: “%(text)s” is not a whole number.") % {"field": field, "text": text[:20]},
            hint=_("Give a number such as 11."),
        )
    return int(text)


def _moment(text: str) -> datetime:
    at = read_moment(text)
    if at is None:
        raise Refused(
            _("“%(text)s” is not a date and time.") % {"text": text[:40]},
            hint=_("Write it like %(example)s.") % {"example": EXAMPLE},
        )
    return at


def _codes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code)


def _run(asked: Asked) -> dict[str, int]:
    if not asked.run_mode and not asked.run_most:
        return {}
    if asked.run_mode not in MODES:
        raise Refused(
            _("“%(text)s” is no means of travel.") % {"text": asked.run_mode[:20]},
            hint=_("Pick one from the list."),
        )
    return {asked.run_mode: _whole(asked.run_most, _("Legs in a row"))}


def _hours_min(text: str, field: str) -> int | None:
    if not text:
        return None
    found = _HOURS.fullmatch(text)
    if found is None:
        raise Refused(
            _("%(field)s: “%(text)s” is not a number of hours.")
            % {"field": field, "text": text[:20]},
            hint=_("Write it like 8 or 2.5."),
        )
    return round(float(found[0]) * 60)


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


def _or_empty(n: int | None) -> str:
    return "" if n is None else str(n)


def _scaled(number: float | None, scale: float, decimals: int) -> str:
    return "" if number is None else f"{number * scale:.{decimals}f}"


def _hours_or_empty(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes / 60:g}"


def _cents(text: str) -> int | None:
    if not text:
        return None
    found = _MONEY.fullmatch(text.lstrip("$").replace(",", ""))
    if found is None:
        raise Refused(
            _("Cost: “%(text)s” is not a sum of money.") % {"text": text[:20]},
            hint=_("Write dollars like 120 or 120.50, for the whole group."),
        )
    return int(found[1]) * 100 + int(found[2] or 0)


def _chance(text: str) -> float | None:
    if not text:
        return None
    found = _PERCENT.fullmatch(text.rstrip("% "))
    if found is None:
        raise Refused(
            _("Risk: “%(text)s” is not a percentage below 100.") % {"text": text[:20]},
            hint=_("Write it like 5 or 2.5."),
        )
    return float(found[0]) / 100
