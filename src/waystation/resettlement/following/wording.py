"""What is asked at a check, and what the codes of following are called, in the reader's language.

The question of the ladder follows Cantril (1965), The pattern of human concerns, in our own words.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.cases.timeline_words import WILLING_WORDS
from waystation.resettlement.following.cohorting import ASKED

Words = dict[str, Promise | str]

TOPICS: Words = {
    "housing": _("Where they live"),
    "income": _("Money for the month"),
    "language": _("The language here"),
    "contacts": _("People they know"),
    "health": _("Health, as they see it"),
    "safety": _("Feeling safe"),
}
ASKS: Words = {
    "housing": _("Where do you live, and is it what you want?"),
    "income": _("Does the money you get or earn last the month?"),
    "language": _("What can you do in the language that is spoken here?"),
    "contacts": _("Whom do you have here?"),
    "health": _("How is your health, as you see it yourself?"),
    "safety": _("How safe do you feel here?"),
}
# From the hardest to what people hope for; no level is right or wrong.
LEVELS: dict[str, tuple[Promise, ...]] = {
    "housing": (
        _("nowhere I can stay"),
        _("somewhere, for now"),
        _("somewhere I can stay"),
        _("a home I want to keep"),
    ),
    "income": (
        _("nothing that comes regularly"),
        _("less than I need"),
        _("enough for the month"),
        _("enough, and something is left"),
    ),
    "language": (
        _("I need somebody to speak for me"),
        _("enough for a shop and a bus"),
        _("enough for an office or a doctor, alone"),
        _("enough to work and learn in it"),
    ),
    "contacts": (
        _("nobody here"),
        _("one person here"),
        _("some people"),
        _("people I count on, and who count on me"),
    ),
    "health": (_("bad"), _("not good"), _("good"), _("very good")),
    "safety": (
        _("afraid on most days"),
        _("afraid at times"),
        _("safe on most days"),
        _("safe"),
    ),
}
LADDER = _(
    "Think of a ladder. At its foot, 0, is the worst life you can imagine for yourself; at its top,"
    " 10, the best. On which rung do you stand these days?"
)
UNSAID = _("would rather not say")
WILLING = WILLING_WORDS
# What the columns of the page of cohorts tell.
MEASURES: Words = {
    ASKED: _("were asked"),
    "housing": _("can stay where they live"),
    "income": _("have enough for the month"),
    "language": _("manage an office alone"),
    "contacts": _("have people here"),
    "health": _("call their health good"),
    "safety": _("feel safe on most days"),
}


def level(topic: str, value: int | None) -> str:
    """Say a level in words; nothing if nothing was said."""
    return str(LEVELS[topic][value - 1]) if value else ""
