"""A page is told that something changed: never what, never for ever, and by sixteen at most."""

import gc
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse

from waystation.relay.office import stream
from waystation.relay.office.stream import BREATH, CHANGED, STREAMS_MAX, Looks
from waystation.vault.keyring import Keyring
from waystation.vault.models import Session

LIVE = reverse("live")


@pytest.fixture(autouse=True)
def _places_left():
    yield
    # Whatever a test began, it has given its place back.
    assert stream._places._value == STREAMS_MAX


def told(answer, n: int) -> list[bytes]:
    """Read so many pieces of a stream, then leave it as a browser does."""
    found = [next(iter(answer)) for _ in range(n)]
    answer.close()
    return found


def test_a_word_of_a_guide_is_told_as_changed_and_no_other_word(browser, river, kept):
    answer = browser.get(LIVE)
    assert answer.headers["Content-Type"] == "text/event-stream"
    begun = next(iter(answer))

    river.note(kept.stages[0].id, "ordered")

    assert (begun, next(iter(answer))) == (BREATH, CHANGED)
    answer.close()


def test_while_nothing_happens_only_a_breath_goes_out(browser, kept, monkeypatch):
    monkeypatch.setattr(stream, "BREATH_S", 0.0)

    assert told(browser.get(LIVE), 4) == [BREATH] * 4


def test_it_ends_with_the_visit(browser, kept, monkeypatch):
    monkeypatch.setattr(stream, "BREATH_S", 0.0)
    answer = browser.get(LIVE)
    next(iter(answer))

    Session.objects.all().delete()

    assert list(answer) == []
    answer.close()


def test_who_left_is_not_told_of_what_happens_afterwards(browser, river, kept):
    answer = browser.get(LIVE)
    next(iter(answer))
    Session.objects.all().delete()

    river.note(kept.stages[0].id, "ordered")

    assert list(answer) == []
    answer.close()


@pytest.mark.long
def test_an_answer_that_was_dropped_and_never_closed_gives_its_place_back(browser, kept):
    for _ in range(STREAMS_MAX + 1):
        assert browser.get(LIVE).status_code == 200
        gc.collect()


def test_a_look_that_fails_at_the_start_takes_no_place():
    def fails() -> str:
        raise DatabaseError("locked")

    # The fixture sees that every place is free again.
    with pytest.raises(DatabaseError):
        stream.begin(fails, lambda: True)


def test_many_streams_of_one_office_look_once(monkeypatch):
    monkeypatch.setattr(stream, "SHARED_S", 60.0)
    looked, looks = [], Looks()

    marks = [looks.mark(("a",), lambda cells: looked.append(cells) or "1-0") for _ in range(16)]
    other = looks.mark(("b",), lambda cells: looked.append(cells) or "2-0")

    assert (set(marks), other) == ({"1-0"}, "2-0")
    assert looked == [("a",), ("b",)]


def test_it_ends_after_ten_minutes(browser, kept, monkeypatch):
    monkeypatch.setattr(stream, "LASTS_S", 0.0)
    answer = browser.get(LIVE)

    assert list(answer) == [BREATH]
    answer.close()


def test_neither_opening_nor_holding_it_counts_as_work(browser, kept, monkeypatch):
    ends = Session.objects.get().expires_at
    # Ends are kept to the quarter of an hour: the next page always moves this one.
    at_work = ends - timedelta(minutes=1)
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: at_work)
    monkeypatch.setattr(stream, "BREATH_S", 0.0)

    told(browser.get(LIVE), 3)
    assert Session.objects.get().expires_at == ends

    # The control: any page that somebody opens does.
    browser.get(reverse("board"))
    assert Session.objects.get().expires_at > ends


def test_the_seventeenth_is_asked_to_look_by_itself(browser, kept):
    answers = [browser.get(LIVE) for _ in range(STREAMS_MAX)]

    late = browser.get(LIVE)
    assert (late.status_code, late.headers["Retry-After"]) == (503, "1")
    answers.pop().close()
    again = browser.get(LIVE)
    assert again.status_code == 200

    for answer in (*answers, again):
        answer.close()
        answer.close()


def rings() -> int:
    """Count the keyrings in memory."""
    gc.collect()
    return sum(type(found) is Keyring for found in gc.get_objects())


def test_no_keyring_lives_as_long_as_a_stream(browser, kept):
    before = rings()

    answer = browser.get(LIVE)
    while_it_lasts = rings()
    answer.close()
    # The control: an answer of any other page keeps its request, and that the keys.
    page = browser.get(reverse("passages"))

    assert while_it_lasts == before
    assert rings() > before
    page.close()


@pytest.mark.parametrize("role", ["case worker", "finance officer", "security officer"])
def test_other_work_is_told_nothing(sign_in, role):
    assert sign_in(role).get(LIVE).status_code == 403
