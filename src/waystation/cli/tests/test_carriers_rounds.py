"""The carriers' round: whoever is on duty is called until somebody's carrier takes word."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError

from waystation.base import clock, pings, watches
from waystation.base.models import Ping
from waystation.base.watches import Call
from waystation.cli.carriers import house, outside, rounds
from waystation.cli.carriers.rounds import Carriers

NIGHT = datetime(2026, 3, 2, 2, 5, tzinfo=UTC)
DUTY, OTHER = UUID(int=11), UUID(int=12)
FIRST, SECOND = "ntfy a.example.org " + "a" * 16, "ntfy b.example.org " + "b" * 16
LATER = date(2026, 3, 1)

pytestmark = pytest.mark.django_db


class Office:
    """The pages there are, who takes word, and who was called; calls are made at once."""

    def __init__(self) -> None:
        self.pages, self.noted, self.called, self.deaf = [], [], [], set()
        self._jobs = []

    def page(self, duty=DUTY, *, loud=False) -> UUID:
        call = Call(uuid4(), duty, 2 if loud else 1, loud)
        self.pages.append(call)
        return call.page

    def note(self, ids) -> None:
        self.noted += ids
        self.pages = [one for one in self.pages if one.page not in ids]

    def call(self, target: str) -> bool:
        self.called.append(target)
        return target not in self.deaf

    # What lanes offer.
    def put(self, job) -> bool:
        self._jobs.append(job)
        return True

    def results(self, at_s: float):
        made = [(job, job.make()) for job in self._jobs if job.from_s <= at_s]
        self._jobs = [job for job in self._jobs if job.from_s > at_s]
        return made

    def wait(self, seconds: float) -> None:
        """Everything was done already."""


@pytest.fixture
def office(monkeypatch, settings):
    made = Office()
    settings.PING_DECOYS = 0
    monkeypatch.setattr(clock, "real_now", lambda: NIGHT)
    monkeypatch.setattr(watches, "to_call", lambda: list(made.pages))
    monkeypatch.setattr(watches, "note_called", made.note)
    monkeypatch.setattr(outside, "call", made.call)
    monkeypatch.setattr(house, "send_ping", lambda: made.call("house"))
    return made


@pytest.fixture
def carriers(office) -> Carriers:
    return Carriers(delays=False, lanes=office)


def way(target: str, *, place=1, duty=DUTY, quiet=None, taken_on=LATER) -> Ping:
    first, last = quiet or (None, None)
    return Ping.objects.create(
        duty=duty, place=place, target=target, taken_on=taken_on,
        quiet_from_min=first, quiet_to_min=last,
    )  # fmt: skip


def run(carriers, *at_s: float) -> list[int]:
    return [carriers.ping(at) for at in at_s]


def test_a_page_calls_the_first_way_and_is_noted_once_word_was_taken(office, carriers):
    way(FIRST)
    way(SECOND, place=2)
    page = office.page()

    # Called in the first round, heard of in the second, done with in the third.
    assert run(carriers, 0.0, 1.0, 2.0) == [0, 1, 0]
    assert (office.called, office.noted) == ([FIRST], [page])


def test_ten_pages_for_one_duty_are_one_call(office, carriers):
    way(FIRST)
    for _ in range(10):
        office.page()

    assert run(carriers, 0.0, 1.0) == [0, 10]
    assert office.called == [FIRST]


def test_the_next_way_is_called_when_the_first_fails_and_both_days_are_noted(office, carriers):
    first, second = way(FIRST), way(SECOND, place=2)
    office.deaf = {FIRST}
    office.page()

    run(carriers, 0.0, 1.0, 2.0)

    assert office.called == [FIRST, SECOND]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.n_failed, first.failed_on, first.taken_on) == (1, NIGHT.date(), LATER)
    assert (second.n_failed, second.failed_on, second.taken_on) == (0, None, NIGHT.date())


def test_if_nobody_takes_word_all_are_called_again_after_longer_and_longer(office, carriers):
    way(FIRST)
    office.deaf = {FIRST}
    page = office.page()

    # Failed at 1, so again at 21; failed at 22, so again after 40 s, at 62.
    run(carriers, 0.0, 1.0, 20.0, 21.0, 22.0, 61.0)
    assert office.called == [FIRST] * 2
    office.deaf = set()
    assert run(carriers, 62.0, 63.0) == [0, 1]

    assert office.noted == [page]


def test_the_wait_grows_to_ten_minutes_and_no_further(office, carriers):
    way(FIRST)
    office.deaf = {FIRST}
    office.page()

    at_s, waits_s = 0.0, []
    for _ in range(8):
        run(carriers, at_s, at_s)
        again_at_s = carriers._rounds[DUTY, "page"].again_at_s
        waits_s.append(again_at_s - at_s)
        at_s = again_at_s

    assert waits_s == [20, 40, 80, 160, 320, 600, 600, 600]


def test_a_loud_page_calls_every_way_and_the_organisation_at_any_hour(office, carriers, settings):
    settings.PING_URL = "https://house.example.org/"
    way(FIRST, quiet=(0, 600))
    way(SECOND, place=2, quiet=(0, 600))
    office.page(loud=True)

    run(carriers, 0.0, 1.0)

    assert sorted(office.called) == ["house", FIRST, SECOND]
    assert len(office.noted) == 1


def test_whoever_sleeps_is_called_only_if_nobody_is_awake(office, carriers):
    # At 02:05 the first sleeps until 06:00; the second does not.
    way(FIRST, quiet=(22 * 60, 6 * 60))
    way(SECOND, place=2)
    way(FIRST, duty=OTHER, quiet=(22 * 60, 6 * 60))
    office.page()
    run(carriers, 0.0, 1.0)
    assert office.called == [SECOND]

    office.page(OTHER)
    run(carriers, 2.0, 3.0)

    assert office.called == [SECOND, FIRST]


def test_the_organisation_is_called_where_a_duty_has_no_way_or_one_failed(
    office, carriers, settings
):
    settings.PING_URL = "https://house.example.org/"
    page, other = office.page(), office.page(OTHER)
    way(FIRST, duty=OTHER)
    way(SECOND, duty=OTHER)
    office.deaf = {FIRST}

    run(carriers, 0.0, 1.0, 2.0, 3.0)

    assert sorted(office.called) == ["house", "house", FIRST, SECOND]
    assert {page, other} == set(office.noted)


def test_where_nobody_can_be_called_nothing_is_noted_and_a_new_way_is_called_at_once(
    office, carriers
):
    page = office.page()
    assert run(carriers, 0.0, 1.0) == [0, 0]
    assert office.called == []

    way(FIRST)
    assert run(carriers, 2.0, 3.0) == [0, 1]

    assert office.noted == [page]


def test_a_page_that_comes_while_its_duty_is_called_has_a_call_of_its_own(office, carriers):
    way(FIRST)
    office.page()
    carriers.ping(0.0)
    later = office.page()

    run(carriers, 1.0, 2.0, 3.0)

    assert office.called == [FIRST, FIRST]
    assert office.noted[-1] == later


def test_whoever_dies_before_noting_calls_again(office, carriers, monkeypatch):
    way(FIRST)
    page = office.page()
    monkeypatch.setattr(watches, "note_called", lambda ids: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        run(carriers, 0.0, 1.0)
    monkeypatch.setattr(watches, "note_called", office.note)

    assert run(Carriers(delays=False, lanes=office), 2.0, 3.0) == [0, 1]
    assert (office.called, office.noted) == ([FIRST, FIRST], [page])


def test_a_busy_database_loses_no_answer_and_no_call(office, carriers, monkeypatch):
    first, second = way(FIRST), way(SECOND)
    page, note, busy = office.page(), pings.note, [True]

    def noted(*given, **said):
        if busy.pop() if busy else False:
            raise OperationalError("database is locked")
        note(*given, **said)

    monkeypatch.setattr(pings, "note", noted)
    carriers.ping(0.0)
    with pytest.raises(OperationalError):
        carriers.ping(1.0)

    assert carriers.ping(2.0) == 1
    assert office.noted == [page]
    days = set(Ping.objects.values_list("id", "taken_on"))
    assert days == {(first.id, NIGHT.date()), (second.id, NIGHT.date())}


def test_a_new_way_is_tried_out_once_without_any_page(office, carriers):
    new = way(FIRST, taken_on=None)

    run(carriers, 0.0, 0.5, 1.0, 2.0)
    assert office.called == [FIRST]
    pings.ask_about(new.id)
    run(carriers, 3.0, 4.0)

    assert office.called == [FIRST, FIRST]


def test_a_call_comes_at_no_moment_that_can_be_told_beforehand(office, monkeypatch):
    carriers = Carriers(lanes=office)
    for n in range(40):
        way(f"ntfy s{n}.example.org " + "a" * 16)
    office.page()

    carriers.ping(100.0)

    delays_s = [job.from_s - 100.0 for job in office._jobs]
    assert 0 <= min(delays_s) < 10 < 20 < max(delays_s) <= rounds.DELAY_MAX_S == 30


def test_calls_for_nothing_come_as_often_as_asked_and_leave_sleepers_alone(
    office, carriers, monkeypatch, settings
):
    settings.PING_DECOYS = 16
    way(FIRST)
    way(SECOND, duty=OTHER, quiet=(0, 1_439))
    drawn = iter([0.3, 0.2])
    monkeypatch.setattr(rounds._chance, "random", lambda: next(drawn))
    monkeypatch.setattr(rounds._chance, "uniform", lambda low, high: low)
    day = [NIGHT.replace(hour=hour, minute=minute) for hour, minute in ((9, 0), (9, 15), (9, 30))]

    for nth, moment in enumerate(day):
        monkeypatch.setattr(clock, "real_now", lambda moment=moment: moment.replace(second=1))
        run(carriers, nth * 100.0, nth * 100.0 + 1, nth * 100.0 + 2)

    # Sixteen in 64 quarters of an hour is one in four: not at 0.3, but at 0.2. None at the start.
    assert office.called == [FIRST]
    assert carriers._rounds == {}


def test_a_call_for_nothing_that_nobody_takes_is_not_made_again(office, carriers, monkeypatch):
    way(FIRST)
    office.deaf = {FIRST}
    carriers._begin("nothing", rounds.Round(DUTY))

    run(carriers, *range(0, 1_000, 50))

    assert office.called == [FIRST]


def test_a_phone_is_called_by_its_own_ways_and_never_by_the_organisations(
    office, carriers, monkeypatch, settings
):
    settings.PING_URL = "https://house.example.org/"
    way(FIRST, duty=OTHER)
    items = {OTHER: [uuid4(), uuid4()]}
    monkeypatch.setattr(rounds.due, "waiting", lambda now: dict(items))
    monkeypatch.setattr(rounds.due, "note_called", lambda ids: items.pop(OTHER))
    office.deaf = {FIRST}

    run(carriers, 0.0, 1.0, 2.0)
    assert office.called == [FIRST]
    office.deaf = set()
    run(carriers, 21.0, 22.0, 23.0)

    assert office.called == [FIRST, FIRST]
    assert items == {}


def test_a_worker_that_makes_one_round_waits_for_what_it_began(office, carriers):
    way(FIRST)
    page = office.page()

    assert carriers.ping(0.0) + carriers.finish() == 1
    assert office.noted == [page]
