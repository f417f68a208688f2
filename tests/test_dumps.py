"""What copies of the disk tell whoever has two of them, or one and patience.

A dump is every row of every table of ours, and the key store. Only sizes and counts may be learned.
"""

import os
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from waystation.base.errors import Tampered
from waystation.base.sensitivity import declared
from waystation.testing.cast import ALLAN, HARRIET, JACOB, LEVI, PASSMORE, WILLIAM, Member
from waystation.vault import desk, door, doors, grants, keystore, locks, register, seal, staff
from waystation.vault.door import Who
from waystation.vault.mail import MARK_BYTES, PLACE_BYTES
from waystation.vault.models import Cell, Mailbox, Session, User
from waystation.vault.pseudonyms import HandField, hand_of

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
HIDING = {"sealed", "digest"}
# rows[table][id] = the row's values by column.
Dump = dict[str, dict[Any, dict[str, Any]]]


def tables() -> Iterator[Any]:
    for model in apps.get_models():
        if model.__module__.startswith("waystation."):
            yield model


def dump() -> Dump:
    """Copy every row of ours, as a thief would."""
    found: Dump = {}
    for model in tables():
        rows = model._default_manager.values()
        key = model._meta.pk.attname
        hands = {f.attname for f in model._meta.concrete_fields if isinstance(f, HandField)}
        plain = (
            {
                name: hand_of(value) if value and name in hands else unwrapped(value)
                for name, value in row.items()
            }
            for row in rows
        )
        found[model.__name__] = {row[key]: row for row in plain}
    return found


def unwrapped(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def told(before: Dump, after: Dump) -> dict[tuple[str, str], Counter]:
    """Say, for each table and column, how values changed that a thief sees change.

    A hidden value of one size in the place of another counts only as changed; anything else, as
    another size, a plain value, a row more or less, is told as it is.
    """
    found: dict[tuple[str, str], Counter] = {}
    for table, rows in before.items():
        hidden = hidden_columns(table)
        now = after[table]
        if len(rows) != len(now):
            found[table, "rows"] = Counter({len(now) - len(rows): 1})
        for key in rows.keys() & now.keys():
            for column, was in rows[key].items():
                if was != now[key][column]:
                    seen = change(was, now[key][column], column in hidden)
                    found.setdefault((table, column), Counter())[seen] += 1
    return found


def change(was: Any, now: Any, is_hidden: bool) -> str:
    if is_hidden and len(was) == len(now):
        return "another of one size"
    return f"{len(was)} to {len(now)} bytes" if is_hidden else "a plain value"


def hidden_columns(table: str) -> set[str]:
    model = next(model for model in tables() if model.__name__ == table)
    classes = declared(model._meta.app_label)
    columns = [field.attname for field in model._meta.concrete_fields]
    return {c for c in columns if classes.get(f"{table}.{c}", classes.get(f"*.{c}")) in HIDING}


def who(member: Member, passphrase: str = "") -> Who:
    """Let a member in."""
    cookie = door.sign_in(member.name, passphrase or member.passphrase, now=NOW)
    return door.who_is(cookie, now=NOW)


@pytest.fixture
def office(demo, monkeypatch):
    """The demo organisation at one moment."""
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW)
    return demo


def test_before_and_after_a_reader_is_added_only_blobs_of_one_size_differ(office):
    allan, harriet, jacob = who(ALLAN), who(HARRIET), who(JACOB)
    cell = harriet.keyring.cell("cases")
    # The day's figures have a line of their own from the first page security opens.
    desk.catch_up(allan.keyring, now=NOW)
    before = dump()

    grants.ask(cell, jacob.user_id, by=allan, now=NOW)
    (asked,) = [f for m in (harriet, who(WILLIAM)) for f in grants.asks_of(m)][:1]
    holder = harriet if asked in grants.asks_of(harriet) else who(WILLIAM)
    grants.give(asked.mark, by=holder, now=NOW)
    assert who(JACOB).keyring.holds(cell)

    changes = told(before, dump())
    rows = {name for (name, column) in changes if column == "rows"}
    # An act is counted in the audit chain and a notice lies for security; both name nobody.
    assert rows <= {"AuditEntry", "Notice", "Session"}
    assert {seen for (_t, c), counts in changes.items() if c != "rows" for seen in counts} <= {
        "another of one size"
    } | PLAIN_STEPS
    plain = {key for key, counts in changes.items() if counts["a plain value"]}
    assert plain <= {("RegisterRow", "revision"), ("RegisterRow", "day")}
    # Every mailbox changed by as many places, so none is seen to be the colleague's.
    places = mailbox_changes(before["Mailbox"], dump()["Mailbox"])
    assert len(places) == Mailbox.objects.count()
    assert min(places.values()) > 0


