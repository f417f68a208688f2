"""How a guard of SQLite is written: small pieces of SQL that several guards share."""

# Put together from the words of the list itself, nothing from outside.
# ruff: noqa: S608

from typing import NamedTuple

from waystation.ledger.chart import ADVANCE_ACCOUNTS, LIQUID_ACCOUNTS


class Trigger(NamedTuple):
    """A guard by its name, and the SQL that puts it in place."""

    name: str
    sql: str


def starts_with(column: str, codes: tuple[str, ...]) -> str:
    """Say in SQL that an account's code starts with one of some words."""
    return "(" + " OR ".join(f"substr({column},1,{len(x)})='{x}'" for x in codes) + ")"


LIQUID = starts_with("a.code", LIQUID_ACCOUNTS)
IN_HAND = starts_with("a.code", (ADVANCE_ACCOUNTS,))
POSTING = "UPDATE OF posted ON ledger_entry WHEN NEW.posted<>0 AND OLD.posted=0"
LINES = "ledger_posting p JOIN ledger_account a ON a.id=p.account_id"
OWN_PURSE = (
    "(SELECT {} FROM ledger_fundbalance b WHERE b.fund_id=p.fund_id AND b.currency=p.currency)"
)
OPEN_SUM = (
    "(SELECT COALESCE(SUM(reserved_minor),0) FROM ledger_reservation"
    " WHERE fund_id=NEW.fund_id AND currency=NEW.currency AND state='open')"
)
STILL_OUT = (
    "(SELECT COALESCE(SUM(p.minor),0) FROM ledger_entry e"
    " JOIN ledger_posting p ON p.entry_id=e.id JOIN ledger_account a ON a.id=p.account_id"
    f" WHERE e.advance_id={{}} AND (e.posted<>0 OR e.id={{}}) AND {IN_HAND})"
)


def refuse(says: str, where: str = "") -> str:
    """Write the step that refuses, always or under a condition."""
    return f"SELECT RAISE(ABORT,'{says}')" + (f" WHERE {where}" if where else "")


def guard(name: str, head: str, *does: str) -> Trigger:
    """Write one trigger."""
    sql = f"CREATE TRIGGER ledger_{name} {head} BEGIN {'; '.join(does)}; END"
    return Trigger(f"ledger_{name}", sql)


def changed(*columns: str) -> str:
    """Say in SQL that one of some columns would change, to or from nothing included."""
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)


def kept(table: str, says: str, when: str = "") -> Trigger:
    """Write the trigger that keeps a table's rows from being deleted."""
    condition = f" WHEN {when}" if when else ""
    return guard(f"{table}_kept", f"BEFORE DELETE ON ledger_{table}{condition}", refuse(says))
