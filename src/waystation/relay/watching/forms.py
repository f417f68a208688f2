"""How an alarm ended, as a button says it."""

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from waystation.base.errors import Refused

OUTCOMES = {
    "well": later("All is well"),
    "stood down": later("Called off"),
    "lost": later("Lost: open the passage"),
}


def outcome_of(post: QueryDict) -> str:
    """Read how an alarm ended.

    Raises:
      Refused: it is none of the list.
    """
    outcome = post.get("outcome", "")
    if outcome not in OUTCOMES:
        raise Refused(_("Nothing is said of how it ended."), hint=_("Press one of the buttons."))
    return outcome
