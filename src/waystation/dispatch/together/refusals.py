"""What keeps a plan for all from being proposed, and what to do instead."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.together import queries


def refuse_unproposable(kept: queries.KeptJoint) -> None:
    """Refuse to propose a plan that is not done, not sound, supposed, or overtaken.

    Raises:
      Refused: it says which.
    """
    if kept.together.after is not None:
        raise Refused(
            _("A copy is only to compare; it cannot be proposed."),
            hint=_("Change the network first, then plan again."),
        )
    if kept.found is None:
        raise Refused(
            _("This plan is not done yet."), hint=_("Wait until it is, or start it again.")
        )
    if kept.found.faults:
        raise Refused(
            _("The check found %(n)d faults in this plan.") % {"n": len(kept.found.faults)},
            hint=_("Plan again; if it stays so, tell those who look after the system."),
        )
    if queries.is_stale(kept):
        raise queries.stale()


def refuse_broken(says: Sequence[str]) -> None:
    """Refuse to propose a way that the records as they are now forbid.

    Raises:
      Refused: with everything that does.
    """
    if says:
        raise Refused("; ".join(says), hint=_("Plan again with the network as it is now."))
