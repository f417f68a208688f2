"""The book's law as SQLite keeps it: one list of triggers.

Four traps decide their form. REPLACE deletes the old row without a delete trigger, so each table
refuses a row that would take another's id, key or hidden number (``rowid``, which every table has
behind a key of words). IGNORE in the statement that sets a trigger off
also holds inside it, so what a trigger wrote is looked at again before it ends. A column of whole
numbers still stores halves and words, hence ``typeof``. And nothing tells a trigger's own update
from a hand's: so a balance names the last entry it counts (``at_number``), and moves only to a
later one and by exactly what that one moved.
"""

# Put together from the words of the list itself, nothing from outside.
# ruff: noqa: S608

from waystation.ledger.chart import RESCUE_ACCOUNTS, RESCUE_PURPOSE
from waystation.ledger.domain import CURRENCY
from waystation.ledger.triggers.sqlite_purses import PURSE_GUARDS
from waystation.ledger.triggers.sqlite_words import (
    IN_HAND,
    LINES,
    LIQUID,
    OWN_PURSE,
    POSTING,
    STILL_OUT,
    Trigger,
    changed,
    guard,
    kept,
    refuse,
    starts_with,
)


def _entries() -> list[Trigger]:
    return [
        guard(
            "entry_born",
            "BEFORE INSERT ON ledger_entry WHEN NEW.posted<>0 OR EXISTS("
            "SELECT 1 FROM ledger_entry e WHERE e.posted<>0 AND (e.id=NEW.id OR e.rowid=NEW.rowid"
            " OR (e.source=NEW.source AND e.external_key=NEW.external_key)))",
            refuse("entries are born unposted and replace nothing"),
        ),
        guard(
            "entry_frozen",
            "BEFORE UPDATE ON ledger_entry WHEN OLD.posted<>0 OR NEW.id<>OLD.id"
            " OR NEW.rowid<>OLD.rowid OR NEW.source<>OLD.source"
            " OR NEW.external_key<>OLD.external_key",
            refuse("posted"),
        ),
        *_posting_rules(),
        guard("entry_counts", f"AFTER {POSTING}", *_counting()),
        kept("entry", "posted", "OLD.posted<>0"),
    ]


def _posting_rules() -> list[Trigger]:
    own = "ledger_posting WHERE entry_id=NEW.id"
    return [
        guard(
            "entry_post",
            f"BEFORE {POSTING}",
            refuse("entry needs two postings", f"(SELECT COUNT(*) FROM {own})<2"),
            refuse(
                "entry does not balance per fund and currency",
                f"EXISTS(SELECT 1 FROM {own} GROUP BY fund_id,currency HAVING SUM(minor)<>0)",
            ),
            refuse(
                "number series has a gap",
                "NEW.number IS NOT (SELECT COALESCE(MAX(number),0)+1 FROM ledger_entry)",
            ),
            refuse(
                "entry is not chained to the last",
                "NEW.prev_hash IS NOT COALESCE("
                "(SELECT hash FROM ledger_entry WHERE number=NEW.number-1),zeroblob(32))",
            ),
            refuse("entry is pinned by no commitment", "NEW.commitment IS NULL"),
        ),
        guard(
            "entry_dated",
            f"BEFORE {POSTING}",
            refuse("no such day", "date(NEW.booked_on,'+0 days') IS NOT NEW.booked_on"),
            refuse(
                "a line stands in another month than its entry",
                f"EXISTS(SELECT 1 FROM {own} AND month IS NOT {_month('NEW.booked_on')})",
            ),
            refuse(
                "the month is closed",
                f"{_month('NEW.booked_on')}<=(SELECT MAX(month) FROM ledger_closedmonth)",
            ),
        ),
        *_binding_rules(),
    ]


def _binding_rules() -> list[Trigger]:
    """Refuse what would bind an entry wrongly to another, or to cash in somebody's hand."""
    return [
        guard(
            "entry_undoes",
            f"BEFORE {POSTING} AND NEW.reverses_id IS NOT NULL",
            refuse(
                "only a posted entry is reversed, and only once",
                "(SELECT posted FROM ledger_entry WHERE id=NEW.reverses_id) IS NOT 1 OR EXISTS("
                "SELECT 1 FROM ledger_entry WHERE reverses_id=NEW.reverses_id AND posted<>0)",
            ),
            refuse(
                "a reversal undoes its entry to the cent",
                "EXISTS(SELECT 1 FROM ledger_posting WHERE entry_id IN (NEW.id,NEW.reverses_id)"
                " GROUP BY account_id,fund_id,currency,budget_line HAVING SUM(minor)<>0)",
            ),
        ),
        guard(
            "entry_hands",
            f"BEFORE {POSTING}",
            refuse(
                "cash in hand belongs to one open advance",
                f"EXISTS(SELECT 1 FROM {LINES} WHERE p.entry_id=NEW.id AND {IN_HAND}"
                " AND NOT EXISTS(SELECT 1 FROM ledger_advance v WHERE v.id=NEW.advance_id"
                " AND v.fund_id=p.fund_id AND v.currency=p.currency AND v.closed_on IS NULL))",
            ),
            refuse(
                "an advance is settled above what is out",
                f"NEW.advance_id IS NOT NULL AND {STILL_OUT.format('NEW.advance_id', 'NEW.id')}<0",
            ),
        ),
    ]


