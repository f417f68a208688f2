"""The shape of what people send from the pages of passages."""

from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.base.errors import Refused

NEEDS_MAX = 120


class Proposed(NamedTuple):
    """Which route is proposed, with what guides must know and from which budget.

    `instead_of` is the id of the passage that is carried on, once that was confirmed; `came` says
    what happened on its stage under way.
    """

    route_no: int
    needs: str
    template: str
    instead_of: str
    came: str

    @classmethod
    def of(cls, post: QueryDict) -> "Proposed":
        """Read the form.

        Raises:
          Refused: no route was chosen.
        """
        number = post.get("route", "")
        if not (number.isascii() and number.isdigit() and len(number) < 4):
            raise Refused(_("No route was chosen."), hint=_("Go back to the plan and choose one."))
        return cls(
            route_no=int(number),
            needs=post.get("needs", "").strip()[:NEEDS_MAX],
            template=post.get("template", ""),
            instead_of=post.get("instead_of", ""),
            came=post.get("came", ""),
        )
