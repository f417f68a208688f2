"""What a linkage has done so far, in a folder, so that it can be broken off and taken up again.

A stage is written beside its place and then moved there: whatever is there is whole. The folder
belongs to one job, known by a digest of its files and settings, and is emptied at its end.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from waystation.base.errors import Refused
from waystation.tracing.batch.domain import Learned

MEMORY = Path("/dev/shm")  # noqa: S108 - memory, not a disk
LEARNED, JOB = "learned.json", "job"


def in_memory(folder: Path) -> bool:
    """Say whether a folder lies on a file system that lives in memory alone."""
    there = folder.resolve()
    best, kind = "", ""
    for line in Path("/proc/mounts").read_text("utf-8").splitlines():
        _device, point, of_kind, *_rest = line.split(" ")
        point = point.replace("\\040", " ")
        if there.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, of_kind
    return kind in ("tmpfs", "ramfs")


def digest(files: tuple[Path, ...], said: object) -> str:
    """Know a job again: by what is in its files and what was said about them.

    Raises:
      Refused: a file is not there.
    """
    found = hashlib.sha256(msgspec.json.encode(said))
    for path in files:
        try:
            with path.open("rb") as body:
                found.update(hashlib.file_digest(body, "sha256").digest())
        except OSError as error:
            raise Refused(
                f"{path} cannot be read: {error.strerror}.", hint="Look at its name."
            ) from None
    return found.hexdigest()


class Stages:
    """The stages of one job; `folder` is made if it is not there."""

    def __init__(self, folder: Path, job: str, *, resume: bool) -> None:
        """Begin a job, or take it up where it was broken off.

        Raises:
          Refused: the folder holds another job, or this one begun and nobody said to resume it.
        """
        self.folder = folder
        mark = folder / JOB
        begun = mark.read_text("ascii") if mark.exists() else ""
        if begun and begun != job:
            raise Refused(
                f"{folder} holds another linkage: other files or other settings.",
                hint="Give another folder with --stages, or delete this one.",
            )
        if self.holds_work and not resume:
            raise Refused(
                f"This linkage was begun before and not finished; {folder} holds what it did.",
                hint="Say --resume to go on with it, or delete the folder to begin anew.",
            )
        if not begun and folder.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} is not empty.", hint="Give an empty folder with --stages.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not begun:
            _whole(mark, job.encode("ascii"))

    @property
    def holds_work(self) -> bool:
        """Say whether any stage is done."""
        return (self.folder / LEARNED).exists()

    @property
    def learned(self) -> Learned | None:
        """Give what was learned, if that stage is done."""
        path = self.folder / LEARNED
        return msgspec.json.decode(path.read_bytes(), type=Learned) if path.exists() else None

    def keep(self, learned: Learned) -> None:
        """Finish the stage of learning."""
        _whole(self.folder / LEARNED, msgspec.json.encode(learned))

    def pairs(self, nth: int) -> Path:
        """Say where the pairs of a rule stand once that stage is done."""
        return self.folder / f"pairs-{nth:02}.parquet"

    @contextmanager
    def finishing(self, nth: int) -> Iterator[Path]:
        """Write the pairs of a rule beside their place; they are moved there when all are."""
        beside = self.folder / f"unfinished-{nth:02}.parquet"
        _remove(beside)
        yield beside
        beside.replace(self.pairs(nth))

    def end(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _whole(path: Path, body: bytes) -> None:
    beside = path.with_name(f"{path.name}.part")
    with beside.open("wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
