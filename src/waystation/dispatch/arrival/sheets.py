"""Paper for the end of a passage: to count by, to ask by, and the first days; nobody is named."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from waystation.base import papers
from waystation.base.errors import Refused
from waystation.dispatch.arrival.domain import AID, CELEBRATION, DANGERS, WENT
from waystation.dispatch.arrival.queries import KeptArrival
from waystation.dispatch.arrival.wording import told

TEMPLATE = Path(__file__).parents[1] / "templates" / "dispatch" / "arrival" / "sheet.typ"
# What people read who have just come: the year first in Korean.
DAY = {"en": "l, j F Y", "ko": "Y년 n월 j일 l"}
SHEETS: dict[str, Promise | str] = {
    "roll-call": gettext_lazy("Roll call and first aid"),
    "way": gettext_lazy("Facts of the way"),
    "first-days": gettext_lazy("The first days"),
}
Sheet = dict[str, object]


def printed(
    name: str, end: KeptArrival, places: dict[str, str], language: str, paper: str
) -> bytes:
    """Print one of SHEETS, in English or Korean, on "a4" or "us-letter".

    Raises:
      Refused: the first days, before the people are there.

    Cost: about 30 ms for the first sheet of a process, half of that for the next.
    """
    made: dict[str, Callable[[KeptArrival, dict[str, str], str], Sheet]] = {
        "roll-call": _roll_call,
        "way": _way,
        "first-days": _first_days,
    }
    with translation.override(language):
        sheet = made[name](end, places, language) | {"title": str(SHEETS[name]), "paper": paper}
    return papers.pdf(TEMPLATE, sheet, language)


def _roll_call(end: KeptArrival, _places: dict[str, str], _language: str) -> Sheet:
    passage, expected = end.kept.passage, end.arrival.expected
    return {
        "facts": [
            [_("Passage"), passage.code],
            [_("Set out"), ngettext("%(n)d person", "%(n)d people", expected) % {"n": expected}],
            [_("Children"), str(passage.children)],
        ],
        "first": [
            _("Count heads, aloud and twice, by two people; then write the number."),
            _("If it is smaller, somebody is missing: call the office before anything else."),
            _("First water, warmth and a place to sit. No questions about the way today."),
        ],
        "parts": [
            {
                "kind": "table",
                "title": _("Counted"),
                "wide": [1, 1, 2],
                "head": [_("First count"), _("Second count"), _("If the numbers differ, why")],
                "rows": [[" \n ", "", ""]],
            },
            {
                "kind": "lines",
                "title": _("If somebody is missing"),
                "rows": [_("How many, who without a name, and where they were last seen")],
            },
            {
                "kind": "table",
                "title": _("First aid"),
                "wide": [2, 1, 2],
                "head": [_("What is needed"), _("For how many"), _("Seen to")],
                "rows": [[told(need, "need"), "", ""] for need in AID],
            },
        ],
        "signs": [_("Date")],
        "foot": _("Write no name on this sheet. Type it into the console, then burn it."),
    }


def _way(end: KeptArrival, places: dict[str, str], _language: str) -> Sheet:
    return {
        "facts": [
            [_("Passage"), end.kept.passage.code],
            [_("People"), str(end.kept.passage.people)],
        ],
        "first": [
            _("Asked by somebody who led no stage of this way."),
            _("Anybody may stop, leave a question out, or ask who will read this."),
            _("Write what was there, never who: no names, no faces, no hours of the clock."),
        ],
        "parts": [
            {
                "kind": "table",
                "title": _("The way"),
                "wide": [0, 4, 3, 2, 2, 4],
                "head": [
                    _("Stage"),
                    _("From, to"),
                    _("Checkpoints"),
                    _("Minutes waited longer"),
                    _("Paid more"),
                    _("What there was"),
                ],
                "rows": [
                    [
                        str(n),
                        _ends(one.stage.from_place, one.stage.to_place, places),
                        "",
                        "",
                        "",
                        "",
                    ]
                    for n, one in enumerate(end.way, start=1)
                ],
            },
            {
                "kind": "ticks",
                "title": _("Words for what there was"),
                "rows": [told(what, "danger") for what in DANGERS if what != "checkpoint"]
                + [told(went, "went") for went in WENT if went != "clean"],
            },
            {
                "kind": "lines",
                "title": _("Other words"),
                "rows": [_("What should the next group know?")],
            },
        ],
        "signs": [_("Date"), _("Asked by"), _("Interpreter")],
        "foot": _(
            "Only what stands in the table goes to the network, once another colleague has read "
            "it. The rest stays sealed with the passage; burn this sheet."
        ),
    }


def _first_days(end: KeptArrival, _places: dict[str, str], language: str) -> Sheet:
    passage = end.kept.passage
    if passage.arrived_at is None:
        raise Refused(
            _("This passage has not arrived yet."), hint=_("Record the arrival first, then print.")
        )
    first = passage.arrived_at.date()
    chosen = sorted(
        (step.day, n, step) for n, step in enumerate(end.arrival.days) if step.day is not None
    )
    return {
        "facts": [],
        "first": [
            _("You are here. You owe nothing to anybody for this journey: not now, not later."),
            _("All of this is an offer. Say so if you want it otherwise, or not at all."),
            _("Nobody takes pictures of you, and nobody outside is told that you are here."),
        ],
        "parts": [
            {
                "kind": "table",
                "title": _("Day by day"),
                "wide": [2, 3, 2],
                "head": [_("Day"), _("What"), _("As you want it")],
                "rows": [
                    [_on(first, day, language), told(step.what, "day"), step.words]
                    for day, _n, step in chosen
                ],
            },
            {
                "kind": "lines",
                "title": told(CELEBRATION, "day"),
                "rows": [_("What would you like to eat, to sing, to remember?")],
            },
        ],
        "signs": [],
        "foot": _("This sheet is yours. Keep it where only you look, or leave it here."),
    }


def _ends(start: str, end: str, places: dict[str, str]) -> str:
    return f"{places.get(start, start)} – {places.get(end, end)}"


def _on(first: date, day: int, language: str) -> str:
    return formats.date_format(first + timedelta(days=day), DAY[language], use_l10n=False)
