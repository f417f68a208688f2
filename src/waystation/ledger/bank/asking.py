"""Money that left the bank without a word in the book: above a limit two people say what it was."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.ledger import currencies, rates
from waystation.ledger.approving import services as approving
from waystation.ledger.approving.handlers import Approved, Fact, Handler, register
from waystation.ledger.approving.queries import limit_of
from waystation.ledger.bank import making, queries
from waystation.ledger.bank.making import Wish
from waystation.ledger.bank.queries import LineView
from waystation.ledger.bank.wording import MAKE_NAMES
from waystation.ledger.domain import CURRENCY
from waystation.vault.keyring import Keyring

KIND = "bank-entry"
# What is spent by saying so; money moved between own accounts stays ours.
SPENT = ("refund", "bank-fee")


class Made(msgspec.Struct, frozen=True, tag="bank-entry/1"):
    """A line of the bank, what it is said to be, and how much it is, for whoever approves."""

    line: UUID
    wish: Wish
    sum: str


@transaction.atomic
def make_or_ask(
    line_id: UUID, wish: Wish, *, role: str, keyring: Keyring, now: datetime
) -> UUID | None:
    """Book what a line is and match the two; None where it waits for a second hand.

    Raises:
      Refused: as `making.make_entry`; above what this role may ask for; no reason where it waits.
    """
    line = queries.one_line(line_id, keyring)
    cents = _spent(line, wish) if line is not None else 0
    if line is None or cents <= limit_of(role).alone_cents:
        return making.make_entry(line_id, wish, on=now.date(), keyring=keyring)
    making.check(line, wish)
    approving.propose(
        proposal_id=uuid5(line_id, making.own_key(line_id).hex() + KIND),
        act=Made(line_id, wish, currencies.shown(line.minor, line.currency)),
        kind=KIND,
        cents=cents,
        why=wish.memo,
        role=role,
        keyring=keyring,
        now=now,
    )
    return None


def _spent(line: LineView, wish: Wish) -> int:
    if wish.kind not in SPENT or line.minor >= 0:
        return 0
    if line.currency == CURRENCY:
        return -line.minor
    return rates.to_usd(-line.minor, line.currency, line.day)


def _carry_out(made: Made, ok: Approved) -> UUID | None:
    return making.make_entry(made.line, made.wish, on=ok.on, keyring=ok.keyring, made_by=ok.made_by)


def _tell(made: Made) -> Sequence[Fact]:
    return [
        Fact(_("Amount"), made.sum),
        Fact(_("What it is"), str(MAKE_NAMES[made.wish.kind])),
        Fact(_("Fund"), made.wish.fund),
        Fact(_("To whom"), made.wish.payee or "–"),
    ]


def register_all() -> None:
    """Enter this kind in the list of what can wait."""
    register(Handler(KIND, gettext_lazy("Entry for a line of the bank"), Made, _carry_out, _tell))
