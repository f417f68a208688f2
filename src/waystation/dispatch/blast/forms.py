"""The shape of what people send from the pages of exposure."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.blast.domain import Caps

STEPS = (0, 1, 2)


def caps_of(post: QueryDict) -> Caps:
    """Read the caps; an empty field is no cap.

    Raises:
      Refused: something else than a number.
    """
    return Caps(
        guide_people=_number(post.get("guide_people", "")),
        place_people=_number(post.get("place_people", "")),
        days=_number(post.get("days", "")) or Caps().days,
    )


def steps_of(get: QueryDict, usual: int) -> int:
    """Read how often those who are named tell in turn; `usual`, if nobody asked."""
    text = get.get("steps", "")
    return int(text) if text in {str(step) for step in STEPS} else usual


def _number(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Refused(
            _("“%(text)s” is no number of people or days.") % {"text": text[:20]},
            hint=_("Write a whole number, or leave the field empty for no limit."),
        )
    return int(text)
