"""PostgreSQL's own programs, which alone write and read a copy of a whole database."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from waystation.base.errors import Refused

# Visits: see `copying.take`.
LEFT_OUT = "--exclude-table-data=vault_session"


def dump(connection: Any, target: Path) -> None:
    """Write a copy as of one moment, in the server's own form.

    Raises:
      Refused: `pg_dump` is missing, is older than the server, or may not read something.
    """
    done = _run(connection, "pg_dump", "--format=custom", LEFT_OUT, f"--file={target}")
    if done.returncode:
        raise Refused(
            f"pg_dump did not write a copy: {_last_line(done)}",
            hint="Give it the server's own version, and a role that may read every table.",
        )


def applied_in(copy: Path) -> set[tuple[str, str]] | None:
    """Read which migrations a copy has seen; None if it is damaged."""
    # Read to its end first: a file that was cut off may hold what is asked for all the same.
    whole = _read(copy, f"--file={os.devnull}")
    done = _read(copy, "--data-only", "--table=django_migrations", "--file=-")
    lines = done.stdout.splitlines()
    begins = [n for n, line in enumerate(lines) if line.startswith("COPY ")]
    if whole.returncode or done.returncode or not begins:
        return None
    rows = lines[begins[0] + 1 : lines.index("\\.", begins[0])]
    return {(app, name) for _id, app, name, _at in (row.split("\t") for row in rows)}


def restore(connection: Any, copy: Path) -> bool:
    """Put a copy into an empty database, whole or not at all; False if it is damaged."""
    words = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(copy))
    done = _run(connection, "pg_restore", *words)
    # Whatever was read of the database before is of no use now.
    connection.close()
    return done.returncode == 0


def program(name: str) -> str:
    """Find one of PostgreSQL's programs.

    Raises:
      Refused: it is not installed here.
    """
    found = shutil.which(name)
    if found is None:
        hint = "Install the PostgreSQL client of the server's version (postgresql-client)."
        raise Refused(f"{name} is missing, which copies a PostgreSQL database.", hint=hint)
    return found


def _read(copy: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Read a copy without a server."""
    told = [program("pg_restore"), *words, str(copy)]
    return subprocess.run(told, capture_output=True, text=True, check=False)


def _run(connection: Any, name: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run one of the programs on the database the settings name."""
    told = connection.settings_dict
    # As Django hands them to psql; the password goes by the environment, where nobody reads it.
    args, env = connection.client_class.settings_to_cmd_args_env(told, [])
    _psql, *where, database = args
    return subprocess.run(
        [program(name), *where, f"--dbname={database}", *words],
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
        check=False,
    )


def _last_line(done: "subprocess.CompletedProcess[str]") -> str:
    return (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