def _month(day: str) -> str:
    return f"CAST(substr({day},1,4)||substr({day},6,2) AS INTEGER)"


def _counting() -> list[str]:
    """Resolve the promises an entry keeps, move the balances it touches, and look again."""
    liquid = f"FROM {LINES} WHERE p.entry_id=NEW.id AND {LIQUID}"
    return [
        "UPDATE ledger_reservation SET state='posted' WHERE entry_id=NEW.id AND state='open'",
        refuse(
            "a promise was not resolved",
            "EXISTS(SELECT 1 FROM ledger_reservation WHERE entry_id=NEW.id AND state='open')",
        ),
        "INSERT INTO ledger_fundbalance"
        "(fund_id,currency,restricted,liquid_minor,reserved_minor,at_number)"
        " SELECT DISTINCT p.fund_id,p.currency,f.restricted,0,0,0"
        f" FROM {LINES} JOIN ledger_fund f ON f.id=p.fund_id"
        f" WHERE p.entry_id=NEW.id AND {LIQUID} AND {OWN_PURSE.format('1')} IS NULL",
        "UPDATE ledger_fundbalance SET at_number=NEW.number,liquid_minor=liquid_minor+"
        f"(SELECT SUM(p.minor) {liquid} AND +p.fund_id=ledger_fundbalance.fund_id"
        " AND p.currency=ledger_fundbalance.currency)"
        f" WHERE (fund_id,currency) IN (SELECT p.fund_id,p.currency {liquid})",
        refuse(
            "a balance was not kept",
            f"EXISTS(SELECT 1 {liquid} AND {OWN_PURSE.format('b.at_number')} IS NOT NEW.number)",
        ),
    ]


def _postings() -> list[Trigger]:
    found = [
        guard(
            "posting_add",
            "BEFORE INSERT ON ledger_posting"
            " WHEN (SELECT posted FROM ledger_entry WHERE id=NEW.entry_id) IS NOT 0"
            " OR EXISTS(SELECT 1 FROM ledger_posting p JOIN ledger_entry e ON e.id=p.entry_id"
            " WHERE p.id=NEW.id AND e.posted<>0)",
            refuse("posted"),
        ),
        guard(
            "posting_edit",
            "BEFORE UPDATE ON ledger_posting WHEN NEW.id<>OLD.id OR EXISTS("
            "SELECT 1 FROM ledger_entry WHERE id IN (OLD.entry_id,NEW.entry_id) AND posted<>0)",
            refuse("posted"),
        ),
        guard(
            "posting_drop",
            "BEFORE DELETE ON ledger_posting"
            " WHEN (SELECT posted FROM ledger_entry WHERE id=OLD.entry_id)<>0",
            refuse("posted"),
        ),
    ]
    type_of = "(SELECT type FROM ledger_account WHERE id=NEW.account_id)"
    for event in ("INSERT", "UPDATE"):
        for name, condition, says in (
            ("whole", "typeof(NEW.minor)<>'integer'", "whole minor units only"),
            (
                "token",
                f"NEW.case_token IS NOT NULL AND {type_of} IS NOT 'expense'",
                "a case token stands on expense lines only",
            ),
            (
                "currency",
                f"NEW.currency<>'{CURRENCY}' AND {type_of}='expense'",
                "costs are booked in the currency of the book",
            ),
            (
                "rescue",
                f"(SELECT purpose FROM ledger_fund WHERE id=NEW.fund_id)='{RESCUE_PURPOSE}'"
                " AND NOT EXISTS(SELECT 1 FROM ledger_account a WHERE a.id=NEW.account_id"
                f" AND {starts_with('a.code', RESCUE_ACCOUNTS)})",
                "one rescue holds no claim and no gift",
            ),
        ):
            head = f"BEFORE {event} ON ledger_posting WHEN {condition}"
            found.append(guard(f"posting_{name}_{event.lower()}", head, refuse(says)))
    return found


def _chart() -> list[Trigger]:
    found = []
    for table, one, columns, used in (
        ("account", "an account", ("id", "code", "type", "counterparty"), "account_id"),
        ("fund", "a fund", ("id", "code", "restricted", "purpose"), "fund_id"),
    ):
        found += [
            guard(
                f"{table}_born",
                f"BEFORE INSERT ON ledger_{table} WHEN EXISTS("
                f"SELECT 1 FROM ledger_{table} WHERE id=NEW.id OR code=NEW.code)",
                refuse(f"{table}s replace nothing"),
            ),
            guard(
                f"{table}_frozen",
                f"BEFORE UPDATE ON ledger_{table} WHEN {changed(*columns)}",
                refuse(f"{one} stays what it is"),
            ),
            kept(
                table,
                f"{one} in use stays",
                f"EXISTS(SELECT 1 FROM ledger_posting WHERE {used}=OLD.id)",
            ),
        ]
    return found


GUARDS = [*_entries(), *_postings(), *_chart(), *PURSE_GUARDS]
