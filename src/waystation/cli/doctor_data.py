"""What the doctor looks at in the data: stores, worker, witness, copies, keys and doors."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from waystation.base.errors import Refused
from waystation.cli import doctor_postgres
from waystation.cli.doctor_words import Finding

COPY_DAYS, SIGNED_DAYS, KEY_DAYS = 7, 3, 8
KEY_STORE = "keystore.sqlite"
LINE_TROUBLES = {
    "stale": "The public page takes no tips: its keys are too old.",
    "one key for all": "The public page seals tips to one common key: the one-time keys ran out.",
}
_WRITE_VERSION, _LOGGED = 18, 2


def look(home: Path, *, now: datetime, today: date) -> Iterator[Finding]:
    """Look at everything here.

    Args:
      now: the machine's time, by which files are dated.
      today: the organisation's day, by which acts are.
    """
    yield from demo()
    yield from payments()
    yield from database()
    yield from key_store(home / KEY_STORE)
    yield from worker(now)
    yield from chain_and_witness(home, today)
    yield from copies(today)
    yield from keys(today)
    yield from tip_line(datetime.combine(today, now.timetz()))


def demo() -> Iterator[Finding]:
    """Find the demo, whose passphrases everybody can read."""
    from waystation.base import clock

    if clock.is_standing():
        says = "This is the demo: its clock stands, and its passphrases are printed for everybody."
        yield Finding("demo", says, "Found your own organisation with `waystation init` elsewhere.")


def payments() -> Iterator[Finding]:
    """Find an organisation whose givers pay the test provider, which moves no money."""
    from waystation.base import clock

    if settings.PAYMENTS == "test" and not clock.is_standing():
        says = "WAYSTATION_PAYMENTS is test: whoever gives on the public site pays nothing,"
        hint = "Set WAYSTATION_PAYMENTS=stripe with its two files before you open the public site."
        yield Finding("payments", f"{says} and the book says it came.", hint)


def database() -> Iterator[Finding]:
    """Find a database that is damaged, keeps what was deleted, or waits for one who writes."""
    from django.db import connection

    if connection.vendor == "postgresql":
        yield from doctor_postgres.look()
        return
    with connection.cursor() as cursor:
        logged = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        wiped = cursor.execute("PRAGMA secure_delete").fetchone()[0]
        sound = cursor.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    if not sound:
        yield Finding("database", "The database is damaged.", "Restore a backup elsewhere.")
    if logged != "wal" or not wiped:
        says = f"The database runs with journal_mode {logged} and secure_delete {wiped}."
        yield Finding("database", says, "Take DATABASES from Waystation's own settings.")


def key_store(path: Path) -> Iterator[Finding]:
    """Find a key store that is missing, or keeps destroyed keys in a log beside it."""
    if not path.exists():
        says = "There is no key store: no case opens."
        yield Finding("key store", says, "Put a copy back with `waystation keys put-back`.")
        return
    with path.open("rb") as file:
        head = file.read(_WRITE_VERSION + 1)
    beside = [f.name for f in path.parent.glob(f"{path.name}-*") if f.name.endswith(("wal", "shm"))]
    if len(head) > _WRITE_VERSION and (head[_WRITE_VERSION] == _LOGGED or beside):
        says = "The key store has a write-ahead log: destroyed keys stay in it."
        hint = f"Stop the console; run `sqlite3 {path} 'PRAGMA journal_mode=DELETE; VACUUM'`."
        yield Finding("key store", says, hint)


def worker(now: datetime) -> Iterator[Finding]:
    """Find out that no worker runs, without which no alarm rings."""
    from waystation.base import rounds

    silent = rounds.silent_for(now)
    if silent is None:
        says = "The worker never ran: no alarm rings."
    elif silent > rounds.ALIVE:
        says = f"The worker was last seen {_span(silent.total_seconds())} ago: no alarm rings."
    else:
        return
    yield Finding("worker", says, "Run `waystation serve`, or `waystation work` as a service.")


def chain_and_witness(home: Path, today: date) -> Iterator[Finding]:
    """Find a chain whose end nobody signs, or of which no copy is kept elsewhere."""
    from waystation.vault import health

    signed = health.last_signed()
    if signed is None or (today - signed).days > SIGNED_DAYS:
        when = f"was last signed on {signed}" if signed else "was never signed"
        says = f"The end of the audit chain {when}; what came since can be cut off unseen."
        yield Finding("audit", says, "A security officer signs it by signing in.")
    if not settings.WITNESS_FILE and not settings.WITNESS_MAIL:
        says = "The audit chain has no witness: whoever holds this machine can rewrite it."
        hint = "Set WAYSTATION_WITNESS_FILE to another machine's disk, or WAYSTATION_WITNESS_MAIL."
        yield Finding("witness", says, hint)
    if settings.WITNESS_FILE:
        yield from witness_file(Path(settings.WITNESS_FILE), home, signed)


def witness_file(path: Path, home: Path, signed: date | None) -> Iterator[Finding]:
    """Find a witness that lags behind, cannot be read, or lies where the chain lies."""
    from waystation.vault import chain

    try:
        _key, seen = chain.read_witness(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, Refused):
        says = f"The witness {path} cannot be read."
        yield Finding("witness", says, "See that its disk is there and the worker may write to it.")
        return
    last = max((one.day for one in seen if one.signature), default=0)
    if signed and last < signed.toordinal():
        says = "The witness lacks the last signed end of the audit chain."
        yield Finding("witness", says, "See that the worker runs and may write to it.")
    if path.stat().st_dev == home.stat().st_dev:
        says = "The witness lies on the same disk as the audit chain: who takes one takes both."
        yield Finding("witness", says, "Keep it on another machine, or have it mailed.")


def copies(today: date) -> Iterator[Finding]:
    """Find backups and copies of the key store that are too old or were never made."""
    from waystation.vault import health

    for kind, about, hint in (
        ("backup made", "backup", "Run `waystation backup FILE --to RECIPIENT`."),
        ("key store copied", "copy of the key store", "Run `waystation keys copy FILE --to …`."),
    ):
        last = health.last_day(kind)
        if last is None:
            yield Finding(about, f"There never was a {about}.", hint)
        elif (today - last).days > COPY_DAYS:
            yield Finding(about, f"The last {about} is {(today - last).days} days old.", hint)


def keys(today: date) -> Iterator[Finding]:
    """Find keys that are too old or too cheap to guess, and people without a way back."""
    from waystation.vault import health, trustees

    oldest = health.oldest_key()
    if oldest and (today - oldest).days > KEY_DAYS:
        says = f"A compartment has had one key for {(today - oldest).days} days."
        hint = "It is renewed weekly when somebody who holds it signs in: ask why nobody does."
        yield Finding("rotation", says, hint)
    if not trustees.stands():
        says = "There is no escrow: whoever loses passphrase and recovery code loses their keys."
        yield Finding("escrow", says, "Hold the ceremony: `waystation escrow make`.")
    memory_kib, passes, _lanes = settings.KDF
    weak = health.weak_doors(memory_kib, passes)
    if weak:
        says = f"{weak} doors cost a guesser less than newer ones."
        yield Finding("doors", says, "They are made anew when their people sign in.")


def tip_line(now: datetime) -> Iterator[Finding]:
    """Find a public page whose one-time keys ran out; a page that is closed needs none."""
    from waystation.cases import intake_ends

    trouble = intake_ends.line_trouble(now)
    if trouble in LINE_TROUBLES:
        hint = "They are made anew when a holder of the receiving compartment signs in."
        yield Finding("public page", LINE_TROUBLES[trouble], hint)


def _span(seconds: float) -> str:
    hours, days = int(seconds // 3_600), int(seconds // 86_400)
    if days:
        return f"{days} days"
    return f"{hours} hours" if hours else f"{int(seconds // 60)} minutes"
