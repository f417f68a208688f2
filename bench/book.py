"""How fast the book takes entries on both databases, beside django-hordak on the same work."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import quantiles

from bench import databases
from bench.figures import Figure, beside

PART = "Book"
N = int(os.environ.get("BENCH_BOOK_ENTRIES", "100000"))
PEER = "django-hordak 2.0.0, same work, same server"
EXPLAINED = (
    f"Book: {N:,} entries of 2.7 lines on average over 43 restricted funds, each with a memo and a "
    "payee sealed to finance, numbered, committed and chained, 5,000 in a transaction; triggers "
    "check every balance, number, fund and promise. Alone: 400 entries, each a transaction of its "
    "own. Each database in a process of its own; SQLite with its log and `synchronous=NORMAL`, "
    "PostgreSQL on the loopback as the tests start it (`fsync=off`, `synchronous_commit=off`).",
    "Beside it: django-hordak on the same server with the same lines. It checks that each "
    "transaction balances; it has no funds, notes, numbers or chain, and its rows can be changed "
    "afterwards.",
    "A million lines: the same book filled up with entries of ten lines; the best of five rounds.",
)


def measure() -> list[Figure]:
    """Post the work on SQLite, and on PostgreSQL with its peer where a server can be had."""
    with tempfile.TemporaryDirectory(prefix="waystation-book-") as folder:
        sqlite = _ours(Path(folder) / "sqlite", "million", postgres=False)
        found = _figures("sqlite", sqlite, {"single": 10, "bulk": 30})
        return [*found, *_million(sqlite), *_on_a_server(Path(folder) / "said")]


def _on_a_server(said: Path) -> list[Figure]:
    """Measure both on the server around us, else on one of our own; nothing where none can be."""
    if os.environ.get(databases.SERVER):
        _say(said)
    else:
        within = ["sh", str(databases.ROOT / "tests" / "with_postgres.sh")]
        subprocess.run([*within, sys.executable, "-m", "bench.book", str(said)], check=True)
    if not said.exists():
        return []
    told = json.loads(said.read_text())
    return _beside(told["ours"], told["theirs"])


def _say(said: Path) -> None:
    """Measure on the server around us, ours and the peer, and write it down."""
    with tempfile.TemporaryDirectory(prefix="waystation-book-") as folder:
        theirs = _hordak(Path(folder) / "hordak")
        ours = _ours(Path(folder) / "postgres", "", postgres=True)
    said.write_text(json.dumps({"ours": ours, "theirs": theirs}))


def _ours(folder: Path, more: str, *, postgres: bool) -> dict:
    databases.found(folder, postgres=postgres)
    try:
        return _run("bench.booking", str(N), *filter(None, [more]), folder=folder)
    finally:
        databases.drop_of(folder)


def _hordak(folder: Path) -> dict:
    folder.mkdir()
    url = databases.new_database(folder)
    (folder / "database-url").write_text(url)
    try:
        return _run("bench.hordak_book", str(N), url, folder=folder)
    finally:
        databases.drop_of(folder)


def _run(module: str, *words: str, folder: Path) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        env=databases.quiet(databases.environment_of(folder)),
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _figures(name: str, found: dict, targets: dict[str, float]) -> list[Figure]:
    what = f"{N:,} entries, {found['lines']:,} lines, {name}"
    middle, late = _percentiles(found["single_ms"])
    return [
        _figure(f"{name}_entry_p50_ms", middle, "ms", None, f"one entry alone, {name}"),
        _figure(
            f"{name}_entry_p95_ms", late, "ms", targets.get("single"), f"one entry alone, {name}"
        ),
        _figure(f"{name}_bulk_s", found["bulk_s"], "s", targets.get("bulk"), what),
        _figure(f"{name}_known_5000_s", found["again_s"], "s", None, "5,000 of them sent again"),
        _figure(f"{name}_check_s", found["check_s"], "s", None, f"the whole check of {what}"),
    ]


def _million(found: dict) -> list[Figure]:
    what = f"{found['postings']:,} lines, sqlite"
    return [
        _figure("sqlite_balance_sheet_s", found["sheet_s"], "s", 1, f"balance sheet, {what}"),
        _figure("sqlite_trial_balance_s", found["trial_s"], "s", None, f"trial balance, {what}"),
    ]


def _beside(ours: dict, theirs: dict) -> list[Figure]:
    """Set our figures on PostgreSQL beside the peer's."""
    found = _figures("postgres", ours, {})
    peers = {
        "book.postgres_entry_p95_ms": _percentiles(theirs["single_ms"])[1],
        "book.postgres_bulk_s": theirs["bulk_s"],
    }
    return [
        Figure(
            name=figure.name,
            value=figure.value,
            unit=figure.unit,
            better=figure.better,
            target=figure.target,
            conditions=figure.conditions,
            **beside(PEER, figure.value, peers[figure.name]),
        )
        if figure.name in peers
        else figure
        for figure in found
    ]


def _percentiles(times: list[float]) -> tuple[float, float]:
    parts = quantiles(times, n=20)
    return parts[9], parts[18]


def _figure(name: str, value: float, unit: str, target: float | None, what: str) -> Figure:
    return Figure(
        name=f"book.{name}",
        value=round(value, 3),
        unit=unit,
        better="lower",
        target=target,
        conditions={"part": PART, "what": what},
    )


if __name__ == "__main__":
    _say(Path(sys.argv[1]))
