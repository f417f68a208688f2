"""What is due rings, whatever befalls the worker; and what one token costs where many wait."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import UUID

from bench.figures import Figure, middle
from bench.storm import storm
from waystation.base import tokens, watches
from waystation.base.models import Page, Watch

PART = "Watches"
N, WINDOW_S, LEAD_S, ROUNDS = 10_000, 300.0, 75.0, 5
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EXPLAINED = (
    f"Watches: {N:,} watches on a database of their own, most of them due within {WINDOW_S:.0f} "
    "s, one of ten answered by a phone's token about then, one of twenty due hours later. Two "
    "workers as they are, each begun with where its data lies and nothing else, are killed with "
    "SIGKILL after a few seconds and begun again, locked out of the database for 0.3 s at a time, "
    "and told by their machine's clock an hour too little in the third quarter and an hour too "
    "much in the last; tiers follow one another in seconds. A page is late by the time from its "
    "due time to its being seen in the database, looked at four times a second. Missed, doubled "
    "and false pages are counted at the end.",
    f"One round: {N:,} watches due at once, rung by one process in one go, best of {ROUNDS}. One "
    f"token: shown where {N:,} watches wait, found and its reply laid ready, median of 100.",
)


def measure() -> Iterator[Figure]:
    """Raise the storm, then time one round and one token in peace."""
    with tempfile.TemporaryDirectory(prefix="waystation-storm-") as folder:
        found = storm(Path(folder), n=N, window_s=WINDOW_S, lead_s=LEAD_S)
    n = f"{found.n_due:,} due, {found.n_answered:,} answered, {found.kills} kills"
    wrong = found.missed + found.tiers_missed + found.doubled + found.false
    yield _figure("watches.wrong", wrong, "pages", 0, f"missed, doubled or false: {n}")
    yield _figure("watches.latest_s", found.latest_s, "s", 60, f"the latest page: {n}")
    yield _figure("watches.round_s", min(_round() for _ in range(ROUNDS)), "s", 60, "due at once")
    yield _figure("watches.token_ms", _token(), "ms", None, f"a token, {N:,} watches waiting")


def _round() -> float:
    """Ring all of them at once; gives seconds."""
    _set()
    began = perf_counter()
    assert watches.ring_due(NOON) == N
    return perf_counter() - began


def _token() -> float:
    """Show tokens where all of them wait; gives milliseconds for one."""
    _set()
    took = []
    for nth in range(100):
        began = perf_counter()
        watches.show(_shown(nth), NOON)
        took.append((perf_counter() - began) * 1e3)
    assert Watch.objects.filter(state="answered").count() == 100
    return middle(took)


def _set() -> None:
    Page.objects.all().delete()
    Watch.objects.all().delete()
    rows = []
    for nth in range(N):
        row = Watch(cell=UUID(int=1), due_at=NOON, next_at=NOON)
        row.codes = tokens.codes(row.id, swapped=False, answer=tokens.Pair(_shown(nth), bytes(16)))
        row.alarm = bytes(watches.BOX_BYTES)
        row.tiers, row.replies = bytes(watches.TIER_BYTES), bytes(watches.REPLIES_BYTES)
        rows.append(row)
    Watch.objects.bulk_create(rows, batch_size=500)


def _shown(nth: int) -> bytes:
    return tokens.chain(b"bench" + nth.to_bytes(4, "big"), 1)[0]


def _figure(name: str, value: float, unit: str, target: float | None, what: str) -> Figure:
    held = {"part": PART, "what": what}
    return Figure(
        name=name, value=round(value, 2), unit=unit, better="lower", target=target, conditions=held
    )
