"""The rules of an end: rough words, heads that add up, who led, and days that are theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.base.ids import new_id
from waystation.dispatch.arrival.domain import (
    CELEBRATION,
    FIRST_DAYS,
    Arrival,
    Missing,
    accounted,
    days_from,
    is_exact,
    led_any,
    mark_of,
)
from waystation.dispatch.domain import Report
from waystation.routing.tests.ripley import READY


@pytest.mark.parametrize(
    "words",
    [
        "behind the old mill, by dusk",
        "the second bend of the river, at 9",
        "near 38.76, -83.85, under the bridge",
        "방앗간 뒤, 해 질 무렵",
        "2 miles down the road, a white barn",
    ],
)
def test_rough_words_pass(words):
    assert not is_exact(words)


@pytest.mark.parametrize(
    "words",
    [
        "38.7601, -83.8502",
        "12 North Main Street",
        "house 1187",
        "call 06 12 34",
        "tell ann@example.org",
        "https://map.example/x",
        "38° 45' N",
        "역 앞 12번길",
        "3호 집",
    ],
)
def test_words_that_lead_to_the_very_spot_do_not(words):
    assert is_exact(words)


def missing(people: int, end: str = "") -> Missing:
    return Missing(people=people, who="x", seen=0, at=READY, watch=new_id(), end=end)


@pytest.mark.parametrize(
    ("present", "gone", "short"),
    [
        (11, [], 0),
        (10, [], 1),
        (12, [], -1),
        (9, [missing(2)], 0),
        (9, [missing(1)], 1),
        # Known to be safe elsewhere, or lost: still not here, and accounted for.
        (9, [missing(1, "safe elsewhere"), missing(1, "taken on as lost")], 0),
        # Who came after all is among those present, or is not there.
        (9, [missing(2, "here")], 2),
        (11, [missing(2, "here")], 0),
    ],
)
def test_of_eleven_who_set_out_each_is_there_or_named_as_missing(present, gone, short):
    assert accounted(11, gone, present) == short


def test_somebody_led_a_way_by_their_slug_or_their_name_however_it_is_written(way):
    one = way.stages[0].stage  # John Rankin, "rankin", led it.

    assert led_any("rankin", "J. R.", [one])
    assert led_any("", "  john  RANKIN ", [one])
    assert not led_any("", "John Rankin Jr", [one])
    assert not led_any("haines", "Jonathan Haines", [one])


def test_a_guide_who_never_set_out_led_nobody(way):
    planned = replace(way.stages[1].stage, state="planned", reports=())
    stood_down = replace(planned, state="stood down")
    turned_back = replace(stood_down, reports=(Report("met", READY),))

    assert not led_any(planned.guide, planned.guide_name, [planned, stood_down])
    assert led_any(planned.guide, planned.guide_name, [turned_back])


@given(st.uuids(), st.uuids(), st.sampled_from("abc"), st.sampled_from("abc"))
def test_a_fact_has_one_mark_and_no_two_facts_share_one(stage, other, what, thing):
    assert (mark_of(stage, what) == mark_of(other, thing)) == ((stage, what) == (other, thing))


def as_they_want(**days):
    return [(what, days.get(what, day), "", False) for what, day in FIRST_DAYS]


def test_the_first_days_are_moved_and_dropped_as_people_want_but_the_celebration_stays():
    steps = {step.what: step.day for step in days_from(as_they_want(celebration=0, debrief=None))}

    assert steps[CELEBRATION] == 0
    assert steps["debrief"] is None
    assert Arrival(expected=2).days == days_from(as_they_want())
    with pytest.raises(ValueError, match="without a day"):
        days_from(as_they_want(celebration=None))


@pytest.mark.parametrize(
    "chosen",
    [
        as_they_want()[1:],
        [("party", 1, "", False)],
        as_they_want(doctor=15),
        as_they_want(doctor=-1),
    ],
)
def test_days_out_of_reach_and_things_outside_the_list_are_no_plan(chosen):
    with pytest.raises(ValueError, match=r"give 0 to 14|other things"):
        days_from(chosen)
