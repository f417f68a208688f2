"""Bank transfers: which lines of the bank bear the reference of a gift, and taking one for it."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.base.errors import Refused
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.book import Hands
from waystation.giving.models import GiftRow, RecurringRow, TransferRow
from waystation.giving.payments import domain
from waystation.giving.reference import references_in
from waystation.ledger.bank import bookside
from waystation.ledger.bank import queries as bank
from waystation.ledger.bank import services as matching
from waystation.ledger.bank.queries import LineView
from waystation.ledger.domain import CURRENCY
from waystation.ledger.models import LineMatch, StatementLine
from waystation.vault import audit
from waystation.vault.keyring import Keyring

# So many lines are opened for one page, the newest; each costs about a millisecond.
LINES_MAX = 200
# exact: the sum that was begun. booked: somebody wrote this gift down by hand before its line
# came; it is the same money. again: the gift came already, this is another one by the same
# giver. several: more than one reference stands there. abroad: not in the book's own currency.
Found = Literal["exact", "less", "more", "booked", "again", "instalment", "several", "abroad"]


class Transfer(msgspec.Struct, frozen=True):
    """A line of the bank and the gift whose reference it bears; `due_cents` was begun."""

    line: UUID
    day: date
    cents: int
    currency: str
    reference: str
    found: Found
    due_cents: int = 0
    gift: UUID | None = None
    recurring: UUID | None = None

    @property
    def can_be_taken(self) -> bool:
        """Say whether one press is enough."""
        return self.found not in ("several", "abroad")


def waiting(keyring: Keyring) -> list[Transfer]:
    """List the open lines of the bank that bear a reference of ours, the newest first."""
    came = StatementLine.objects.filter(state="new", minor__gt=0).order_by("-booked_on", "pk")
    lines = [bank.one_line(pk, keyring) for pk in came.values_list("pk", flat=True)[:LINES_MAX]]
    found = [_found(line) for line in lines if line is not None]
    return [one for one in found if one is not None]


@transaction.atomic
def take(line_id: UUID, *, by: Keyring, now: datetime) -> UUID:
    """Take a line of the bank for the gift whose reference it bears; gives the gift's id.

    What came is the gift, be it less or more than was begun. A second transfer with one reference
    is another gift of the same giver. The same line again changes nothing.

    Raises:
      Refused: the line is settled, bears no reference of ours or several, is in another currency,
        or what the book says against it.
    """
    line = bank.one_line(line_id, by)
    found = _found(line) if line is not None and line.state == "new" else None
    if line is None or found is None:
        raise Refused(
            _("This line is settled, or bears no reference of ours."),
            hint=_("Load the page of payments again, or match the line in the bank's own page."),
        )
    if not found.can_be_taken:
        raise Refused(_("This line cannot be taken with one press."), hint=str(WHY[found.found]))
    gift = _booked(line, found, by, now)
    if gift.entry is None:
        raise ValueError("a gift that came has no entry")
    matching.match(line_id, [gift.entry])
    TransferRow.objects.get_or_create(line=line_id, defaults={"gift": gift})
    says = {"id": str(gift.pk)}
    audit.write("transfer taken for a gift", actor=by.user_id, says=says, now=now)
    return gift.pk


WHY = {
    "several": gettext_lazy("It bears several references: book each part in the bank's own page."),
    "abroad": gettext_lazy("It is in another currency: book it in the bank's page, at a rate."),
}


def _booked(line: LineView, found: Transfer, by: Keyring, now: datetime) -> GiftRow:
    known = TransferRow.objects.filter(line=line.id).select_related("gift").first()
    if known is not None:
        # Its match was undone: it is the same money.
        return known.gift
    ref = domain.digest("bank", str(line.id)).hex()
    came: dict[str, Any] = {
        "cents": line.minor,
        "ref": ref,
        "on": line.day,
        "now": now,
        "into": line.account,
        "hands": Hands(by.user_id),
    }
    if found.recurring:
        return gifts.instalment_paid(found.recurring, fee_cents=0, **came)
    assert found.gift is not None
    if found.found == "booked":
        return GiftRow.objects.get(pk=found.gift)
    if found.found == "again":
        return gifts.again(found.gift, **came)
    return gifts.paid(found.gift, fee_cents=0, **came)


def _found(line: LineView | None) -> Transfer | None:
    """Find whose reference a line bears, if it bears one of ours."""
    if line is None or line.text is None:
        return None
    said = (line.text.reference, line.text.text, line.text.payee)
    borne = dict.fromkeys(one for text in said for one in references_in(text))
    gifts_ = {x.reference: x for x in GiftRow.objects.filter(reference__in=borne)}
    again_ = {x.reference: x for x in RecurringRow.objects.filter(reference__in=borne)}
    ours = [one for one in borne if one in gifts_ or one in again_]
    if not ours:
        return None
    gift, recurring = gifts_.get(ours[0]), again_.get(ours[0])
    return Transfer(
        line=line.id,
        day=line.day,
        cents=line.minor,
        currency=line.currency,
        reference=ours[0],
        found="several" if len(ours) > 1 else _how(line, gift),
        due_cents=gift.cents if gift else recurring.cents if recurring else 0,
        gift=gift.pk if gift else None,
        recurring=recurring.pk if recurring else None,
    )


def _how(line: LineView, gift: GiftRow | None) -> Found:
    if line.currency != CURRENCY:
        return "abroad"
    if gift is None:
        return "instalment"
    if gift.entry is not None:
        if TransferRow.objects.filter(line=line.id, gift=gift).exists():
            return "exact"
        return "booked" if _is_its_entry(line, gift.entry) else "again"
    if line.minor == gift.cents:
        return "exact"
    return "less" if line.minor < gift.cents else "more"


def _is_its_entry(line: LineView, entry: UUID) -> bool:
    """Say whether an entry moved a line's very sum on its account and has no line yet."""
    if LineMatch.objects.filter(entry=entry).exists():
        return False
    return bookside.side_of(line.account, line.currency, [entry]).get(entry) == line.minor
