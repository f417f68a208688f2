"""The ranges agreed for kinds of legs, kept as proposals that two people put in force."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger.approving import queries as approvals
from waystation.ledger.approving import services as approving
from waystation.ledger.domain import CENTS_MAX
from waystation.ledger.field import domain
from waystation.ledger.field.domain import Tariff
from waystation.vault.keyring import Keyring

KIND = "tariff"


def in_force(keyring: Keyring) -> dict[str, Tariff]:
    """Give what is agreed for each kind of leg: the last range that two people approved."""
    return {act.leg: act for _row, act in approvals.acts(KIND, keyring)}


def refuse_second_of_day(leg: str, *, keyring: Keyring, on: date) -> None:
    """Refuse a second range for a kind of leg on one day: nobody could tell which is the last."""
    agreed = approvals.acts(KIND, keyring)
    if sum(act.leg == leg and row.decided_on == on for row, act in agreed) > 1:
        raise Refused(
            _("A range for this kind of leg was agreed today already."),
            hint=_("Approve the next one tomorrow."),
        )


def agree(
    *, proposal_id: UUID, tariff: Tariff, why: str, role: str, keyring: Keyring, now: datetime
) -> None:
    """Ask for a range to be agreed; it is in force once a second hand approves it.

    Raises:
      Refused: an unknown kind of leg, or no range of sums.
    """
    if tariff.leg not in domain.LEG_KINDS or not (
        0 < tariff.low_cents <= tariff.high_cents <= CENTS_MAX
    ):
        raise Refused(
            _("A range goes from a sum above nothing up to one that is no smaller."),
            hint=_("Choose the kind of leg and write both sums in dollars."),
        )
    approving.propose(
        proposal_id=proposal_id,
        act=tariff,
        kind=KIND,
        cents=0,
        why=why,
        role=role,
        keyring=keyring,
        now=now,
    )
