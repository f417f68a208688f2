"""What is told by phones' turns to whoever watches the line, the clock, or copies of the disk.

Nothing that depends on whether a guide is well or forced; no size that depends on what is inside.
"""

import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from tests.test_dumps import dump, hidden_columns, told
from waystation.base import tokens, watches
from waystation.relay.models import MailRow, OrderRow, ReportRow
from waystation.relay.orders import services as orders
from waystation.relay.tests.conftest import NOW, Office, _own_home, office  # noqa: F401
from waystation.relay.tests.handset import NO_TOKEN, Handset
from waystation.relay.turn import domain as wire

AT = "1855-10-26T12:00:00Z"
RUNS = 200
# Where other work on the machine makes the first runs too rough, all of so many more count.
MORE_RUNS = 5
# The bound of the time of both words against each other; what a line adds is a hundred times this.
WITHIN = 0.05


@contextmanager
def undone() -> Iterator[None]:
    """Do something and put the database back, so that the next thing begins where this one did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def ordered(office: Office) -> tuple[Office, Handset, str]:  # noqa: F811
    """Give an office whose first stage is ordered, that guide's phone that read it, the order."""
    phone = office.ready_phone()
    order = str(office.send())
    phone.look()
    return office, phone, order


def answered(phone: Handset, kind: int, brought: bytes = b"", **other: Any) -> tuple[Any, ...]:
    """Take a turn as somebody on the line sees it: sizes, status and headers of the answer."""
    request = wire.write(phone.asked(kind, brought, **other))
    answer = phone.post(request)
    return len(request), answer.status_code, len(answer.content), sorted(answer.headers.items())


def test_a_turn_looks_the_same_whatever_is_asked_brought_or_answered(ordered):
    office, phone, order = ordered  # noqa: F811
    key = phone.new_key()
    longest = phone.sealed(order, "problem", AT, "w" * 280)
    looks = [answered(phone, wire.LOOK)]

    orders.tell(order_id=order, what="words", text="x", keyring=office.harriet, now=NOW)
    orders.tell(order_id=order, what="words", text="x" * 300, keyring=office.harriet, now=NOW)
    looks.append(answered(phone, wire.LOOK))
    looks.append(answered(phone, wire.LOOK, token=NO_TOKEN))
    for verb in ("accepted", "declined", "well", "danger", "handed_over"):
        looks.append(answered(phone, wire.REPORT, phone.sealed(order, verb, AT)))
    looks.append(answered(phone, wire.REPORT, longest))
    looks.append(answered(phone, wire.KEY, key + phone.mark(key)))
    looks.append(answered(phone, wire.TOKEN, bytes(16)))

    assert {look[:3] for look in looks} == {(2_304, 200, 6_656)}
    assert all(look == looks[0] for look in looks)


def test_all_that_is_sealed_to_a_phone_or_by_it_has_one_size(office):  # noqa: F811
    phone, other = office.ready_phone(office.first), office.ready_phone(office.second)
    office.change(office.first, people=1, needs="")
    office.change(office.second, people=12, needs="a cradle for two, and " + "w" * 60)
    short, long = str(office.send(office.first)), str(office.send(office.second))
    office.change(office.first, needs="one cannot walk far")
    for held in (phone, other):
        held.look()

    assert office.amend(office.first)
    for words in ("x", "x" * 300):
        orders.tell(order_id=short, what="words", text=words, keyring=office.harriet, now=NOW)
    orders.tell(order_id=long, what="go", text="now", keyring=office.harriet, now=NOW)
    sizes = [len(bytes(row.box)) for row in MailRow.objects.exclude(box=b"")]
    office.call_back()
    sizes += [len(bytes(row.box)) for row in MailRow.objects.exclude(box=b"")]
    phone.report(short, "accepted", AT)
    other.report(long, "problem", AT, "w" * 280)

    assert len(sizes) > 5
    assert {*sizes} == {2_162}
    assert {len(bytes(row.box)) for row in ReportRow.objects.all()} == {2_162}
    assert len({len(bytes(row.body)) for row in OrderRow.objects.all()}) == 1


