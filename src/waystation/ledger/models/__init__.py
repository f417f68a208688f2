"""The book's rows, in two parts: the book itself, and the desk around it."""

from waystation.ledger.models.book import (
    Account,
    Budget,
    Entry,
    EntryBody,
    Fund,
    FundBalance,
    Posting,
    Reservation,
)
from waystation.ledger.models.desk import (
    Advance,
    AuditPack,
    CashCount,
    ClosedMonth,
    LineMatch,
    Mapping,
    Proposal,
    Rate,
    Statement,
    StatementLine,
    TemplateVersion,
    Variance,
)

__all__ = [
    "Account",
    "Advance",
    "AuditPack",
    "Budget",
    "CashCount",
    "ClosedMonth",
    "Entry",
    "EntryBody",
    "Fund",
    "FundBalance",
    "LineMatch",
    "Mapping",
    "Posting",
    "Proposal",
    "Rate",
    "Reservation",
    "Statement",
    "StatementLine",
    "TemplateVersion",
    "Variance",
]
