"""Whatever is lost, repeated or late on the way: every word once, in its order, and none lost."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.relay.models import MailRow, OneTimeKeyRow, OrderRow, PhoneRow, ReportRow
from waystation.relay.tests.conftest import NOW
from waystation.relay.turn import domain as wire
from waystation.relay.turn import services

HOUR = timedelta(hours=1)
# What may happen in one step; "put" names an order, when its next items may be read, and how many.
STEPS = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 2), st.sampled_from([0, 0, 1, 3]), st.integers(1, 4)),
    st.tuples(st.just("turn"), st.sampled_from(["both", "answer lost", "request lost"])),
    st.tuples(st.just("say"), st.sampled_from(["both", "answer lost", "request lost"])),
    st.tuples(st.just("again"), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.integers(1, 2)),
)


class World:
    """Three orders on one phone, the clock, and a plain list of what was put and said."""

    def __init__(self, office):
        self.office, self.now = office, NOW
        self.phone = office.ready_phone()
        row = PhoneRow.objects.get()
        self.orders = [OrderRow.objects.get(pk=office.send())]
        for _n in range(2):
            body = bytes(self.orders[0].body)
            one = OrderRow(cell=row.cell, phone=row, day=NOW.date(), body=body)
            one.save(force_insert=True)
            self.orders.append(one)
        MailRow.objects.all().delete()
        self.put_for: dict[str, list[str]] = {str(order.id): [] for order in self.orders}
        self.latest = {order.id: NOW for order in self.orders}
        self.queue: list[tuple[UUID, bytes]] = []
        self.said: list[UUID] = []
        self.sent: list[bytes] = []

    def put(self, nth: int, hours: int, times: int) -> None:
        """Lay items into the mailbox; within an order none is readable before the one before."""
        for _n in range(times):
            self._put_one(self.orders[nth], hours)

    def _put_one(self, order: OrderRow, hours: int) -> None:
        at = self.latest[order.id] = max(self.latest[order.id], self.now + hours * HOUR)
        text = f"item {len(self.put_for[str(order.id)]) + 1}"
        self.put_for[str(order.id)].append(text)
        services.put_item(
            order=order,
            body={"is": "words", "text": text},
            release_at=at,
            ends_at=NOW + 1_000 * HOUR,
            keyring=self.office.harriet,
            now=self.now,
        )

    def say(self, way: str) -> None:
        """Let the guide say a word, which goes into the phone's queue; then take a turn."""
        entry = uuid4()
        self.said.append(entry)
        self.queue.append((entry, bytes((len(self.said) % 256,)) * wire.BOX_BYTES))
        self.turn(way)

    def turn(self, way: str) -> None:
        """Take one turn with the oldest word of the queue; what fails is tried again later."""
        asked = self.phone.asked()
        if self.queue:
            entry, box = self.queue[0]
            asked = self.phone.asked(wire.REPORT, box, entry=entry)
        if way == "request lost":
            return
        request = wire.write(asked)
        self.sent.append(request)
        answer = services.turn(wire.read(request), now=self.now)
        if way == "answer lost":
            return
        told = wire.read_answer(wire.write_answer(answer))
        self.phone.acks = [one for one in self.phone.acks if one not in asked.acks]
        self.phone.keep(told)
        if self.queue and told.status == wire.TAKEN:
            self.queue.pop(0)

    def again(self, nth: int) -> None:
        """Let an old request arrive once more, as a network may."""
        if self.sent:
            services.turn(wire.read(self.sent[nth % len(self.sent)]), now=self.now)

    def settle(self) -> None:
        """Let the phone be online until nothing is left to send or to fetch."""
        self.now += 100 * HOUR
        for _round in range(3 + len(self.queue) + sum(map(len, self.put_for.values()))):
            self.turn("both")


def play(world: World, steps: list[tuple]) -> None:
    for what, *of in steps:
        if what == "wait":
            world.now += of[0] * HOUR
        else:
            getattr(world, what)(*of)


@pytest.mark.long
@pytest.mark.sqlite_only(
    "the single steps are tried on both; their order is nothing of a database's"
)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEPS, max_size=25))
def test_every_item_and_every_word_arrives_once_and_in_its_order(office, steps):
    _clean()
    world = World(office)

    play(world, steps)
    world.settle()

    for order, texts in world.put_for.items():
        card = world.phone.cards.get(order)
        heard = [text for _is, text in card.heard] if card else []
        assert heard == texts
        assert card is None or not card.missing
    kept = list(ReportRow.objects.values_list("entry", flat=True))
    assert sorted(kept) == sorted(world.said)
    assert not MailRow.objects.filter(got=False).exists()


def _clean() -> None:
    """Take away what the example before left in the one database of this test."""
    for row in (ReportRow, MailRow, OneTimeKeyRow):
        row.objects.all().delete()
    OrderRow.objects.all().delete()
    PhoneRow.objects.all().delete()
