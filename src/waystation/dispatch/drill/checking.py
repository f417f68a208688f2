"""What is refused of a drill, and what to do instead."""

from datetime import datetime

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.dispatch.drill import queries
from waystation.dispatch.drill.domain import DONE, KINDS, PREPARED, STAFF, Drill, Loss
from waystation.dispatch.drill.queries import KeptDrill
from waystation.ledger import chart
from waystation.ledger.queries import free_of
from waystation.vault.keyring import Keyring

# More than that is no emergency money; it goes the way of every other payment.
FAMILY_MAX_CENTS = 1_000_000


def refuse_loss(loss: Loss, keyring: Keyring, now: datetime) -> None:
    """Refuse what cannot be lost: of no known kind, without a name, or lost in time to come."""
    if loss.what not in KINDS or not loss.key or not loss.name:
        raise Refused(
            _("Nothing of that name can be lost."), hint=_("Choose from the list what is lost.")
        )
    if loss.since > now:
        raise Refused(
            _("That time is still to come."), hint=_("Say since when it is taken for lost.")
        )
    if loss.what == STAFF and loss.key == str(keyring.user_id):
        raise Refused(
            _("Nobody prepares the loss of their own account."),
            hint=_("Whoever else leads passages prepares it."),
        )


def refuse_money(cents: int) -> None:
    """Refuse emergency money that is no sum, too much, or not there."""
    if not 0 <= cents <= FAMILY_MAX_CENTS:
        raise Refused(
            _("%(sum)s is no emergency money.") % {"sum": dollars(cents)},
            hint=_("Give nothing, or at most %(most)s.") % {"most": dollars(FAMILY_MAX_CENTS)},
        )
    emergency, general = free_of(chart.PARTNER_EMERGENCY), free_of(chart.GENERAL)
    if cents > max(emergency, general):
        raise Refused(
            _("The emergency fund has %(first)s, the general fund %(then)s.")
            % {"first": dollars(emergency), "then": dollars(general)},
            hint=_("Give less, or ask finance; moving people does not wait for it."),
        )


def refuse_settled(drill: Drill) -> None:
    """Refuse to change a drill that was carried out or withdrawn."""
    if drill.state != PREPARED:
        raise Refused(_("This drill is settled."), hint=_("Prepare another one."))


def refuse_undone(drill: Drill) -> None:
    """Refuse what only follows a drill that was carried out."""
    if drill.state != DONE:
        raise Refused(
            _("This drill was not carried out yet."), hint=_("Two people have to approve it first.")
        )


def refuse_own(drill: Drill, keyring: Keyring) -> None:
    """Refuse whoever's own account is lost: who stole it has no say in what is done about that."""
    if queries.is_own(drill, keyring):
        raise Refused(
            _("Your own account is what is lost."), hint=_("Whoever else leads passages does it.")
        )


def refuse_signing(kept: KeptDrill, mark: bytes) -> None:
    """Refuse a hand on a drill: settled, one's own loss or work, or something changed since."""
    refuse_settled(kept.drill)
    if kept.mine:
        raise Refused(
            _("Your hand is already on this drill, or your own account is what is lost."),
            hint=_("Somebody else has to approve it: not whoever prepared it, and nobody twice."),
        )
    if mark != kept.drill.mark:
        raise Refused(
            _("Something changed since this drill was prepared."),
            hint=_("Let it be prepared again: one press on its page, by a field manager."),
        )


def refuse_long(drill: Drill) -> None:
    """Refuse a drill that does not fit a row, however tightly it is packed."""
    if not queries.is_short(drill):
        raise Refused(
            _("This drill is too long to be sealed."),
            hint=_("Stand passages down first, those that can wait."),
        )
