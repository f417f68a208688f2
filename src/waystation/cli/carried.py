"""Files that leave the building as age files and come back: written whole or not at all."""

import os
import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO

from waystation.base.errors import Refused, Tampered
from waystation.cli import archive
from waystation.cli.archive import About

PEPPER, KDF_PASSES, SHREDS = "pepper", "kdf-passes", "shreds"
# The database in a backup: a file of SQLite as it is, or a server's in PostgreSQL's own form.
SQLITE, DUMP = "db.sqlite3", "db.pgdump"
SECRET = "AGE-SECRET-KEY-1"  # noqa: S105 - how such a key begins
PARTS = (SQLITE, DUMP, PEPPER, KDF_PASSES)
STORED = re.compile("media/[0-9a-f]{32}")
# Where a copy is put together; the worker deletes what a killed one left (vault/leftovers.py).
WORKING = "packing-"


def free_target(file: str) -> Path:
    """Say where a new file goes.

    Raises:
      Refused: a file of that name exists, or its folder does not.
    """
    target = Path(file)
    if target.exists():
        raise Refused(f"{target} exists already.", hint="Choose another name; nothing is replaced.")
    if not target.parent.is_dir():
        raise Refused(f"{target.parent} is not a folder.", hint="Make it first.")
    return target


def seal_into(target: Path, recipients: list[str], body: IO[bytes]) -> None:
    """Seal a body into a new file; if that fails, nothing is left of it.

    Raises:
      Refused: a recipient is no age key, or the file cannot be written to its end.
    """
    from waystation.vault import boxes

    whole = False
    try:
        with target.open("xb") as out:
            boxes.carry(recipients, body, out)
            out.flush()
            os.fsync(out.fileno())
        whole = True
    except ValueError as error:
        raise Refused(str(error), hint="A recipient begins with age1.") from None
    except OSError as error:
        hint = "Look whether there is room for it."
        raise Refused(f"{target} cannot be written to its end ({error}).", hint=hint) from None
    finally:
        if not whole:
            target.unlink(missing_ok=True)


def open_into(out: IO[bytes], file: str, identity: str) -> None:
    """Open a carried file with the age secret key that stands in another.

    Raises:
      Refused: no such file, no secret key in the other, or the one does not open with it.
    """
    from waystation.vault import boxes

    secret = _secret_in(identity)
    try:
        with Path(file).open("rb") as body:
            boxes.open_carried(secret, body, out)
    except (FileNotFoundError, IsADirectoryError):
        raise Refused(f"There is no file {file}.", hint="Look at its name.") from None
    except ValueError as error:
        raise Refused(str(error), hint=f"It begins with {SECRET}.") from None
    except Tampered:
        hint = "It was sealed to somebody else, or its bytes changed: take another copy."
        raise Refused(f"{file} does not open with this key.", hint=hint) from None
    out.seek(0)


def unpack_backup(packed: IO[bytes], folder: Path) -> About:
    """Put the parts of an opened backup into a folder, and give what it says of itself.

    Raises:
      Refused: it is no backup of ours, or a part is missing.
    """
    about: About = {}
    for name, part in archive.unpack(packed, archive.BACKUP, may_hold=_is_part):
        if isinstance(part, dict):
            about = part
            continue
        target = folder / name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        target.touch(mode=0o600, exist_ok=False)
        with target.open("wb") as writing:
            shutil.copyfileobj(part, writing)
    n_databases = sum((folder / name).exists() for name in (SQLITE, DUMP))
    if n_databases != 1 or not (folder / PEPPER).exists():
        raise Refused(archive.NOT_OURS, hint=archive.OTHER)
    return about


def open_shreds(file: str, identity: str) -> tuple[About, bytes]:
    """Open a copy of the key store, in memory alone: a disk would keep what is purged later.

    Raises:
      Refused: it does not open, or is no copy of ours.
    """
    with BytesIO() as packed:
        open_into(packed, file, identity)
        about, records = {}, b""
        for _name, part in archive.unpack(packed, archive.KEY_STORE, may_hold=_is(SHREDS)):
            if isinstance(part, dict):
                about = part
            else:
                records = part.read()
    return about, records


def ends_of(recipients: list[str]) -> str:
    """Name recipients by the ends of their keys."""
    return ", ".join(f"{text[:8]}…{text[-4:]}" for text in recipients)


def _is_part(name: str) -> bool:
    return name in PARTS or STORED.fullmatch(name) is not None


def _is(wanted: str) -> Callable[[str], bool]:
    return lambda name: name == wanted


def _secret_in(identity: str) -> str:
    """Read the first secret key of a file as `age-keygen` writes it."""
    try:
        words = Path(identity).read_text("utf-8").split()
    except (OSError, UnicodeDecodeError):
        hint = "Give the file that age-keygen wrote."
        raise Refused(f"{identity} cannot be read.", hint=hint) from None
    secret = next((word for word in words if word.startswith(SECRET)), None)
    if secret is None:
        says = f"There is no age secret key in {identity}."
        raise Refused(says, hint=f"It begins with {SECRET}.")
    return secret