PLAIN_STEPS = {"a plain value"}


def mailbox_changes(before: dict, after: dict) -> dict[Any, int]:
    """Count, for each mailbox, the places that hold something else than before."""
    found = {}
    for key, row in before.items():
        was, now = row["slots"], after[key]["slots"]
        places = range(0, len(was), PLACE_BYTES)
        found[key] = sum(was[at : at + PLACE_BYTES] != now[at : at + PLACE_BYTES] for at in places)
    return found


def test_a_dump_names_no_colleague_beside_a_compartment(office):
    users = {user.bytes for user in User.objects.values_list("pk", flat=True)}
    cells = {cell.bytes for cell in Cell.objects.values_list("pk", flat=True)}
    mailboxes = {box.bytes for box in Mailbox.objects.values_list("pk", flat=True)}

    for table, rows in dump().items():
        for row in rows.values():
            held = [value for value in row.values() if hasattr(value, "bytes")]
            names = {one.bytes for one in held}
            assert len([1 for group in (users, cells, mailboxes) if names & group]) <= 1, table
            for value in row.values():
                if isinstance(value, bytes):
                    for group in (users, cells, mailboxes):
                        assert not any(one in value for one in group - names), table


# Whether somebody has a second passphrase.


def door_columns() -> dict[Any, tuple[bytes, bytes]]:
    return {user.pk: (bytes(user.first), bytes(user.second)) for user in User.objects.all()}


def seen_of(column: bytes) -> tuple[int, bytes, int]:
    """Say what a thief sees of a stored door: its size, the suites, and how far it packs."""
    parts = doors.parts(column)
    packs = len(zlib.compress(column, 9)) >= len(column)
    return len(column), b"".join(part[:1] for part in parts[1:]), packs


def test_no_stored_door_looks_different_from_any_other(office):
    seen = Counter(seen_of(column) for pair in door_columns().values() for column in pair)

    assert len(seen) == 1
    # One door each, a second for some, filler for others: all three stand in this table.
    with_second = {m.name for m in (HARRIET, WILLIAM, ALLAN, PASSMORE, LEVI, JACOB) if m.duress}
    assert with_second
    assert len(with_second) < len(door_columns())


def chi_square(columns: Iterable[bytes]) -> float:
    """Measure how unevenly the 256 bytes are spread, in deviations from what chance gives."""
    counts, total = Counter(), 0
    for column in columns:
        for part in doors.parts(column):
            # The first byte of each part is its suite and no secret; the nonce is random.
            counts.update(part[1:])
            total += len(part) - 1
    expected = total / 256
    square = sum((counts[byte] - expected) ** 2 / expected for byte in range(256))
    return (square - 255) / (2 * 255) ** 0.5


def test_the_bytes_of_true_doors_second_doors_and_filler_are_spread_alike(office):
    pairs = door_columns()
    second = {staff.try_door(m.name, m.duress) for m in (HARRIET, WILLIAM, ALLAN) if m.duress}
    own = {staff.try_door(m.name, m.passphrase) for m in (HARRIET, WILLIAM, ALLAN, LEVI, JACOB)}
    known = {(d.user_id, d.nth) for d in second | own if d}
    kinds = {
        "true": [pairs[d.user_id][d.nth] for d in own if d],
        "second": [pairs[d.user_id][d.nth] for d in second if d],
        "filler": [
            pairs[d.user_id][1 - d.nth] for d in own if d and (d.user_id, 1 - d.nth) not in known
        ],
    }

    # Five deviations: once in 200,000 tries by chance; a plain text is thousands away.
    assert all(columns for columns in kinds.values())
    assert [kind for kind, columns in kinds.items() if abs(chi_square(columns)) > 5] == []
    plain = doors.filler()[:-800] + b"harriet " * 100
    assert chi_square([plain]) > 50


