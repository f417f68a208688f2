"""The part of the book's law that the database itself enforces, on SQLite and on PostgreSQL.

A migration that remakes a table loses its triggers without a word, so they step aside before one
that touches these tables, are made afresh after every migration, and are compared with the list
before serving.
"""

import re
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from waystation.ledger.triggers import postgres, sqlite

BOOK = "ledger_entry"


def names(vendor: str) -> list[str]:
    """Name every guard that a kind of database has: "sqlite" or "postgresql"."""
    guards = postgres.GUARDS if vendor == "postgresql" else sqlite.GUARDS
    return [guard.name for guard in guards]


def drop(connection: BaseDatabaseWrapper, only: str = "") -> None:
    """Take the guards away while a migration remakes the tables they stand on, or one of them.

    Also those of an earlier version that have another name by now.
    """
    there = {name: sql for name, sql in kept(connection).items() if _is_trigger(sql)}
    with connection.cursor() as cursor:
        for name, sql in there.items():
            if only in ("", name):
                table = re.search(r" ON (?:\w+\.)?(\w+)", sql)
                on = f" ON {table[1]}" if table and connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}{on}")


def _is_trigger(sql: str) -> bool:
    return sql.startswith("CREATE TRIGGER")


def install(connection: BaseDatabaseWrapper) -> None:
    """Make every guard afresh."""
    drop(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_schema()")
            schema = connection.ops.quote_name(cursor.fetchone()[0])
            for law in postgres.GUARDS:
                cursor.execute(law.function(schema))
                cursor.execute(law.sql)
        else:
            for guard in sqlite.GUARDS:
                cursor.execute(guard.sql)


def kept(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Read what the database holds of the book's guards and constraints, each under its name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_KEPT_BY_POSTGRES)
            return dict(cursor.fetchall())
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND (tbl_name LIKE 'ledger~_%' ESCAPE '~')"
        )
        return dict(cursor.fetchall())


# A guard that is switched off is as good as gone, and so is one that reads another schema's tables;
# a constraint that is not validated too. A rule writes something else than was asked, and the rows
# of a table that inherits from one of the book's stand in it without having passed a guard.
_KEPT_BY_POSTGRES = """
SELECT t.tgname::text, pg_get_triggerdef(t.oid, true) || E'\\n' || p.prosrc
       || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' switched off' END
       || CASE WHEN 'search_path=' || quote_ident(current_schema()) || ', pg_temp'
          = ANY(p.proconfig) THEN '' ELSE ' reads elsewhere' END
  FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND c.relname LIKE 'ledger\\_%%'
   AND c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT c.relname || '.' || k.conname, pg_get_constraintdef(k.oid, true)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
 WHERE k.convalidated AND k.contype IN ('c', 'u') AND c.relname LIKE 'ledger\\_%%'
   AND c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT r.rulename::text, 'PAST THE GUARDS'
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
 WHERE c.relkind = 'r' AND c.relname LIKE 'ledger\\_%%'
   AND c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT i.inhrelid::regclass::text, 'PAST THE GUARDS'
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent
 WHERE c.relname LIKE 'ledger\\_%%' AND c.relnamespace = current_schema()::regnamespace
"""


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Name every guard and constraint that is gone or is no longer the one written here.

    And every trigger on these tables that is nobody's here: it could write what it likes; and what
    else PostgreSQL knows to lead past the guards.
    An empty list before the first migration, when there is no book yet.
    """
    if BOOK not in connection.introspection.table_names():
        return []
    return compare(kept(connection), connection)


def compare(there: dict[str, str], connection: BaseDatabaseWrapper) -> list[str]:
    """Compare what a database holds with the list and with the models' constraints."""
    if connection.vendor == "postgresql":
        wanted = {law.name: f"{law.sql}\n{law.body}" for law in postgres.GUARDS}
    else:
        wanted = {guard.name: guard.sql for guard in sqlite.GUARDS}
    wrong = [name for name, sql in wanted.items() if there.get(name) != sql]
    wrong += [name for name, sql in there.items() if _is_trigger(sql) and name not in wanted]
    wrong += [name for name, sql in there.items() if sql == "PAST THE GUARDS"]
    editor = connection.schema_editor(collect_sql=True)
    for model in apps.get_app_config("ledger").get_models():
        table = model._meta.db_table
        for rule in model._meta.constraints:
            told = rule.constraint_sql(model, editor) or rule.name
            if connection.vendor == "postgresql":
                stands = _says_all(there.get(f"{table}.{rule.name}", ""), told)
            else:
                stands = told in there.get(table, "")
            if not stands:
                wrong.append(rule.name)
    return wrong


def _says_all(kept_as: str, told: str) -> bool:
    """Say whether PostgreSQL, which rewrites a rule, still names each column, word and number."""
    rule = told.split(" ", 2)[2]
    words = re.findall(r"'%*([^'%]*)%*'", rule) + re.findall(r'"(\w+)"', rule)
    return bool(kept_as) and all(word in kept_as for word in words + re.findall(r"\b\d+\b", rule))


def before_migrations(plan: list[tuple[Any, bool]], using: str, **kwargs: object) -> None:
    """Step aside when the book's own tables are about to be remade (signal `pre_migrate`)."""
    is_touched = any(migration.app_label == "ledger" for migration, _ in plan)
    if is_touched and BOOK in connections[using].introspection.table_names():
        drop(connections[using])


def after_migrations(using: str, **kwargs: object) -> None:
    """Stand guard again after every migration (signal `post_migrate`)."""
    if BOOK in connections[using].introspection.table_names():
        install(connections[using])


@register(Tags.database)
def the_book_is_guarded(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Compare the database with the list.

    A warning, because `migrate` runs this check first and is what puts a missing guard back;
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
