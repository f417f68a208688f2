"""What figures are called and how they come about, in words."""

from collections.abc import Mapping
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from waystation.impact.figures.domain import DELAY_DAYS, FIGURES, OFFSETS
from waystation.impact.guard.domain import GROUPS_MIN, PEOPLE_MIN, Refusal

Words = Mapping[str, "Promise | str"]

NAMES: Words = {
    "people": gettext_lazy("People brought to freedom"),
    "children": gettext_lazy("Children among them"),
    "years": gettext_lazy("People brought to freedom, by year"),
    "cost": gettext_lazy("What bringing out one person cost"),
    "reunited": gettext_lazy("People who found their family again"),
    "learning": gettext_lazy("At school after arrival"),
    "work": gettext_lazy("At work after arrival"),
}
DEFINITIONS: Words = {
    "people": gettext_lazy(
        "Everybody who arrived at the end of a journey that we planned and paid for, since the "
        "first one, counted at the roll call on arrival. Nobody is counted twice."
    ),
    "children": gettext_lazy(
        "Those of the people brought to freedom who were under 18, or travelled as a child where "
        "no age was told."
    ),
    "years": gettext_lazy(
        "The people brought to freedom, by the year in which they arrived. Years with too few are "
        "told together, and a year is told once it is over."
    ),
    "cost": gettext_lazy(
        "Direct: what the book says was paid for the rescues that were closed in the year. All-in: "
        "everything that was spent in it, whatever for. Each is divided by the people who arrived "
        "in that year."
    ),
    "reunited": gettext_lazy(
        "Everybody who lost their family and is in touch with it again by our search, because both "
        "sides wanted that. They are counted by their own workers, and nobody is counted twice."
    ),
    "learning": gettext_lazy(
        "How many of those who arrived go to school or learn a trade, by region, as our colleagues "
        "there counted them."
    ),
    "work": gettext_lazy(
        "How many of those who arrived earn their living, by region, as our colleagues there "
        "counted them."
    ),
}
REASON_WORDS: Words = {
    "": "",
    "mistake": gettext_lazy("A number in it was wrong."),
    "definition": gettext_lazy("What it counts is being defined anew."),
    "review": gettext_lazy("It is being looked at again."),
}
RELEASE_WORDS: Words = {
    "first": gettext_lazy("published"),
    "next": gettext_lazy("published anew"),
    "retraction": gettext_lazy("taken back"),
}
STATE_WORDS: Words = {
    "waiting": gettext_lazy("waits for a second hand"),
    "released": gettext_lazy("published"),
    "refused": gettext_lazy("refused"),
    "withdrawn": gettext_lazy("taken back by whoever asked"),
}
ROLE_WORDS: Words = {
    "approver": gettext_lazy("approver"),
    "security officer": gettext_lazy("security officer"),
    "": "",
}
WAY_WORDS: Words = {"direct": gettext_lazy("Direct"), "all-in": gettext_lazy("All-in")}


def rounding(key: str) -> str:
    """Say how the numbers of a figure are rounded."""
    kind = FIGURES[key].kind
    if kind == "table":
        return _(
            "A number drawn by chance was added to every line (integer Laplace noise), so that no "
            "line tells whether somebody is in it. What fell below nought is shown as nought."
        )
    if kind == "cost":
        return _(
            "The people are rounded down to tens, the sums to what about ten people cost, before "
            "one is divided by the other. The true cost of one lies between the limits shown."
        )
    return _("Rounded down to tens: there were as many or up to nine more.")


def delay(key: str) -> str:
    """Say how late a figure is."""
    if FIGURES[key].kind == "table":
        return _("Counted up to the end of a quarter that is over for %(n)d days at least.") % {
            "n": DELAY_DAYS
        }
    return _(
        "Counted up to the end of a quarter that is over for %(n)d days at least, and up to "
        "%(more)d days longer: how many was drawn by chance, once for this figure."
    ) % {"n": DELAY_DAYS, "more": OFFSETS - 1}


def protection(key: str) -> str:
    """Say why nobody can be found by a figure."""
    if FIGURES[key].kind == "table":
        return _(
            "Differential privacy: what all tables of a year together can tell of one person is "
            "limited, whatever else somebody knows."
        )
    return _(
        "No number, and no difference of numbers that were ever published here, is about fewer "
        "than %(people)d people or %(groups)d journeys or reunions."
    ) % {"people": PEOPLE_MIN, "groups": GROUPS_MIN}


def day_words(day: date) -> str:
    """Write the day up to which a figure counts; it is the end of a quarter."""
    form = "Y년 n월 j일" if get_language() == "ko" else "j F Y"
    return formats.date_format(day, form, use_l10n=False)


def cell_words(name: str) -> str:
    """Name a cell: a figure, or a span of years of one."""
    key, _sep, years = name.partition(" ")
    called = str(NAMES[key])
    return f"{called}, {years}" if years else called


def refusal_words(no: Refusal) -> tuple[str, str]:
    """Say why the guard refuses, and what to do."""
    which = "; ".join(cell_words(name) for name in dict.fromkeys(no.cells))
    size = _size(no)
    wait = _("Wait until enough others have arrived; what is published stays as it is until then.")
    if no.rule == "few":
        return _("Too few stand behind it: %(size)s (%(which)s).") % locals_of(size, which), wait
    if no.rule == "movement":
        return (
            _("Since it was last published too little changed: %(size)s (%(which)s).")
            % locals_of(size, which),
            wait,
        )
    if no.rule == "difference":
        return (
            _("Who reads both would learn of few: %(size)s in the one and not in the other, or in "
              "both (%(which)s).") % locals_of(size, which),
            _("Wait until more have arrived, or count both up to the same day."),
        )  # fmt: skip
    if no.rule == "span":
        return (
            _("Adding and subtracting what was published gives few away: %(size)s (%(which)s).")
            % locals_of(size, which),
            _("Leave out the newest line, so that the rest is larger, or wait."),
        )
    if no.rule == "interval":
        return (
            _("What was published leaves fewer than ten possible numbers for few: %(size)s "
              "(%(which)s).") % locals_of(size, which),
            _("Leave out the newest line, so that the rest is larger, or wait."),
        )  # fmt: skip
    return (
        _("The figures are cut too finely to be looked through (%(which)s).") % {"which": which},
        _("Publish fewer lines."),
    )


def locals_of(size: str, which: str) -> dict[str, str]:
    """Name the two parts of a refusal for its sentence."""
    return {"size": size, "which": which}


def _size(no: Refusal) -> str:
    people = ngettext("%(n)d person", "%(n)d people", no.people) % {"n": no.people}
    groups = ngettext("%(n)d journey", "%(n)d journeys", no.groups) % {"n": no.groups}
    return f"{people}, {groups}"