def left_by(act: Callable[[], Any]) -> tuple[Any, Any]:
    """Do something and undo it: what changed, and all that is there then, hidden bytes by size."""
    with undone():
        before = dump()
        act()
        after = dump()
    return told(before, after), {
        table: sorted(map(repr, (plain(table, row) for row in rows.values())))
        for table, rows in after.items()
    }


def plain(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as a thief reads it. A page's own number is drawn by chance."""
    hidden = hidden_columns(table)
    shown = {name: len(value) if name in hidden else value for name, value in row.items()}
    return {
        n: v for n, v in shown.items() if (table, n) not in {("Page", "id"), ("ReportRow", "id")}
    }


def test_a_copy_of_the_disk_tells_well_from_duress_neither_before_nor_after(ordered):
    _office, phone, order = ordered
    entry = uuid4()

    def word(well: bool) -> None:
        phone.show(order, 1, well=well)
        phone.send(phone.sealed(order, "accepted", AT), entry=entry)

    well, forced = left_by(lambda: word(True)), left_by(lambda: word(False))
    nothing = left_by(lambda: phone.turn(wire.TOKEN, bytes(16)))

    assert well == forced
    # The same eyes do see that something was answered at all.
    assert well[0] != nothing[0]
    changed = {key for key, counts in well[0].items() if counts["a plain value"]}
    assert changed <= {("Watch", "state"), ("Watch", "next_at"), ("Watch", "due_at"),
                       ("PhoneRow", "seen_on")}  # fmt: skip
    seen = {kind for counts in well[0].values() for kind in counts}
    assert not {kind for kind in seen if "bytes" in str(kind)}


def test_the_same_eyes_find_a_server_that_rings_at_once_for_duress(ordered, monkeypatch):
    office, phone, order = ordered  # noqa: F811
    forced, show = tokens_of(phone, order, well=False), watches.show

    def rings(token: bytes, now: datetime) -> None:
        show(token, now)
        if token in forced:
            watches.ring_now(office.due_watch(order, 2), now + timedelta(hours=1))

    monkeypatch.setattr(watches, "show", rings)

    assert left_by(lambda: phone.show(order, 1)) != left_by(
        lambda: phone.show(order, 1, well=False)
    )


def tokens_of(phone: Handset, order: str, *, well: bool) -> list[bytes]:
    order_told = phone.cards[order].told
    seed = urlsafe_b64decode(order_told["seeds"][0 if well else 1] + "==")
    return tokens.chain(seed, len(order_told["dues"]))


@pytest.mark.sqlite_only("a stop watch: beside a server it would measure the server")
@pytest.mark.long
def test_well_and_duress_take_the_same_time(ordered):
    _office, phone, order = ordered
    took_s: dict[bool, list[float]] = {True: [], False: []}

    for run in range(MORE_RUNS * RUNS):
        if run and run % RUNS == 0 and apart(took_s[True], took_s[False]) < WITHIN:
            break
        # In turns, and each first as often: a machine that slows down slows both down.
        for well in sorted(took_s, reverse=bool(run % 2)):
            with undone():
                began = time.perf_counter()
                phone.show(order, 1, well=well)
                took_s[well].append(time.perf_counter() - began)

    assert apart(took_s[True], took_s[False]) < WITHIN


def apart(one_s: list[float], other_s: list[float]) -> float:
    """Say by what part two ways differ, of pairs tried at one moment: other work falls on both."""
    return abs(median(a - b for a, b in zip(one_s, other_s, strict=True))) / median(one_s)


@pytest.mark.sqlite_only("a stop watch: beside a server it would measure the server")
@pytest.mark.long
def test_a_stop_watch_would_find_what_takes_longer(ordered):
    """The control: a turn that takes a fifth longer is told apart by the same measure."""
    _office, phone, _order = ordered
    plain_s, more_s = [], []
    for _ in range(RUNS):
        for took, extra in ((plain_s, 0), (more_s, 1)):
            began = time.perf_counter()
            phone.turn()
            if extra:
                time.sleep((time.perf_counter() - began) / 5)
            took.append(time.perf_counter() - began)

    assert apart(plain_s, more_s) > WITHIN
