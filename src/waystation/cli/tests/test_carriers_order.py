"""Who of a duty is called next: the first places, then others if one fails, everybody if loud."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from waystation.cli.carriers.order import Reach, whom_next

A, B, C = (UUID(int=n) for n in (1, 2, 3))


def awake(*places):
    return [Reach(UUID(int=n), place, False) for n, place in enumerate(places, start=1)]


def after(ways, said, *, is_loud=False):
    return whom_next(ways, said=said, is_loud=is_loud)


def test_all_first_places_are_called_and_if_all_take_word_nobody_else():
    ways = awake(1, 1, 2)

    assert after(ways, {}) == (A, B)
    assert after(ways, {A: True, B: True}) == ()


def test_if_one_of_them_fails_the_next_place_is_called_whoever_it_belongs_to():
    ways = awake(1, 1, 2)

    assert after(ways, {A: True, B: False}) == (C,)
    assert after(ways, {A: True, B: False, C: False}) == ()


def test_whoever_sleeps_is_left_alone_while_somebody_is_awake():
    ways = [Reach(A, 1, True), Reach(B, 2, False)]

    assert after(ways, {}) == (B,)


def test_if_all_sleep_the_first_is_woken():
    ways = [Reach(A, 1, True), Reach(B, 2, True)]

    assert after(ways, {}) == (A,)


def test_a_loud_call_goes_to_everybody_at_once_asleep_or_not():
    ways = [Reach(A, 1, True), Reach(B, 2, False), Reach(C, 3, True)]

    assert after(ways, {}, is_loud=True) == (A, B, C)
    assert after(ways, {A: True, B: True, C: True}, is_loud=True) == ()


reach = st.builds(Reach, st.uuids(), st.integers(1, 4), st.booleans())


@given(st.lists(reach, min_size=1, max_size=8, unique_by=lambda way: way.id), st.data())
def test_somebody_takes_word_whenever_any_awake_way_works(ways, data):
    works = {way.id: data.draw(st.booleans()) for way in ways}
    able = [way for way in ways if not way.is_quiet] or ways
    said = {}

    while left := whom_next(ways, said=said, is_loud=False):
        assert not set(left) & set(said)
        said |= {way: works[way] for way in left}

    assert any(said.values()) == any(works[way.id] for way in able)
