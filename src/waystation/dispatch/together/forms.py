"""The shape of what people send from the pages of plans for all."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.moments import EXAMPLE, read_moment
from waystation.dispatch.paying import budgets
from waystation.dispatch.together.domain import (
    DAYS_MAX,
    DAYS_MIN,
    SECONDS_MAX,
    SECONDS_MIN,
    Away,
    MoreBeds,
    MoreGuides,
    Suppose,
)
from waystation.dispatch.together.services import Asked
from waystation.network.domain import Partner, Place
from waystation.routing.forms import ANY_DESTINATION

REST_DAYS_MAX = 7
MORE_MAX = 200
SUPPOSED = (
    "beds", "beds_at", "guides", "guides_at", "away", "away_from", "away_to", "money",
)  # fmt: skip
LEAD = timedelta(days=1)


class Typed(NamedTuple):
    """What stands in the form of a new plan, kept as typed so that a refusal loses nothing."""

    to: str = ANY_DESTINATION
    ready_at: str = ""
    days: str = "21"
    seconds: str = "10"
    rest_days: str = "1"
    template: str = ""
    draws: bool = True
    groups: tuple[str, ...] = ()
    released: tuple[str, ...] = ()

    @classmethod
    def at_first(cls, now: datetime, group_ids: Iterable[UUID]) -> "Typed":
        """Fill the form in: everybody who waits, from tomorrow, when orders can have been read."""
        return cls(
            ready_at=(now + LEAD).strftime("%Y-%m-%dT%H:00"),
            groups=tuple(str(one) for one in group_ids),
            template=next(iter(budgets(now)), ""),
        )

    @classmethod
    def of(cls, post: QueryDict) -> "Typed":
        """Read the form as it was sent."""
        plain = {
            name: str(post[name]).strip()
            for name in ("to", "ready_at", "days", "seconds", "rest_days", "template")
            if name in post
        }
        return cls(
            **plain,
            draws="draws" in post,
            groups=tuple(post.getlist("group")),
            released=tuple(post.getlist("release")),
        )


def asked(typed: Typed, places: Iterable[Place]) -> Asked:
    """Turn what was typed into what is asked.

    Raises:
      Refused: a value is not what its field takes; the hint says what is.
    """
    ends = tuple(place.slug for place in places if place.kind == "destination")
    if typed.to not in (ANY_DESTINATION, *ends):
        raise Refused(
            _("“%(text)s” is no destination.") % {"text": typed.to[:40]},
            hint=_("Pick one from the list."),
        )
    ready_at = read_moment(typed.ready_at)
    if ready_at is None:
        raise Refused(
            _("“%(text)s” is not a date and time.") % {"text": typed.ready_at[:40]},
            hint=_("Write it like %(example)s.") % {"example": EXAMPLE},
        )
    return Asked(
        groups=_ids(typed.groups),
        released=_ids(typed.released),
        targets=ends if typed.to == ANY_DESTINATION else (typed.to,),
        ready_at=ready_at,
        days=_whole(typed.days, _("Days ahead"), DAYS_MIN, DAYS_MAX),
        seconds=_whole(typed.seconds, _("Seconds"), SECONDS_MIN, SECONDS_MAX),
        rest_days=_whole(typed.rest_days, _("Days of rest"), 0, REST_DAYS_MAX),
        template=typed.template,
        draws=typed.draws,
    )


def suppose(post: QueryDict, places: Iterable[Place], partners: Iterable[Partner]) -> Suppose:
    """Read what a copy is to take to be otherwise.

    Raises:
      Refused: a place or guide is not on file, or a number or day is none.
    """
    sent = {name: str(post.get(name, "")).strip() for name in SUPPOSED}
    by_slug = {place.slug: place for place in places}
    by_name = {place.name: place.slug for place in by_slug.values()}
    beds, guides, away = [], [], []
    if sent["beds"]:
        place = _place(sent["beds_at"], by_slug, by_name)
        beds.append(MoreBeds(place=place, beds=_signed(sent["beds"], _("Beds"))))
    if sent["guides"]:
        place = _place(sent["guides_at"], by_slug, by_name)
        guides.append(MoreGuides(place=place, guides=_signed(sent["guides"], _("Guides"))))
    if sent["away"]:
        slugs = {partner.slug for partner in partners}
        if sent["away"] not in slugs:
            raise Refused(_("There is no such guide."), hint=_("Pick one from the list."))
        first, last = _day(sent["away_from"]), _day(sent["away_to"])
        if last < first:
            raise Refused(_("The last day lies before the first."), hint=_("Change one of them."))
        away.append(Away(partner=sent["away"], first=first, last=last))
    cents = 0
    if sent["money"]:
        cents = _signed(sent["money"], _("Money"), most=1_000_000) * 100
    return Suppose(beds=tuple(beds), guides=tuple(guides), away=tuple(away), budget_cents=cents)


def _ids(texts: Iterable[str]) -> tuple[UUID, ...]:
    try:
        return tuple(dict.fromkeys(UUID(text) for text in texts))
    except ValueError:
        raise Refused(_("No group was chosen."), hint=_("Pick them from the list.")) from None


def _whole(text: str, field: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9) or not least <= int(text) <= most:
        raise Refused(
            _("%(field)s: “%(text)s” cannot be used.") % {"field": field, "text": text[:20]},
            hint=_("Give %(least)d to %(most)d.") % {"least": least, "most": most},
        )
    return int(text)


def _signed(text: str, field: str, most: int = MORE_MAX) -> int:
    bare = text.strip().replace("−", "-").removeprefix("+")
    digits = bare.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9) or int(digits) > most:
        raise Refused(
            _("%(field)s: “%(text)s” cannot be used.") % {"field": field, "text": text[:20]},
            hint=_("Write so many more like 2, so many fewer like -2; at most %(most)d.")
            % {"most": most},
        )
    return int(bare)


def _day(text: str) -> datetime:
    at = read_moment(text[:10])
    if at is None:
        raise Refused(
            _("“%(text)s” is not a day.") % {"text": text[:20]},
            hint=_("Write it like %(example)s.") % {"example": EXAMPLE[:10]},
        )
    return at


def _place(text: str, by_slug: dict[str, Place], by_name: dict[str, str]) -> str:
    slug = text if text in by_slug else by_name.get(text.split(",")[0].strip(), "")
    if not slug:
        raise Refused(
            _("“%(text)s” is no place of the network.") % {"text": text[:60]},
            hint=_("Pick one from the list."),
        )
    return slug