def test_the_true_door_stands_first_as_often_as_second(office):
    members = User.objects.count()
    first = 0
    for number in range(60):
        user_id = staff.admit(
            name=f"n{number}", alias="N", role="approver", passphrase="p" * 24, slots=[]
        )
        opened = staff.try_door(f"n{number}", "p" * 24)
        assert opened is not None
        assert opened.user_id == user_id
        first += opened.nth == 0

    # Sixty throws of a coin: fewer than 12 or more than 48 come once in two million runs.
    assert 12 <= first <= 48
    assert User.objects.count() == members + 60


ACTS = ("set a second passphrase", "replace it", "take it away", "change the first")


@pytest.mark.parametrize("act", ACTS)
def test_setting_and_removing_a_second_passphrase_looks_like_changing_the_first(office, act):
    levi = who(LEVI)
    second, other = "under the third stone by the well", "over the hill and behind the mill"
    if act in ("replace it", "take it away"):
        locks.set_duress(levi.door, passphrase=LEVI.passphrase, duress=second, now=NOW)
    before = dump()

    if act == "take it away":
        locks.remove_duress(levi.door, passphrase=LEVI.passphrase, now=NOW)
    elif act == "change the first":
        locks.change_passphrase(levi.door, passphrase=LEVI.passphrase, new=other, now=NOW)
    else:
        locks.set_duress(levi.door, passphrase=LEVI.passphrase, duress=other, now=NOW)

    after = dump()
    assert told(before, after) == {
        ("AuditEntry", "rows"): Counter({1: 1}),
        ("User", "salt"): Counter({"a plain value": 1}),
        ("User", "first"): Counter({"another of one size": 1}),
        ("User", "second"): Counter({"another of one size": 1}),
    }
    (new,) = after["AuditEntry"].keys() - before["AuditEntry"].keys()
    assert after["AuditEntry"][new]["kind"] == 20


def test_a_forced_sign_in_leaves_the_same_rows_as_any_other(office):
    def left(passphrase: str) -> dict[tuple[str, str], Counter]:
        Session.objects.all().delete()
        before = dump()
        who(HARRIET, passphrase)
        return told(before, dump())

    free, forced = left(HARRIET.passphrase), left(HARRIET.duress)

    # One visit and one notice more; nothing is written beside either door.
    assert free == forced
    assert set(free) == {("Session", "rows"), ("Notice", "rows")}


# The X25519 half of a box is a point of the curve, whose last bit is never set.
POINT_ENDS = 2 + 1_088 + 32


def stored_boxes() -> dict[str, list[bytes]]:
    """Give all that are boxes or stand where boxes do, by the column they lie in."""
    size = PLACE_BYTES - MARK_BYTES
    slots = [bytes(row.slots) for row in Mailbox.objects.all()]
    places = [s[at + MARK_BYTES :][:size] for s in slots for at in range(0, len(s), PLACE_BYTES)]
    return {
        "mail": places,
        "ways back by trustees": [bytes(user.escrow) for user in User.objects.all()],
    }


def test_filler_is_not_known_from_a_box_by_a_bit_that_no_box_has(office):
    for where, boxes in stored_boxes().items():
        assert len(boxes) > 10, where
        assert not any(box[POINT_ENDS - 1] & 0x80 for box in boxes), where
        assert len({(len(box), box[:2]) for box in boxes}) == 1, where
    # Random bytes would give themselves away in half of all places.
    assert any(os.urandom(POINT_ENDS)[-1] & 0x80 for _ in range(64))


# A dump with people inside, attacked with everything in it.


def stored_values() -> list[bytes]:
    values = []
    for rows in dump().values():
        for row in rows.values():
            values += [v if isinstance(v, bytes) else str(v).encode() for v in row.values()]
    return values


