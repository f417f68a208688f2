"""Who is where when: stays, nights and led days, by hand and against a count minute by minute."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from waystation.dispatch.board import domain
from waystation.dispatch.board.domain import Span, Stay, around, led_days, nights, rides, stays
from waystation.dispatch.board.tests.ways import (
    FRIDAY,
    NOW,
    WEEK,
    at,
    guide,
    house,
    over_sardinia,
    stage,
    way,
)
from waystation.network.domain import Calendar, Closure

HALF = timedelta(minutes=30)


def test_a_group_stays_where_it_waits_longer_than_a_change_takes():
    (found,) = stays(over_sardinia(), NOW)

    assert (found.place, found.comes, found.leaves) == ("sardinia", at(10), at(34))


def test_a_change_of_two_hours_is_no_stay():
    assert stays(over_sardinia(comes=10, leaves=12), NOW) == ()


def test_what_was_reported_counts_in_place_of_what_was_planned():
    # Planned 6 to 10 and on at 34; met at 8, handed over at 13, and the next guide came at 30.
    words = [("met", 8), ("handed over", 13)]
    late = way(
        stage(1, ("ripley", "sardinia"), (6, 10), state="handed over", said=words),
        stage(2, ("sardinia", "oberlin"), (34, 38), state="met", said=[("met", 30)]),
        state="moving",
    )

    (found,) = stays(late, at(31))

    assert (found.comes, found.leaves) == (at(13), at(30))
    # Nobody reported the end of the second stage: it takes its four hours from when it began.
    assert [(ride.leaves, ride.comes) for ride in rides(late)] == [
        (at(8), at(13)),
        (at(30), at(34)),
    ]


def test_who_should_have_left_and_did_not_is_still_there():
    left_behind = over_sardinia(state="moving")

    (found,) = stays(left_behind, at(50))

    assert found.leaves == at(50)


def test_a_proposal_that_nobody_approved_in_time_keeps_its_plan():
    (found,) = stays(over_sardinia(state="proposed"), at(50))

    assert found.leaves == at(34)


def test_of_a_passage_stood_down_only_what_was_led_to_its_end_is_left():
    ended = way(
        stage(1, ("ripley", "sardinia"), (6, 10), state="handed over"),
        stage(2, ("sardinia", "oberlin"), (34, 38), state="stood down"),
        state="stood down",
    )

    assert [ride.stage.number for ride in rides(ended)] == [1]
    assert stays(ended, NOW) == ()


def test_a_group_carried_on_is_there_from_when_the_passage_before_brought_it():
    on = way(stage(1, ("sardinia", "oberlin"), (34, 38)), since=at(10))

    (found,) = stays(on, NOW)

    assert (found.place, found.comes, found.leaves) == ("sardinia", at(10), at(34))


def test_a_stay_from_one_morning_to_the_next_is_in_two_nights():
    # Friday 10:00 is before noon, still the night of Thursday; Saturday 10:00 that of Friday.
    found = nights(stays(over_sardinia(leaves=34), NOW), Span(date(1855, 10, 25), 7))

    assert {nth: night.people for nth, night in found["sardinia"].items()} == {0: 4, 1: 4}


def test_who_leaves_at_noon_is_not_there_in_the_night_that_begins():
    found = nights(stays(over_sardinia(comes=13, leaves=36), NOW), WEEK)

    assert list(found["sardinia"]) == [0]


def test_two_who_never_meet_in_a_house_are_not_counted_together():
    # One leaves at 20:00, the other comes at 20:00: six beds are enough for four and five.
    first, second = over_sardinia(1, 4, 13, 20), over_sardinia(2, 5, 20, 30)

    found = nights([*stays(first, NOW), *stays(second, NOW)], WEEK)

    assert found["sardinia"][0].people == 5
    assert [one.label for one in found["sardinia"][0].ways] == ["Group 1", "Group 2"]


spans = st.tuples(st.integers(0, 140), st.integers(5, 60), st.integers(1, 9))


@given(st.lists(spans, min_size=1, max_size=6))
def test_every_night_holds_the_most_who_are_there_in_any_half_hour_of_it(drawn):
    found = []
    for n, (begin, long, people) in enumerate(drawn):
        comes = FRIDAY + begin * HALF
        found.append(Stay(over_sardinia(n, people), "sardinia", comes, comes + long * HALF))

    by_night = nights(found, WEEK).get("sardinia", {})

    for nth in range(WEEK.n_days):
        begin = WEEK.noon + nth * domain.DAY
        moments = [begin + step * HALF for step in range(48)]
        there = [sum(s.way.people for s in found if s.comes <= m < s.leaves) for m in moments]
        assert (by_night[nth].people if nth in by_night else 0) == max(there)


def test_a_guide_leads_on_every_day_that_a_stage_touches():
    over_midnight = way(stage(1, ("ripley", "sardinia"), (22, 28)))

    found = led_days(rides(over_midnight), WEEK)

    assert list(found["rankin"]) == [0, 1]
    assert [ride.stage.number for ride in found["rankin"][1]] == [1]


def test_a_house_is_shut_while_it_rests_is_closed_or_is_halted():
    tuesday = Closure(first=date(1855, 10, 30), last=date(1855, 10, 30), why="ill")
    # Open on all days but Sundays (6); 28 October is one.
    calendar = Calendar(weekdays=(0, 1, 2, 3, 4, 5))

    found = domain.shut_days(house(rests=(tuesday,), calendar=calendar), WEEK)

    assert found == {2: "closed", 4: "resting"}
    assert domain.shut_days(house(), WEEK) == {}
    assert set(domain.shut_days(house(), WEEK, is_halted=True).values()) == {"halted"}
    assert domain.shut_days(guide("rankin", standing="retired"), WEEK)[6] == "retired"


def test_who_leads_or_rests_is_not_free_and_is_taken_away_once():
    both, only_led = {0: "resting"}, {0: (), 1: ()}

    free = domain.free_guides([both, {}], [{0: ()}, only_led], 3, Span(FRIDAY.date(), 3))

    assert free == [1, 2, 3]


def test_thirty_days_back_and_thirty_ahead_lie_around_today():
    span = around(NOW)

    assert (span.first, span.last) == (date(1855, 9, 26), date(1855, 11, 25))
    assert span.day_of(NOW) == 30
