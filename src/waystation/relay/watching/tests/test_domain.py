"""What word is awaited of a stage until when."""

from datetime import timedelta
from uuid import UUID

from waystation.relay.watching.domain import Due, answered_by, dues_of, gap_h
from waystation.relay.watching.tests.test_watching import evening
from waystation.routing.tests.ripley import at

HOUR = timedelta(hours=1)


def test_a_short_stage_is_to_be_taken_begun_and_ended():
    dues = dues_of(evening(), taken=False, release_at=at(1_080))

    # Leaves at 1200, ends at 1440; half way from 1080 is 1140; two hours of grace each.
    assert dues == (("accepted", at(1_140)), ("met", at(1_320)), ("handed_over", at(1_560)))
    assert gap_h(evening()) == 0


def test_where_nobody_meets_the_people_are_taken_and_left():
    dues = dues_of(evening(apart=True), taken=True, release_at=at(1_200))

    assert [verb for verb, _at in dues] == ["accepted", "taken", "left"]
    # Released with the departure, it is to be taken at once.
    assert dues[0] == ("accepted", at(1_200))
    assert dues_of(evening(apart=True, last=True), taken=False, release_at=at(0))[-1][0] == (
        "handed_over"
    )


def test_a_long_stage_sends_word_on_the_way_three_times_at_most():
    day = evening(arrive=at(1_200) + 14 * HOUR)
    week = evening(arrive=at(1_200) + 168 * HOUR)

    words = [due for verb, due in dues_of(day, taken=False, release_at=at(0)) if verb == "well"]
    # Every six hours, one hour of grace: after 7 and 13 hours.
    assert (gap_h(day), words) == (6, [at(1_200) + 7 * HOUR, at(1_200) + 13 * HOUR])
    words = [due for verb, due in dues_of(week, taken=False, release_at=at(0)) if verb == "well"]
    assert (gap_h(week), len(words)) == (42, 3)


def test_due_times_fall_on_quarters_in_order():
    dues = dues_of(evening(depart=at(1_207), arrive=at(2_300)), taken=False, release_at=at(1_000))

    times = [due for _verb, due in dues]
    assert times == sorted(times)
    assert {due.minute % 15 for due in times} == {0}


def test_a_word_answers_its_due_time_and_all_before_but_no_later_word():
    verbs = ("accepted", "met", "well", "well", "handed_over")
    dues = tuple(Due(verb, at(60 * n), UUID(int=n)) for n, verb in enumerate(verbs))

    def answered(verb, spoken=at(0)):
        return [due.watch.int for due in answered_by(dues, verb, spoken)]

    assert answered("taken") == [0, 1]
    # The first word on the way is due at 120, the second at 180.
    assert answered("well") == answered("well", at(120)) == [0, 1, 2]
    assert answered("well", at(121)) == answered("well", at(999)) == [0, 1, 2, 3]
    assert answered("left") == [0, 1, 2, 3, 4]
    assert answered("problem") == []
