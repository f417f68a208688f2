"""Paper: what to say and what not when somebody is asked; it names nobody and no place."""

from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.base import papers
from waystation.tracing.asking import wording
from waystation.tracing.papers.domain import Side

HERE = Path(__file__).resolve().parent.parent / "templates" / "tracing" / "asking"
SHEET = HERE / "sheet.typ"


def sheet(side: Side, language: str) -> bytes:
    """Print the question for one side, in a language.

    Cost: as `papers.pdf`.
    """
    codes = ("yes", "alive only", "later", "no") if side == "sought" else ("yes", "no")
    words = wording.SAID if side == "sought" else wording.SEEKER_SAID
    with translation.override(language):
        made: dict[str, object] = {
            "title": _("A question to you"),
            "lead": _("Read this aloud, slowly. Stop whenever they want to stop."),
            "say": [str(line) for line in wording.MAY_SAY[side]],
            "answers_title": _("What they say"),
            "answers": [str(words[code]) for code in codes],
            "words_title": _("In their own words"),
            "until_title": _("The yes holds until"),
            "day_title": _("Day and form"),
            "not_title": _("For whoever asks"),
            "must_not": [str(line) for line in wording.MUST_NOT],
            "foot": _("You owe us nothing, now or later."),
        }
        return papers.pdf(SHEET, made, language)
