"""The shape of a question to the planner, as a person types it."""

import re
from datetime import datetime
from uuid import UUID

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.moments import EXAMPLE, read_moment
from waystation.network.domain import Place
from waystation.routing.domain import Question

ANY_DESTINATION = "any"
_MONEY = re.compile(r"(\d{1,7})(?:\.(\d{2}))?")
_PERCENT = re.compile(r"(\d{1,2})(?:\.(\d{1,3}))?")


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

    @classmethod
    def of(cls, post: QueryDict) -> "Asked":
        """Read the form as it was sent."""
        fields = {field.name for field in msgspec.structs.fields(cls)} - {"group_label"}
        return cls(**{name: str(value).strip() for name, value in post.items() if name in fields})


def question(asked: Asked, places: list[Place]) -> Question:
    """Turn what was typed into a question.

    Raises:
      Refused: a value is not what its field takes; the hint says what is.
    """
    destinations = tuple(place.slug for place in places if place.kind == "destination")
    to = destinations if asked.to == ANY_DESTINATION else (_slug(asked.to, places),)
    return Question(
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
