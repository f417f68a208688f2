"""The shape of what the office sends from a stage's page."""

from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.base.errors import Refused

TEXT_MAX = 280


class Settled(NamedTuple):
    """How early an order opens, and whether the two guides at the stage's end never meet."""

    lead_h: int
    apart: bool

    @classmethod
    def of(cls, post: QueryDict) -> "Settled":
        """Read the form.

        Raises:
          Refused: the hours are no number, or no style was chosen.
        """
        hours, style = post.get("lead_h", "").strip(), post.get("style", "")
        if not (hours.isascii() and hours.isdigit() and len(hours) < 4):
            raise Refused(
                _("“%(text)s” is no number of hours.") % {"text": hours[:20]},
                hint=_("Write a whole number, such as 24."),
            )
        if style not in ("meet", "apart"):
            raise Refused(_("No style was chosen."), hint=_("Choose one of the two."))
        return cls(int(hours), style == "apart")
