"""What the doctor looks at outside the data: memory, core files, owners, clock and settings."""

import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from waystation.base.models import Ping
from waystation.cli.carried import KDF_PASSES
from waystation.cli.carriers import house
from waystation.cli.doctor_words import Finding

SWAPS, CORE_PATTERN = Path("/proc/swaps"), Path("/proc/sys/kernel/core_pattern")
# Swapped into memory itself, not onto a disk.
IN_MEMORY = "/dev/zram"
CLOCK_SLACK_S = 300
FILES_MAX = 100_000
NAMED_MAX = 4


def look(home: Path, *, now: datetime) -> Iterator[Finding]:
    """Look at everything here."""
    yield from swap(SWAPS.read_text() if SWAPS.exists() else "")
    yield from core_files(CORE_PATTERN.read_text() if CORE_PATTERN.exists() else "")
    yield from owner(os.geteuid())
    yield from permissions(home)
    yield from price(home)
    yield from behind(home, now)
    yield from configured()


def swap(swaps: str) -> Iterator[Finding]:
    """Find places on a disk to which memory, with opened keys in it, may be written.

    Args:
      swaps: what stands in /proc/swaps.
    """
    used = [line.split()[0] for line in swaps.splitlines()[1:] if line.split()]
    on_disk = [name for name in used if not name.startswith(IN_MEMORY)]
    if on_disk:
        says = f"Memory is swapped to {', '.join(on_disk)}: opened keys and names end up there."
        hint = "Run `swapoff -a` and take it out of /etc/fstab, or encrypt it with a key drawn anew"
        yield Finding("swap", says, f"{hint} at every start.")


def core_files(pattern: str) -> Iterator[Finding]:
    """Find a program that is handed the whole memory of whatever crashes.

    Waystation's own processes write no core files; only such a program is given one all the same.
    """
    if pattern.startswith("|"):
        says = f"After a crash the whole memory is given to {pattern[1:].split()[0]}."
        yield Finding("core files", says, "Run `sysctl -w kernel.core_pattern=core` and keep it.")


def owner(euid: int) -> Iterator[Finding]:
    """Find a console that runs as root."""
    if euid == 0:
        says = "You are root; if the console runs as root, a break-in owns the machine."
        yield Finding("root", says, "Give the console and its data a user of their own.")


def permissions(home: Path) -> Iterator[Finding]:
    """Find files that others on this machine may read or that belong to somebody else."""
    open_ones, foreign = [], []
    for path in [home, *sorted(home.rglob("*"))[:FILES_MAX]]:
        kept = path.lstat()
        if stat.S_IMODE(kept.st_mode) & 0o077 and not path.is_symlink():
            open_ones.append(path)
        if kept.st_uid != home.stat().st_uid:
            foreign.append(path)
    if open_ones:
        says = f"Other users of this machine may open {_some(open_ones, home)}."
        yield Finding("permissions", says, f"Run `chmod -R go= {home}`.")
    if foreign:
        says = f"Not everything belongs to one user: {_some(foreign, home)}."
        yield Finding("permissions", says, "Give all of it to the user that runs the console.")


def price(home: Path) -> Iterator[Finding]:
    """Find a price of guessing a passphrase that was never fitted to this machine."""
    if not (home / KDF_PASSES).exists():
        says = "What a guess at a passphrase costs was never fitted to this machine."
        yield Finding("passphrases", says, "Run `waystation vault tune`.")


def behind(home: Path, now: datetime) -> Iterator[Finding]:
    """Find a clock that stands before the last thing that was written."""
    newest = max((path.lstat().st_mtime for path in home.glob("*")), default=0.0)
    installed = Path(__file__).stat().st_mtime
    if max(newest, installed) - now.timestamp() > CLOCK_SLACK_S:
        says = f"The clock says {now:%Y-%m-%d %H:%M} UTC, but files here are newer than that."
        yield Finding("clock", says, "Set the clock: alarms and sign-ins go by it.")


def configured() -> Iterator[Finding]:
    """Find settings that are not fit for work."""
    if settings.DEBUG:
        yield Finding("debug", "DEBUG is on: error pages show what was open.", "Turn it off.")
    at = urlsplit(settings.ORIGIN)
    if not settings.ORIGIN:
        says = "WAYSTATION_ORIGIN is not set: the console serves this machine alone, without TLS."
        yield Finding("address", says, "Set it to the https address at which colleagues reach it.")
    elif at.scheme != "https":
        says = f"Colleagues reach the console over {at.scheme or 'no scheme'}, readable on the way."
        yield Finding("address", says, "Put TLS in front and set WAYSTATION_ORIGIN to https://….")
    if at.scheme == "https" and not settings.PROXIES:
        says = "Every sign-in seems to come from the server in front: one stranger slows all down."
        yield Finding("address", says, "Set WAYSTATION_PROXIES to the number of servers in front.")
    if not house.is_configured() and not Ping.objects.exists():
        says = "When an alarm rings, nobody is told who is not looking at the board."
        hint = "Set WAYSTATION_PING_URL, or have everybody choose how they are called (“My keys”)."
        yield Finding("carrier", says, hint)


def _some(paths: list[Path], home: Path) -> str:
    names = [str(path.relative_to(home.parent)) for path in paths[:NAMED_MAX]]
    more = len(paths) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
