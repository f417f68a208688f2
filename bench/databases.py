"""Fresh books in a moment: one is founded, every other is a copy of it."""

import os
import secrets
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

SERVER = "WAYSTATION_TEST_POSTGRES_URL"
URL = "WAYSTATION_DATABASE_URL"
BEGIN = date(2026, 1, 5)
ROOT = Path(__file__).resolve().parent.parent
_ours: dict[str, str] = {}


def server() -> str:
    """Give the address of the PostgreSQL server that was started around us.

    Raises:
      SystemExit: none was.
    """
    if not os.environ.get(SERVER):
        raise SystemExit(f"no {SERVER}: run it within `sh tests/with_postgres.sh`")
    return os.environ[SERVER]


def enter(folder: Path) -> None:
    """Use the book of a folder from here on; the process has used no other."""
    os.environ.update(environment_of(folder))
    import django

    django.setup()


def environment_of(folder: Path) -> dict[str, str]:
    """Say which book another process shall use."""
    named = folder / "database-url"
    url = {URL: named.read_text()} if named.exists() else {URL: ""}
    return {
        "WAYSTATION_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "waystation.config.settings",
        **url,
    }


def found(folder: Path, *, postgres: bool) -> None:
    """Found a book with nothing in it but the chart and finance's compartment."""
    folder.mkdir(parents=True)
    if postgres:
        (folder / "database-url").write_text(new_database(folder))
    subprocess.run(
        [sys.executable, "-m", "bench.databases", str(folder)],
        env=quiet(environment_of(folder)),
        check=True,
    )


def quiet(more: dict[str, str]) -> dict[str, str]:
    """Give a process what it needs to find us, and nothing else of our own environment."""
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": path, **more}


def begin(prepared: Path, postgres: bool) -> None:
    """Make this process ready for books that are copies of a founded one."""
    own = prepared.parent / f"worker-{os.getpid()}"
    own.mkdir()
    _ours.update(prepared=str(prepared), own=str(own), postgres="yes" if postgres else "")
    shutil.copy(prepared / "pepper", own)
    _copy(prepared, own)
    enter(own)


def home() -> Path:
    """Give the folder of this process's book."""
    return Path(_ours["own"])


def environment() -> dict[str, str]:
    """Give what another process needs to go on with this process's book."""
    return quiet(environment_of(home()))


def afresh() -> None:
    """Put a fresh copy in the place of this process's book."""
    from django.db import connection

    connection.close()
    _copy(Path(_ours["prepared"]), home())
    connection.settings_dict.update(_named(home()))


def _named(folder: Path) -> dict[str, str]:
    named = folder / "database-url"
    return {"NAME": named.read_text().rsplit("/", 1)[1]} if named.exists() else {}


def _copy(prepared: Path, own: Path) -> None:
    if _ours["postgres"]:
        old = own / "database-url"
        if old.exists():
            _admin(f'DROP DATABASE "{old.read_text().rsplit("/", 1)[1]}" WITH (FORCE)')
        template = (prepared / "database-url").read_text().rsplit("/", 1)[1]
        old.write_text(new_database(own, template))
        return
    for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"):
        (own / name).unlink(missing_ok=True)
    shutil.copy(prepared / "db.sqlite3", own)


def new_database(folder: Path, template: str = "template1") -> str:
    """Make a database on the server, named after a folder; gives its address."""
    name = f"ws_{folder.name.replace('-', '_')}_{secrets.token_hex(4)}"
    _admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{server().rsplit('/', 1)[0]}/{name}"


def _admin(sql: str) -> None:
    import psycopg

    with psycopg.connect(server(), autocommit=True) as admin:
        admin.execute(sql.encode())


def drop_of(folder: Path) -> None:
    """Drop the database that a folder names."""
    named = folder / "database-url"
    if named.exists():
        _admin(f'DROP DATABASE IF EXISTS "{named.read_text().rsplit("/", 1)[1]}" WITH (FORCE)')


def _found_here() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from waystation.ledger import services
    from waystation.vault import cells
    from waystation.vault.staff import pepper

    call_command("migrate", verbosity=0)
    pepper()
    cells.found("finance")
    services.found_book(on=BEGIN)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


if __name__ == "__main__":
    _found_here()
