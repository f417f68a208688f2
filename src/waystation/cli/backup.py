"""Writes a consistent copy of the database into a file that only age recipients open.

Inside is a tar with `db.sqlite3` and the `pepper` by which sign-in names are found: what the server
holds, sealed rows. The age layer keeps even their number and sizes from whoever carries the file.
"""

import io
import sqlite3
import sys
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings

from waystation.base.errors import Refused
from waystation.cli import setup


def backup(file: str, recipients: list[str]) -> int:
    """Copy the live database and seal the copy; the plain copy never leaves the data directory.

    Raises:
      Refused: no database, a file of that name exists or its folder does not, or a recipient is no
        age key.
    """
    setup.start()
    from waystation.vault import boxes

    target, source = Path(file), Path(str(settings.DATABASES["default"]["NAME"]))
    if not source.exists():
        raise Refused("There is no database to copy.", hint="Run `waystation demo load` first.")
    if target.exists():
        raise Refused(f"{target} exists already.", hint="Choose another name; nothing is replaced.")
    if not target.parent.is_dir():
        raise Refused(f"{target.parent} is not a folder.", hint="Make it first.")
    with tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        copy = Path(folder) / "db.sqlite3"
        with sqlite3.connect(source) as live, sqlite3.connect(copy) as kept:
            live.backup(kept)
        body = _packed(copy, Path(settings.HOME) / "pepper")
    try:
        sealed = boxes.seal_for_carrying(recipients, body)
    except ValueError as error:
        raise Refused(str(error), hint="A recipient begins with age1.") from None
    target.write_bytes(sealed)
    sys.stdout.write(f"{len(body)} bytes sealed into {target}\n")
    return 0


def _packed(*files: Path) -> bytes:
    """Put files into one tar, without owners or times."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for file in files:
            entry = tarfile.TarInfo(file.name)
            entry.size, entry.mode = file.stat().st_size, 0o600
            with file.open("rb") as reading:
                tar.addfile(entry, reading)
    return packed.getvalue()
