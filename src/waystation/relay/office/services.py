"""What the office settles, and what it does at once when a guide may be lost."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch import queries as dispatch
from waystation.dispatch.settling import services as settling
from waystation.network import services as network
from waystation.network.domain import Closure
from waystation.relay.cards import services as cards
from waystation.relay.office import queries
from waystation.relay.orders import services as orders
from waystation.vault import audit
from waystation.vault.keyring import Keyring

# Long enough that nobody is sent to them by mistake; ended by hand once it is known what happened.
REST = timedelta(days=30)


class Done(NamedTuple):
    """What was given up; `not_rested` says why the partner could not be put to rest."""

    phone: bool
    n_cards: int
    rests: bool
    not_rested: str = ""


@transaction.atomic
def settle(*, stage_id: UUID, lead_h: int, apart: bool, keyring: Keyring, now: datetime) -> None:
    """Settle how a stage is told and handed on, and write anew the orders that say otherwise.

    Raises:
      Refused: as `dispatch.settling.services.settle`, or a changed order is too long for a phone.
    """
    settling.settle(stage_id=stage_id, lead_h=lead_h, apart=apart, keyring=keyring, now=now)
    kept = dispatch.passage(dispatch.passage_of(stage_id, keyring), keyring)
    number = next(one.stage.number for one in kept.stages if one.id == stage_id)
    for one in kept.stages:
        if one.stage.number in (number, number + 1):
            orders.amend(stage_id=one.id, keyring=keyring, now=now)


@transaction.atomic
def declare(*, stage_id: UUID, by: str, keyring: Keyring, now: datetime) -> Done:
    """Take a stage's guide for lost: the phone is given up and nobody is sent to them.

    What the phone had is destroyed here and never handed out again; its watches stay and ring. The
    guide's paper cards are believed no longer, save what they say on being forced. The ways that
    still count on this guide then say so, and can be planned anew.

    Raises:
      Refused: there is no such stage.
    """
    found = queries.incident(stage_id, keyring, now)
    code = dispatch.passage(found.passage_id, keyring).passage.code
    audit.write(
        "incident declared",
        actor=keyring.user_id,
        says={"of": code, "n": str(found.stage.number)},
        now=now,
    )
    if found.phone_id is not None:
        orders.revoke(phone_id=found.phone_id, keyring=keyring, now=now)
    n_cards = cards.doubt(guide=found.stage.guide, keyring=keyring, now=now)
    not_rested = _put_to_rest(found, by, keyring, now)
    return Done(found.phone_id is not None, n_cards, not not_rested, not_rested)


def _put_to_rest(found: queries.Incident, by: str, keyring: Keyring, now: datetime) -> str:
    """Let the partner rest; what stands against it holds up nothing else and is said."""
    row_id = queries.partner_row(found.stage, keyring)
    if found.rests_until is not None:
        return ""
    if row_id is None:
        return _("This partner is not on file any more.")
    today = now.date()
    days = Closure(first=today, last=today + REST, why=_("Incident: they may be in other hands."))
    try:
        with transaction.atomic():
            network.rest(record_id=row_id, days=days, by=by, keyring=keyring, now=now)
    except Refused as error:
        return error.says
    return ""
