"""Paper: the list of what was handed to officials. It names nobody."""

from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.base import papers
from waystation.cases.parts import Kept
from waystation.cases.person_words import day_words
from waystation.resettlement.waiting.desks import Desk
from waystation.resettlement.waiting.domain import HandOver

TEMPLATE = Path(__file__).parent.parent / "templates" / "resettlement" / "waiting" / "hand_over.typ"


def handed(desk: Desk, kept: Kept[HandOver], language: str) -> bytes:
    """Print the list of what was handed over once, for both sides to sign.

    Cost: as `papers.pdf`.
    """
    one = kept.value
    n_people = len(one.people)
    with translation.override(language):
        sheet: dict[str, object] = {
            "title": _("Papers handed over"),
            "facts": [
                [_("Handed to"), one.receiver],
                [_("For what"), one.why],
                [_("Date"), day_words(one.on)],
                [_("Our number"), desk.view.stay.code],
                [
                    _("For how many"),
                    ngettext("%(n)d person", "%(n)d people", n_people) % {"n": n_people},
                ],
            ],
            "papers_title": _("What was handed over"),
            "papers": list(one.papers),
            "signs": [_("Handed over by"), _("Received by"), _("Date of return")],
            "foot": _(
                "Handed over with the consent of these people for this purpose alone. The papers"
                " are theirs: give them back to them, and keep no copy longer than it serves."
            ),
        }
    return papers.pdf(TEMPLATE, sheet, language)