def keys_of(values: Iterable[bytes], *, stride: int = 16) -> set[bytes]:
    """Take every 32 bytes that could be a key: stored whole, at even places, and derived."""
    labels = (b"ws1/session", b"ws1/kek", b"ws1/auth", b"ws1/verifier", b"ws1/row")
    runs: set[bytes] = set()
    for value in values:
        step = 1 if len(value) <= 1_400 else stride
        runs |= {value[at : at + 32] for at in range(0, len(value) - 31, step)}
        runs |= {seal.derive(value, label) for label in labels}
        if len(value) == 64 and value.isalnum():
            runs.add(bytes.fromhex(value.decode()))
    return runs


def targets() -> list[tuple[bytes, bytes]]:
    """One of every kind of wrap that lies there."""
    user, cell = User.objects.order_by("?").first(), Cell.objects.order_by("?").first()
    session = Session.objects.order_by("?").first()
    parts = doors.parts(bytes(user.first))
    return [
        (bytes(session.body), b"ws1/session"),
        (parts.lock, b"ws1/lock" + user.id.bytes),
        (parts.ring, b"ws1/ring" + user.id.bytes),
        (parts.profile, b"ws1/profile" + user.id.bytes),
        (bytes(cell.keys), b"ws1/cell" + cell.id.bytes),
        (bytes(cell.readers), b"ws1/readers" + cell.id.bytes),
        (bytes(user.recovery)[:125], b"ws1/recovery" + user.id.bytes),
    ]


def opened_by(keys: Iterable[bytes], wraps: list[tuple[bytes, bytes]]) -> int:
    count = 0
    for key in keys:
        for blob, bound in wraps:
            try:
                seal.unwrap(key, blob, bound=bound)
            except Tampered:
                continue
            count += 1
    return count


@pytest.mark.long
@pytest.mark.sqlite_only("a dump of either holds the same bytes")
def test_a_dump_with_fifty_people_inside_opens_nothing_with_any_byte_of_it(office):
    for number in range(50):
        staff.admit(name=f"n{number}", alias="N", role="approver", passphrase="p" * 24, slots=[])
        door.sign_in(f"n{number}", "p" * 24, now=NOW - timedelta(seconds=number))
    pool = [
        value
        for table in ("User", "Cell", "Session", "Organisation", "Notice", "AuditHead", "Mailbox")
        for row in dump()[table].values()
        for value in row.values()
        if isinstance(value, bytes | str)
    ]
    values = [v if isinstance(v, bytes) else v.encode() for v in pool]
    values += [(settings.HOME / "pepper").read_bytes(), *shred_keys()]
    keys, wraps = keys_of(values), targets()

    assert Session.objects.count() >= 50
    assert len(keys) > 100_000
    assert opened_by(keys, wraps) == 0
    # The control: one key among all of them, and the attack succeeds.
    slot = who(HARRIET).keyring
    cell = slot.cells[0]
    row = Cell.objects.get(pk=cell)
    careless = os.urandom(40) + slot.current(cell)[1] + os.urandom(40)
    assert opened_by(keys_of([careless]), [(bytes(row.keys), b"ws1/cell" + row.id.bytes)]) == 1


def shred_keys() -> list[bytes]:
    return [row[0] for row in keystore.store().execute("select key from shred")]


def test_the_key_store_holds_nothing_but_random_bytes_ids_and_days(office):
    path = Path(settings.HOME) / keystore.FILE
    with sqlite3.connect(path) as kept:
        columns = {
            table: [row[1] for row in kept.execute(f"pragma table_info({table})")]
            for (table,) in kept.execute("select name from sqlite_schema where type = 'table'")
        }

    assert set(columns) <= {"shred", "intake_key"}
    assert columns["shred"] == ["case_id", "cell", "key", "day"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_register_says_to_security_alone_who_holds_what(office):
    allan, harriet = who(ALLAN), who(HARRIET)

    assert register.members(allan.keyring)
    assert register.members(harriet.keyring) == []


def test_two_dumps_of_one_moment_are_one(office):
    assert told(dump(), dump()) == {}
