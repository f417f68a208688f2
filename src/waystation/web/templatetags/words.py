"""Words for numbers: money, chance and time as people read them."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from waystation.base.money import dollars, whole_dollars
from waystation.hazards.domain import PASSED, PER_HOUR, WEIGHT
from waystation.hazards.rates import ALL_QUIET
from waystation.routing import drawing
from waystation.vault.wording import purpose_name

register = template.Library()
register.filter("dollars", dollars)
register.filter("whole_dollars", whole_dollars)

# How a moment is written: in Korean the year comes first.
FORMS = {
    "en": {"moment": "j M Y, H:i", "local": "D j M, H:i", "day": "j M Y"},
    "ko": {"moment": "Y년 n월 j일 H:i", "local": "n월 j일(D) H:i", "day": "Y년 n월 j일"},
}


LANDS = ("slave state", "border state", "free state", "abroad", "unknown")
IN_REASONS = (*LANDS, *PER_HOUR, *WEIGHT, *PASSED, ALL_QUIET)
# The words of closed lists that stand inside the values of a risk's reasons.
CODE_WORDS = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, IN_REASONS), key=len)[::-1]) + r")\b"
)


def _word_found(found: "re.Match[str]") -> str:
    return pgettext("code", found[0])


def _form(kind: str) -> str:
    return FORMS.get(get_language() or "en", FORMS["en"])[kind]


@register.filter
def percent(chance_p: float) -> str:
    """Write a chance as a percentage with as many digits as carry meaning."""
    value = chance_p * 100
    if value == 0:
        return "0 %"
    digits = 1 if value >= 0.95 else 2
    return f"{value:.{digits}f} %" if value >= 0.005 else "< 0.01 %"


@register.filter
def moment(at: datetime | None) -> str:
    """Write a moment with its day, in UTC, to the minute."""
    if at is None:
        return ""
    return formats.date_format(at, _form("moment"), use_l10n=False)


@register.filter
def local(at: datetime | None, lon: float | None = None) -> str:
    """Write a moment in the mean solar time of a place, the only local time there was in 1855."""
    if at is None:
        return ""
    shifted = at + timedelta(minutes=round((lon or 0) * 4))
    return formats.date_format(shifted, _form("local"), use_l10n=False)


@register.filter
def duration(minutes: int) -> str:
    """Write whole minutes as days, hours and minutes."""
    days, rest = divmod(int(minutes), 1_440)
    hours, minutes = divmod(rest, 60)
    parts = []
    if days:
        parts.append(_("%(n)d d") % {"n": days})
    if hours:
        parts.append(_("%(n)d h") % {"n": hours})
    if minutes and not days:
        parts.append(_("%(n)d min") % {"n": minutes})
    return " ".join(parts) or _("0 min")


@register.filter
def initials(name: str | None) -> str:
    """Shorten a name to initials, for lists that others may see over a shoulder."""
    return " ".join(f"{part[0]}." for part in (name or "").split()) or "–"


@register.filter
def role_name(role: str) -> str:
    """Say a role in the reader's language."""
    return {
        "field manager": _("field manager"),
        "case worker": _("case worker"),
        "finance officer": _("finance officer"),
        "security officer": _("security officer"),
        "approver": _("approver"),
        "fundraiser": _("fundraiser"),
        "tracing officer": _("tracing officer"),
    }.get(role, role)


@register.filter
def compartment_name(purpose: str) -> str:
    """Say in the reader's language what a compartment is for."""
    return purpose_name(purpose)


@register.filter
def means_name(mode: str) -> str:
    """Say a means of travel in the reader's language."""
    return drawing.words().get(mode, mode)


@register.filter
def because(reason: Any) -> str:
    """Say one reason of a risk in the reader's language, its value in its place."""
    return _(reason.text).format(value=CODE_WORDS.sub(_word_found, reason.value))


@register.filter
def word(code: str) -> str:
    """Say a word of a closed list (law, kind of place, means, kind of danger) to the reader."""
    return pgettext("code", code) if code else ""


@register.filter
def day(on: date | None) -> str:
    """Write a day, the year first in Korean."""
    return formats.date_format(on, _form("day"), use_l10n=False) if on else ""


@register.filter
def factor(value: float) -> str:
    """Write what a reason multiplies by."""
    return f"{value:.5f}" if value < 0.1 else f"× {value:.2f}"


@register.filter
def state_name(state: str) -> str:
    """Say a state of a passage or a stage, or a guide's word, in the reader's language."""
    return {
        "proposed": _("proposed"),
        "approved": _("approved"),
        "moving": _("moving"),
        "arrived": _("arrived"),
        "stood down": _("stood down"),
        "planned": _("planned"),
        "ordered": _("order sent"),
        "accepted": _("order received"),
        "met": _("group met, under way"),
        "handed over": _("handed over"),
        "late": _("late"),
        "problem": _("problem"),
        "pick-up": _("pick-up"),
        "declined": _("declined"),
        "danger": _("danger"),
        "hazard": _("warned of"),
        "well": _("all is well"),
        "unpaid": _("could not be paid"),
        "paid": _("paid"),
    }.get(state, state)


@register.filter
def category_name(category: str) -> str:
    """Say a budget category in the reader's language."""
    return {
        "basic_needs": _("basic needs"),
        "transportation": _("transportation"),
        "accommodation": _("accommodation"),
        "rescue_fees": _("rescue fees"),
        "contingency": _("contingency"),
        "resettlement": _("resettlement"),
        "extra_stops": _("extra stops"),
        "safer_drivers": _("safer drivers"),
        "secure_lodging": _("secure lodging"),
        "medical": _("medical care"),
        "emergency_supplies": _("emergency supplies"),
    }.get(category, category)
