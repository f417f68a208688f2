"""Where the sealed bytes of files lie, and what was interrupted and left behind. Needs no key."""

import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from waystation.vault.models import FileRow

# A half-written file this old belongs to nobody who still writes; one that no row knows, neither.
PART_IS_LEFT_S, UNKNOWN_IS_LEFT_S = 3_600, 86_400


def place_of(file_id: UUID) -> Path:
    """Say where a file's sealed bytes lie."""
    return _folder() / file_id.hex


def forget_parts(now: datetime) -> int:
    """Delete what interrupted uploads left behind, and say how many.

    Args:
      now: the machine's own time, which files are dated by.
    """
    known = {file_id.hex for file_id in FileRow.objects.values_list("id", flat=True)}
    n_gone = 0
    for path in list(_folder().iterdir()) if _folder().is_dir() else ():
        if path.name in known:
            continue
        age_s = now.timestamp() - path.stat().st_mtime
        if age_s > (PART_IS_LEFT_S if path.suffix else UNKNOWN_IS_LEFT_S):
            path.unlink(missing_ok=True)
            n_gone += 1
    return n_gone


def forget_packed(now: datetime) -> int:
    """Delete the copies of the database that killed backups left, and say how many.

    They hold visits, and rows of cases that may be purged meanwhile.
    """
    n_gone = 0
    for path in Path(settings.HOME).glob("packing-*"):
        if now.timestamp() - path.stat().st_mtime > UNKNOWN_IS_LEFT_S:
            shutil.rmtree(path, ignore_errors=True)
            n_gone += 1
    return n_gone


def _folder() -> Path:
    return Path(settings.HOME) / "media"
