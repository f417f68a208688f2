"""What the book calls a finance officer to the board for."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.ledger.approving import queries as approving
from waystation.ledger.field import queries as field
from waystation.vault.door import Who
from waystation.web.calls import Call


def of_money(who: Who, now: datetime) -> list[Call]:
    """Say what waits for a second hand and which cash in the field is overdue, without a key."""
    if who.role != "finance officer":
        return []
    calls, waiting = [], approving.n_waiting(but_of=who.user_id)
    overdue = sum(out.is_overdue for out in field.ageing(now.date()))
    if waiting:
        says = ngettext(
            "%(n)d payment waits for your hand.", "%(n)d payments wait for your hand.", waiting
        )
        hint = _("Open the oldest first.")
        calls.append(Call(says % {"n": waiting}, hint, False, "money-approvals", None))
    if overdue:
        says = ngettext(
            "%(n)d advance should have been settled.",
            "%(n)d advances should have been settled.",
            overdue,
        )
        hint = _("Ask the holder how they are, then for what they spent.")
        calls.append(Call(says % {"n": overdue}, hint, False, "money-advances", None))
    return calls
