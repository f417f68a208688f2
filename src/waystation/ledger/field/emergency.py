"""Help for partners in need: a fund of its own, paid fast, looked at afterwards."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import chart
from waystation.ledger import services as book
from waystation.ledger.approving import services as approving
from waystation.ledger.approving.queries import limit_of, paid_alone
from waystation.ledger.currencies import shown
from waystation.ledger.domain import Draft, pair
from waystation.ledger.field import domain, services
from waystation.ledger.field.services import Answer, Hands
from waystation.ledger.models import Entry, Posting
from waystation.ledger.queries import free_of
from waystation.vault import audit
from waystation.vault.keyring import Keyring

KIND = "emergency"


class Help(msgspec.Struct, frozen=True):
    """Help for a partner or their family: how much, to whom, what happened."""

    cents: int
    payee: str
    what: str


@transaction.atomic
def pay(*, entry_id: UUID, given: Help, role: str, keyring: Keyring, now: datetime) -> Answer:
    """Pay a partner in need out of the emergency fund.

    Up to the limit of one's role, for all that one paid alone that day, it is booked at once and
    somebody else always looks at it afterwards; above it two hands come first. Whoever pays need
    not be able to read it back.

    Raises:
      Refused: nobody or nothing; the fund has too little.
    """
    _refuse_nothing(given)
    if Entry.objects.filter(pk=entry_id).exists():
        return book_help(
            entry_id=entry_id, given=given, hands=Hands(keyring.user_id), on=now.date()
        )
    refuse_too_little(given.cents)
    said: dict[str, Any] = {"role": role, "keyring": keyring, "now": now}
    if given.cents + paid_alone(keyring.user_id, [KIND], now.date()) > limit_of(role).alone_cents:
        asked = approving.propose(
            proposal_id=entry_id, act=given, kind=KIND, cents=given.cents, why=given.what, **said
        )
        return "waits" if asked == "made" else "exists"
    hands = Hands(keyring.user_id)
    answer = book_help(entry_id=entry_id, given=given, hands=hands, on=now.date())
    services.ask_for_look(entry_id=entry_id, kind=KIND, cents=given.cents, told=given.what, **said)
    audit.write("emergency paid", actor=keyring.user_id, says={}, now=now)
    return answer


def book_help(
    *,
    entry_id: UUID,
    given: Help,
    hands: Hands,
    on: date,
    fund: str = chart.PARTNER_EMERGENCY,
) -> Answer:
    """Book help for a partner; two hands are on it, or one and a look to come."""
    lines = pair(chart.PARTNER_HELP, chart.BANK, fund, given.cents)
    draft = Draft(
        KIND,
        on,
        lines,
        memo=given.what,
        payee=given.payee,
        made_by=hands.made_by,
        approved_by=hands.approved_by,
        evidence_level=domain.SECOND_PERSON if hands.approved_by else domain.PAYEES_WORD,
    )
    return "booked" if book.post(entry_id=entry_id, draft=draft) == "made" else "exists"


@transaction.atomic
def pay_from_either(*, entry_id: UUID, given: Help, hands: Hands, on: date) -> Answer:
    """Book help that two people approved elsewhere; the general fund pays if this one cannot.

    Raises:
      Refused: neither fund has so much.
    """
    is_enough = given.cents <= free_of(chart.PARTNER_EMERGENCY)
    fund = chart.PARTNER_EMERGENCY if is_enough else chart.GENERAL
    known = Posting.objects.filter(entry=entry_id).values_list("fund__code", flat=True).first()
    return book_help(entry_id=entry_id, given=given, hands=hands, on=on, fund=known or fund)


def refuse_too_little(cents: int) -> None:
    """Refuse what the emergency fund cannot pay: it is never overdrawn."""
    free = free_of(chart.PARTNER_EMERGENCY)
    if cents > free:
        raise Refused(
            _("The emergency fund has %(free)s, not %(sum)s.")
            % {"free": shown(free, "USD"), "sum": shown(cents, "USD")},
            hint=_("Give less, or ask finance to fill the fund."),
        )


def _refuse_nothing(given: Help) -> None:
    too_long = len(given.payee) > domain.NAME_MAX or len(given.what) > domain.PROOF_MAX
    if given.cents <= 0 or not given.payee.strip() or not given.what.strip() or too_long:
        raise Refused(
            _("Say how much, to whom, and what happened."),
            hint=_("Only finance reads it. Write briefly, and name no passenger."),
        )
