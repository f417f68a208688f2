"""Which database: a file in the data directory, or a PostgreSQL server named by its address."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from waystation.base.errors import Refused

SCHEMES = ("postgresql", "postgres")
LOOPBACK = ("", "localhost", "127.0.0.1", "::1")
SAFE_MODE = "verify-full"
LIKE = "It is written postgresql://name@host:5432/database; see docs/OPERATING.md."
# As long as SQLite waits for its write lock.
PATIENCE_S = 20
# How long a connection is kept for the next request of its thread.
KEPT_OPEN_S = 60


def database(home: Path, url: str) -> dict[str, Any]:
    """Give Django's settings of the database.

    Raises:
      Refused: the address is none of a PostgreSQL server, its driver is missing, or it is reached
        over a network without knowing that it is the right one.
    """
    return _postgres(url) if url else _sqlite(home / "db.sqlite3")


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            # IMMEDIATE takes the write lock when a transaction begins, so two never half-overlap.
            "transaction_mode": "IMMEDIATE",
            "timeout": PATIENCE_S,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            " PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;",
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    """Read an address; what stands behind its question mark goes to the driver as it is."""
    try:
        parts = urlsplit(url)
        host, port = unquote(parts.hostname or ""), parts.port
    except ValueError:
        raise Refused("WAYSTATION_DATABASE_URL is no address.", hint=LIKE) from None
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in SCHEMES or not name:
        raise Refused("WAYSTATION_DATABASE_URL is no address of a database.", hint=LIKE)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", host)
    _check_way(host, options)
    if find_spec("psycopg") is None:
        hint = "Install what stands in requirements-postgres.txt."
        raise Refused("The driver for PostgreSQL is missing.", hint=hint)
    return {
        # One writer at a time, as on SQLite; see there.
        "ENGINE": "waystation.base.postgres",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "CONN_MAX_AGE": KEPT_OPEN_S,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | {"options": f"-c lock_timeout={PATIENCE_S * 1000}"},
    }


def _check_way(host: str, options: dict[str, str]) -> None:
    """Refuse a server elsewhere that anybody in between could play."""
    is_here = host in LOOPBACK or host.startswith("/")
    if not is_here and options.get("sslmode") != SAFE_MODE:
        raise Refused(
            f"The database at {host} would be reached over a network that is not checked.",
            hint=f"Add ?sslmode={SAFE_MODE}&sslrootcert=FILE to WAYSTATION_DATABASE_URL.",
        )
