"""What cannot be believed of an adversary, and why not."""

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.mixing.domain import (
    CAUGHT_MAX,
    HOURS_MAX,
    SHARE_MAX,
    WATCHED_MAX,
    Belief,
)
from waystation.network.domain import MODES


def checked(belief: Belief) -> Belief:
    """Give a belief back if it can be reckoned with.

    Raises:
      Refused: a number out of its bounds, an unknown means of travel, or no reason.
    """
    chances = (belief.otherwise, *belief.caught.values())
    if not 1 <= belief.k <= WATCHED_MAX:
        raise Refused(
            _("%(n)d watched legs cannot be reckoned with.") % {"n": belief.k},
            hint=_("Give 1 to %(most)d.") % {"most": WATCHED_MAX},
        )
    if not all(0 <= p <= CAUGHT_MAX for p in chances) or not any(chances):
        raise Refused(
            _("A chance to be caught is out of its bounds, or all of them are nothing."),
            hint=_("Give 0 to %(most)d percent, and more than 0 for some means of travel.")
            % {"most": round(100 * CAUGHT_MAX)},
        )
    if set(belief.caught) - set(MODES):
        raise Refused(
            _("There is no such means of travel."), hint=_("Pick the means from the list.")
        )
    shares = (belief.extra_risk, belief.extra_cost)
    if not all(0 <= share <= SHARE_MAX for share in shares):
        raise Refused(
            _("A margin of risk or cost is out of its bounds."),
            hint=_("Give 0 to %(most)d percent.") % {"most": round(100 * SHARE_MAX)},
        )
    if not 0 <= belief.extra_hours <= HOURS_MAX:
        raise Refused(
            _("A margin of %(n)d hours is out of its bounds.") % {"n": belief.extra_hours},
            hint=_("Give 0 to %(most)d hours.") % {"most": HOURS_MAX},
        )
    if not belief.why.strip():
        raise Refused(
            _("It is not said where this belief comes from."),
            hint=_("Write in a few words who saw or heard what."),
        )
    return belief
