"""What stands on the card for a bad hour: headings in two languages, and somebody's own words."""

from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.resettlement.following.domain import CrisisPlan

CARD = Path(__file__).parent.parent / "templates" / "resettlement" / "following" / "crisis_card.typ"
LANGUAGES = ("en", "ko")


def words_of_card(plan: CrisisPlan) -> dict[str, object]:
    """Give the words of the card; it holds no name, so that whoever finds it learns of nobody."""
    heads = []
    for language in LANGUAGES:
        with translation.override(language):
            heads.append([
                _("For a bad hour"),
                _("How I know that it begins"),
                _("What helps me"),
                _("Whom to call"),
                _("Please do not"),
                _("I wrote this myself. I can change it on any day."),
            ])  # fmt: skip
    titles = [f"{en} · {ko}" for en, ko in zip(*heads, strict=True)]
    said = (plan.signs, plan.helps, plan.calls, plan.never)
    return {
        "title": titles[0],
        "parts": [
            {"head": head, "lines": list(lines)}
            for head, lines in zip(titles[1:5], said, strict=True)
            if lines
        ],
        "foot": titles[5],
    }
