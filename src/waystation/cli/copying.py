"""A copy of the database for a backup, and its way back: from a file of SQLite or a server."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import connection

from waystation.base.errors import Refused
from waystation.cli import copying_postgres
from waystation.cli.carried import DUMP, SQLITE

DAMAGED, OTHER = "The database in the backup is damaged.", "Take another backup."
# Whose backup a part of this name is, and where it can be put back.
KINDS = {SQLITE: ("of a SQLite file", "Unset"), DUMP: ("of a PostgreSQL server", "Set")}


def on_server() -> bool:
    """Say whether the database is a PostgreSQL server's."""
    return connection.vendor == "postgresql"


def part_name() -> str:
    """Say under which name the database stands in a backup made here."""
    return DUMP if on_server() else SQLITE


def is_there() -> bool:
    """Say whether there is a database with an organisation's tables in it."""
    if on_server():
        return "vault_user" in connection.introspection.table_names()
    return Path(str(settings.DATABASES["default"]["NAME"])).exists()


def take(target: Path) -> None:
    """Write a consistent copy without visits; nothing that was deleted is in it.

    Raises:
      Refused: PostgreSQL's own programs are missing, or say no.
    """
    if on_server():
        copying_postgres.dump(connection, target)
        return
    live = sqlite3.connect(Path(str(settings.DATABASES["default"]["NAME"])), timeout=20)
    try:
        # Page by page new, so that nothing deleted is left between rows.
        live.execute("VACUUM INTO ?", (str(target),))
    finally:
        live.close()
    # A visit is of no use to whoever restores, and its cookie may still be somewhere.
    kept = sqlite3.connect(target)
    kept.execute("PRAGMA secure_delete=ON")
    with kept:
        kept.execute("DELETE FROM vault_session")
    kept.close()


def check(parts: Path) -> None:
    """Make sure that a copy is whole, and that this Waystation can work on it.

    Raises:
      Refused: it is damaged, of a newer version, or of the other kind of database.
    """
    (name,) = (name for name in KINDS if (parts / name).exists())
    if name != part_name():
        of, do = KINDS[name]
        hint = f"{do} WAYSTATION_DATABASE_URL, then restore."
        raise Refused(f"The backup is {of}; here is the other kind.", hint=hint)
    copy = parts / name
    applied = copying_postgres.applied_in(copy) if name == DUMP else _applied_in(copy)
    if applied is None:
        raise Refused(DAMAGED, hint=OTHER)
    from django.db.migrations.loader import MigrationLoader

    if applied - set(MigrationLoader(None).disk_migrations):
        says = "The backup was made by a newer Waystation."
        raise Refused(says, hint="Install that one, then restore.")


def put_back(parts: Path) -> None:
    """Put a server's copy into its empty database, whole or not at all; a file is only moved.

    Raises:
      Refused: it is damaged after all.
    """
    if on_server():
        if not copying_postgres.restore(connection, parts / DUMP):
            raise Refused(DAMAGED, hint=OTHER)
        (parts / DUMP).unlink()


def _applied_in(copy: Path) -> set[tuple[str, str]] | None:
    """Read which migrations a file has seen; None if it is damaged."""
    reading = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    try:
        if reading.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            return None
        return set(reading.execute("SELECT app, name FROM django_migrations"))
    except sqlite3.DatabaseError:
        return None
    finally:
        reading.close()
