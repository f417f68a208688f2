"""Paper: the debrief sheet as a PDF, in the language of the people it is for.

It is filled in by hand, with a person who did not lead a leg, and holds no name.
"""

import json
from pathlib import Path

import typst
from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.queries import KeptPassage

TEMPLATE = Path(__file__).parent / "templates" / "dispatch" / "debrief.typ"
FONTS = Path(settings.PACKAGE) / "web" / "static" / "waystation" / "fonts"


def debrief(kept: KeptPassage, places: dict[str, str], language: str) -> bytes:
    """Make the debrief sheet of a passage.

    Raises:
      Refused: the passage has not arrived.

    Cost: about 30 ms for the first sheet of a process, half of that for the next.
    """
    if kept.passage.arrived_at is None:
        raise Refused(
            _("This passage has not arrived yet."), hint=_("Record the arrival first, then print.")
        )
    with translation.override(language):
        sheet = _sheet(kept, places)
    pdf: bytes = typst.compile(  # type: ignore[misc]
        TEMPLATE.read_bytes(),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(sheet | {"language": language})},
    )
    return pdf


def _sheet(kept: KeptPassage, places: dict[str, str]) -> dict[str, object]:
    passage = kept.passage
    arrived = formats.date_format(passage.arrived_at, "Y-m-d") if passage.arrived_at else ""
    return {
        "title": _("Debrief after arrival"),
        "facts": [
            [_("Passage"), passage.code],
            [_("People"), str(passage.people)],
            [_("Children"), str(passage.children)],
            [_("Arrived"), arrived],
        ],
        "first": [
            _("You owe nothing to anybody for this journey: not now, not later."),
            _("You may stop at any time, leave any question out, and ask who will read this."),
            _("Nothing you say changes what you are entitled to."),
        ],
        "stages_title": _("The way"),
        "stages_head": [_("Stage"), _("From"), _("To"), _("How was it? What should change?")],
        "stages": [
            [str(k.stage.number), places[k.stage.from_place], places[k.stage.to_place], ""]
            for k in kept.stages
        ],
        "questions": [
            _("Was anybody asked for money, papers or anything else? By whom, and where?"),
            _("Was anybody hurt, threatened or touched? Who may know of it?"),
            _("Was anybody followed, stopped or questioned on the way?"),
            _("Was there enough to eat and drink, and sleep? What was missing?"),
            _("What do you need today, tomorrow and this week?"),
            _("Is there family you want to find, or to tell that you arrived?"),
            _("What should the next group know?"),
        ],
        "foot": _(
            "Asked by somebody who did not lead a stage. Facts about the way go to the network "
            "without names; this sheet is sealed into the case, then destroyed."
        ),
        "signs": [_("Date"), _("Asked by"), _("Interpreter")],
    }
