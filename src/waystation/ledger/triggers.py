"""The part of the book's law that SQLite itself enforces, as one list of (name, SQL).

Three traps decide their form. REPLACE deletes the old row without a delete trigger, so each table
refuses a row that would take another's id or key. A column of whole numbers still stores halves
and words, hence ``typeof``. A migration that remakes a table loses its triggers without a word,
so they are made afresh after every migration and compared with this list before serving.
"""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from waystation.ledger.models import Account, Budget, Entry, EntryBody, Fund, Posting

TABLES = (Fund, Account, Entry, Posting, EntryBody, Budget)
_LIQUID = "(a.code GLOB 'Assets:Bank:*' OR a.code GLOB 'Assets:Clearing:*')"

_WANTED = {
    "entry_born BEFORE INSERT ON ledger_entry WHEN NEW.posted<>0 OR EXISTS("
    "SELECT 1 FROM ledger_entry e WHERE e.posted<>0 AND (e.id=NEW.id"
    " OR (e.source=NEW.source AND e.external_key=NEW.external_key)))": [
        "SELECT RAISE(ABORT,'entries are born unposted and replace nothing')"
    ],
    "entry_frozen BEFORE UPDATE ON ledger_entry WHEN OLD.posted<>0 OR NEW.id<>OLD.id"
    " OR NEW.source<>OLD.source OR NEW.external_key<>OLD.external_key": [
        "SELECT RAISE(ABORT,'posted')"
    ],
    "entry_post BEFORE UPDATE OF posted ON ledger_entry WHEN NEW.posted<>0 AND OLD.posted=0": [
        "SELECT RAISE(ABORT,'entry needs two postings')"
        " WHERE (SELECT COUNT(*) FROM ledger_posting WHERE entry_id=NEW.id)<2",
        "SELECT RAISE(ABORT,'entry does not balance per fund and currency') WHERE EXISTS("
        "SELECT 1 FROM ledger_posting WHERE entry_id=NEW.id"
        " GROUP BY fund_id,currency HAVING SUM(minor)<>0)",
        "SELECT RAISE(ABORT,'number series has a gap')"
        " WHERE NEW.number IS NOT (SELECT COALESCE(MAX(number),0)+1 FROM ledger_entry)",
        "SELECT RAISE(ABORT,'entry is not chained to the last') WHERE NEW.prev_hash IS NOT"
        " COALESCE((SELECT hash FROM ledger_entry WHERE number=NEW.number-1),zeroblob(32))",
    ],
    # Only funds that give money in this entry are summed, so a gift costs nothing here.
    "entry_affords BEFORE UPDATE OF posted ON ledger_entry WHEN NEW.posted<>0 AND OLD.posted=0": [
        "SELECT RAISE(ABORT,'a restricted fund would be overdrawn') WHERE EXISTS("  # noqa: S608
        "SELECT 1 FROM ledger_fund f WHERE f.restricted<>0 AND f.id IN ("
        "SELECT fund_id FROM ledger_posting WHERE entry_id=NEW.id AND minor<0) AND EXISTS("
        "SELECT 1 FROM ledger_posting p JOIN ledger_entry e ON e.id=p.entry_id"
        " JOIN ledger_account a ON a.id=p.account_id"
        f" WHERE p.fund_id=f.id AND {_LIQUID} AND (e.posted<>0 OR e.id=NEW.id)"
        " GROUP BY p.currency HAVING SUM(p.minor)<0))"
    ],
    "entry_undoes BEFORE UPDATE OF posted ON ledger_entry"
    " WHEN NEW.posted<>0 AND OLD.posted=0 AND NEW.reverses_id IS NOT NULL": [
        "SELECT RAISE(ABORT,'only a posted entry is reversed, and only once') WHERE"
        " (SELECT posted FROM ledger_entry WHERE id=NEW.reverses_id) IS NOT 1 OR EXISTS("
        "SELECT 1 FROM ledger_entry WHERE reverses_id=NEW.reverses_id AND posted<>0)",
        "SELECT RAISE(ABORT,'a reversal undoes its entry to the cent') WHERE EXISTS("
        "SELECT 1 FROM ledger_posting WHERE entry_id IN (NEW.id,NEW.reverses_id)"
        " GROUP BY account_id,fund_id,currency,budget_line HAVING SUM(minor)<>0)",
    ],
    "entry_kept BEFORE DELETE ON ledger_entry WHEN OLD.posted<>0": ["SELECT RAISE(ABORT,'posted')"],
    "posting_add BEFORE INSERT ON ledger_posting"
    " WHEN (SELECT posted FROM ledger_entry WHERE id=NEW.entry_id) IS NOT 0"
    " OR EXISTS(SELECT 1 FROM ledger_posting p JOIN ledger_entry e ON e.id=p.entry_id"
    " WHERE p.id=NEW.id AND e.posted<>0)": ["SELECT RAISE(ABORT,'posted')"],
    "posting_edit BEFORE UPDATE ON ledger_posting WHEN NEW.id<>OLD.id OR EXISTS("
    "SELECT 1 FROM ledger_entry WHERE id IN (OLD.entry_id,NEW.entry_id) AND posted<>0)": [
        "SELECT RAISE(ABORT,'posted')"
    ],
    "posting_drop BEFORE DELETE ON ledger_posting"
    " WHEN (SELECT posted FROM ledger_entry WHERE id=OLD.entry_id)<>0": [
        "SELECT RAISE(ABORT,'posted')"
    ],
    "account_born BEFORE INSERT ON ledger_account WHEN EXISTS("
    "SELECT 1 FROM ledger_account WHERE id=NEW.id OR code=NEW.code)": [
        "SELECT RAISE(ABORT,'accounts replace nothing')"
    ],
    "account_frozen BEFORE UPDATE ON ledger_account WHEN NEW.id<>OLD.id OR NEW.code<>OLD.code"
    " OR NEW.type<>OLD.type OR NEW.counterparty<>OLD.counterparty": [
        "SELECT RAISE(ABORT,'an account stays what it is')"
    ],
    "account_kept BEFORE DELETE ON ledger_account WHEN EXISTS("
    "SELECT 1 FROM ledger_posting WHERE account_id=OLD.id)": [
        "SELECT RAISE(ABORT,'an account in use stays')"
    ],
    "fund_born BEFORE INSERT ON ledger_fund WHEN EXISTS("
    "SELECT 1 FROM ledger_fund WHERE id=NEW.id OR code=NEW.code)": [
        "SELECT RAISE(ABORT,'funds replace nothing')"
    ],
    "fund_frozen BEFORE UPDATE ON ledger_fund WHEN NEW.id<>OLD.id OR NEW.code<>OLD.code"
    " OR NEW.restricted<>OLD.restricted OR NEW.purpose<>OLD.purpose": [
        "SELECT RAISE(ABORT,'a fund stays what it is')"
    ],
    "fund_kept BEFORE DELETE ON ledger_fund WHEN EXISTS("
    "SELECT 1 FROM ledger_posting WHERE fund_id=OLD.id)": [
        "SELECT RAISE(ABORT,'a fund in use stays')"
    ],
} | {
    f"posting_{when}_{event.lower()} BEFORE {event} ON ledger_posting WHEN {condition}": [
        f"SELECT RAISE(ABORT,'{says}')"
    ]
    for event in ("INSERT", "UPDATE")
    for when, condition, says in (
        ("whole", "typeof(NEW.minor)<>'integer'", "whole minor units only"),
        (
            "token",
            "NEW.case_token IS NOT NULL AND"
            " (SELECT type FROM ledger_account WHERE id=NEW.account_id) IS NOT 'expense'",
            "a case token stands on expense lines only",
        ),
    )
}

