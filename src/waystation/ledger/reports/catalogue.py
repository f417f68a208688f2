"""Which reports there are: the closed list that page, paper, files and command share."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.ledger.reports import rescues, statements
from waystation.ledger.reports.tables import Asked, Report


class Offer(NamedTuple):
    """A report: what it is called, what it answers, whether it is of one moment, who makes it."""

    name: Promise | str
    answers: Promise | str
    make: Callable[[Asked], Report]
    is_of_moment: bool = False


CATALOGUE = {
    "balance": Offer(
        _("Balance sheet by fund"),
        _("What is there at the end of a month, and for what was it given?"),
        statements.balance_sheet,
        is_of_moment=True,
    ),
    "activities": Offer(
        _("Statement of activities"),
        _("What came in, what was it spent on, and what was released from restriction?"),
        statements.activities,
    ),
    "funds": Offer(
        _("Fund roll-forward"),
        _("What did every fund begin with, what came and went, and what did it end with?"),
        statements.fund_rolls,
    ),
    "budget": Offer(
        _("Budget versus actual"),
        _("Which categories took more than planned, and which less?"),
        rescues.budget,
    ),
    "cost": Offer(
        _("Cost of a rescue"),
        _("What does it cost to bring one person out, both ways told, and what moved it?"),
        rescues.cost,
    ),
}
