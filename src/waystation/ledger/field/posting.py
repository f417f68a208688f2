"""How an entry of an advance is posted: once, with its hands, and what follows at nothing left."""

from typing import Literal, NamedTuple
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import chart
from waystation.ledger import services as book
from waystation.ledger.domain import Draft
from waystation.ledger.field import domain, queries
from waystation.ledger.field.queries import AdvanceView
from waystation.ledger.models import Advance, Posting
from waystation.vault.keyring import Keyring

Answer = Literal["booked", "waits", "exists"]


class Hands(NamedTuple):
    """Whose hands are on an entry; the second is None where one was enough."""

    made_by: UUID
    approved_by: UUID | None = None


def found(advance_id: UUID, keyring: Keyring) -> AdvanceView:
    """Open an advance that is to be worked on.

    Raises:
      Refused: there is no such, or the keyring does not hold the finance compartment.
    """
    view = queries.advance(advance_id, keyring)
    if view is None:
        raise Refused(_("There is no such advance."), hint=_("Pick it from the list."))
    return view


def posted(entry_id: UUID, draft: Draft) -> Answer:
    """Post an entry, and say whether it is new."""
    return "booked" if book.post(entry_id=entry_id, draft=draft) == "made" else "exists"


def posted_out_of(view: AdvanceView, entry_id: UUID, draft: Draft) -> Answer:
    """Post what was taken out of a hand; where nothing is left in it, the advance is over."""
    answer = posted(entry_id, draft)
    in_hand = Posting.objects.filter(
        entry=entry_id, account__code=view.purse.account, currency=view.purse.currency
    )
    taken = sum(in_hand.values_list("minor", flat=True))
    if view.minor + taken == 0:
        lines = domain.realised(view.purse.fund, queries.left_over(view.id))
        if lines:
            changed = Draft(
                "exchange", draft.booked_on, lines, made_by=draft.made_by, advance=view.id
            )
            book.post(entry_id=uuid5(entry_id, "rate"), draft=changed)
        Advance.objects.filter(pk=view.id).update(closed_on=draft.booked_on)
    return answer


def repeated(entry_id: UUID, kind: str, advance_id: UUID, minor: int) -> Answer:
    """Know a repeat by kind, advance and the sum that moved in the hand; refuse another."""
    lines = Posting.objects.filter(
        entry=entry_id,
        entry__kind=kind,
        entry__advance=advance_id,
        account__code__startswith=chart.ADVANCE_ACCOUNTS,
    )
    if sum(lines.values_list("minor", flat=True)) != minor:
        raise Refused(
            _("An entry with this id is in the book already, and it says something else."),
            hint=_("Look it up in the journal; correct it by a reversal and a new entry."),
        )
    return "exists"