TRIGGERS: list[tuple[str, str]] = [
    (
        "ledger_" + head.split(" ", 1)[0],
        f"CREATE TRIGGER ledger_{head} BEGIN {'; '.join(does)}; END",
    )
    for head, does in _WANTED.items()
]


def kept(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Read what the database holds of the book's tables, indexes and triggers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND (tbl_name LIKE 'ledger~_%' ESCAPE '~')"
        )
        return dict(cursor.fetchall())


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away while a migration remakes the tables they stand on."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name, _ in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def install(connection: BaseDatabaseWrapper) -> None:
    """Make every trigger afresh."""
    drop(connection)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for _, sql in TRIGGERS:
                cursor.execute(sql)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Name every trigger and constraint that is gone or is no longer the one written here.

    An empty list before the first migration, when there is no book yet.
    """
    if connection.vendor != "sqlite":
        return [name for name, _ in TRIGGERS]
    there = kept(connection)
    return compare(there) if Entry._meta.db_table in there else []


def compare(there: dict[str, str]) -> list[str]:
    """Compare what a database holds with the list and with the models' constraints."""
    wrong = [name for name, sql in TRIGGERS if there.get(name) != sql]
    for model in TABLES:
        sql = there.get(model._meta.db_table, "")
        for rule in model._meta.constraints:
            if f'CONSTRAINT "{rule.name}"' not in sql:
                wrong.append(rule.name)
    return wrong


def before_migrations(plan: list[tuple[Any, bool]], using: str, **kwargs: object) -> None:
    """Step aside when the book's own tables are about to be remade (signal `pre_migrate`)."""
    if any(migration.app_label == "ledger" for migration, _ in plan):
        drop(connections[using])


def after_migrations(using: str, **kwargs: object) -> None:
    """Stand guard again after every migration (signal `post_migrate`)."""
    if Entry._meta.db_table in connections[using].introspection.table_names():
        install(connections[using])


@register(Tags.database)
def the_book_is_guarded(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Compare the database with the list.

    A warning, because `migrate` runs this check first and is what puts a missing trigger back;
    serving is what refuses (`check_book`).
    """
    gone = [name for using in kwargs.get("databases") or () for name in missing(connections[using])]
    return [
        Warning(
            f"ledger: the database no longer enforces {name}",
            hint="find out who took it away, then run the migrations, which put it back",
            id="ledger.W001",
        )
        for name in gone
    ]
