"""What lies inside a carried file: a tar of named parts, the first of which says what it is."""

import io
import json
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from waystation.base.errors import Refused

FORMAT = 1
ABOUT = "about.json"
BACKUP, KEY_STORE = "backup", "copy of the key store"
NOT_OURS = "The file opens, but Waystation did not write what is in it."
OTHER = "Take another copy."
_ABOUT_MAX = 4_096
About = dict[str, str | int]


class Part:
    """One part of a carried file, to be read where it stands."""

    def __init__(self, reading: IO[bytes]) -> None:
        self._reading = reading

    def read(self, n_bytes: int = -1) -> bytes:
        """Give the next bytes, or all that are left.

        Raises:
          Refused: the file was cut off in this part.
        """
        try:
            return self._reading.read(n_bytes)
        except (tarfile.TarError, EOFError):
            raise Refused(NOT_OURS, hint=OTHER) from None


def pack(out: IO[bytes], about: About, parts: Iterable[tuple[str, Path | bytes]]) -> None:
    """Write parts behind one another, without owners or times."""
    with tarfile.open(fileobj=out, mode="w") as tar:
        first = json.dumps({"format": FORMAT} | about).encode()
        for name, part in [(ABOUT, first), *parts]:
            entry = tarfile.TarInfo(name)
            entry.mode = 0o600
            with part.open("rb") if isinstance(part, Path) else io.BytesIO(part) as reading:
                entry.size = reading.seek(0, io.SEEK_END)
                reading.seek(0)
                tar.addfile(entry, reading)


def unpack(
    file: IO[bytes], holds: str, *, may_hold: Callable[[str], object]
) -> Iterator[tuple[str, "Part | About"]]:
    """Give the parts of a carried file: first what it says of itself, then each name and content.

    Args:
      holds: BACKUP or KEY_STORE; a file of the other kind is refused.
      may_hold: says of a name whether such a part may stand in it.

    Raises:
      Refused: it is no file of that kind, is of a newer format, or names a part that is none.
    """
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            yield ABOUT, _about(tar, holds)
            while entry := tar.next():
                reading = tar.extractfile(entry) if entry.isreg() else None
                if reading is None or not may_hold(entry.name):
                    raise Refused(NOT_OURS, hint=OTHER)
                yield entry.name, Part(reading)
    except (tarfile.TarError, EOFError):
        raise Refused(NOT_OURS, hint=OTHER) from None


def _about(tar: tarfile.TarFile, holds: str) -> About:
    first = tar.next()
    reading = tar.extractfile(first) if first and first.name == ABOUT and first.isreg() else None
    try:
        about = json.loads(reading.read(_ABOUT_MAX)) if reading else None
    except (ValueError, RecursionError):
        about = None
    if not isinstance(about, dict):
        raise Refused(NOT_OURS, hint=OTHER)
    if about.get("format") != FORMAT:
        raise Refused("The file was written by another Waystation.", hint="Install a newer one.")
    if about.get("holds") != holds:
        says = f"This file is a {about.get('holds')}, not a {holds}."
        raise Refused(says, hint="Look which file is which.")
    return about
