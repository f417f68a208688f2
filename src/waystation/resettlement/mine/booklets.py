"""Paper: a plan as a booklet of A5, to keep in a pocket, with the words that are on the phone."""

from pathlib import Path

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.base import papers
from waystation.resettlement.mine.domain import Document

TEMPLATE = Path(__file__).parent.parent / "templates" / "resettlement" / "mine" / "booklet.typ"


def booklet(document: Document) -> bytes:
    """Print a plan.

    Cost: as `papers.pdf`.
    """
    with translation.override(document.language):
        sheet = msgspec.to_builtins(document) | {"contents": _("In this plan")}
    return papers.pdf(TEMPLATE, sheet, document.language)
