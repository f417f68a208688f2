"""Every stage gets a guide of its own: near, free on the day, and one the leg allows."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from waystation.dispatch.assigning import choose_guides
from waystation.dispatch.tests.test_domain import stages
from waystation.network.domain import Calendar, Closure, Partner, Place
from waystation.routing.tests.ripley import EVENING, MORNING


def spot(slug: str, lat: float | None) -> Place:
    return Place(slug=slug, name=slug, lat=lat, lon=None if lat is None else 0.0)


def friend(slug: str, place: str) -> Partner:
    return Partner(slug=slug, name=slug.title(), place=place, region="OH", assumed=False)


PLACES = {
    "ripley": spot("ripley", 38.0),
    "wilmington": spot("wilmington", 39.0),
    "sandusky": spot("sandusky", 41.0),
    "nowhere": spot("nowhere", None),
}


def chosen(*friends: Partner) -> list[str]:
    return [guide.slug for guide in choose_guides(stages(), friends, PLACES, {})]


def test_each_stage_gets_the_guide_nearest_to_where_it_starts():
    far, near, middle = friend("far", "sandusky"), friend("z", "ripley"), friend("m", "wilmington")

    assert chosen(far, near, middle) == ["z", "m"]


def test_nobody_guides_two_stages_even_where_nobody_else_is_near():
    assert chosen(friend("only-near", "ripley"), friend("far", "sandusky")) == ["only-near", "far"]


def test_guides_at_the_same_distance_go_by_id():
    twins = friend("b", "ripley"), friend("a", "ripley")

    assert chosen(*twins) == chosen(*reversed(twins)) == ["a", "b"]


def test_a_guide_at_an_unknown_spot_comes_last():
    lost, elsewhere = friend("a", "nowhere"), friend("b", "not-in-the-gazetteer")

    assert chosen(lost, friend("z", "sandusky")) == ["z", "a"]
    assert chosen(elsewhere, friend("z", "sandusky")) == ["z", "b"]


def test_a_guide_at_the_very_place_is_nearest_even_where_no_place_has_coordinates():
    unplaced = {slug: spot(slug, None) for slug in PLACES}
    guides = [friend("a", "sandusky"), friend("b", "wilmington"), friend("c", "ripley")]

    found = choose_guides(stages(), guides, unplaced, {})

    assert [guide.slug for guide in found] == ["c", "b"]


def test_fewer_partners_than_stages_is_a_mistake_that_says_how_many():
    with pytest.raises(ValueError, match="2 stages need as many partners; there are 1"):
        chosen(friend("a", "ripley"))


def test_who_leads_another_group_in_those_hours_is_passed_over():
    evening, _morning = stages()
    hour = timedelta(hours=1)
    begins, ends = (evening.arrive - hour, evening.arrive + hour), (evening.depart - hour,) * 2
    near, far = friend("a", "ripley"), friend("b", "sandusky")

    def first(*led):
        busy = {"a": led}
        return choose_guides([evening], [near, far], PLACES, {}, busy)[0].slug

    assert first(begins) == "b"
    assert first(ends, (evening.arrive, evening.arrive + hour)) == "a"
    with pytest.raises(ValueError, match="nobody who may guide stage 1 is free then"):
        choose_guides([evening], [near], PLACES, {}, {"a": [begins]})


def by_legs(*friends: Partner, **guides: tuple[str, ...]) -> list[str]:
    """Choose among friends where legs name their guides; both start at places of their own."""
    legs = {leg.slug: replace(leg, guides=guides.get(leg.slug, ())) for leg in (EVENING, MORNING)}
    return [guide.slug for guide in choose_guides(stages(), friends, PLACES, legs)]


def test_a_leg_that_names_its_guides_is_led_by_one_of_them_and_nobody_nearer():
    near, far = friend("near", "ripley"), friend("far", "sandusky")

    assert by_legs(near, far, evening=("far",)) == ["far", "near"]


def test_an_earlier_stage_gives_up_the_only_guide_that_a_later_one_can_have():
    only, other = friend("a", "ripley"), friend("b", "sandusky")

    # The evening would take a, the nearest; the morning may be led by a alone.
    assert by_legs(only, other, morning=("a",)) == ["b", "a"]


def test_when_one_guide_is_all_that_two_stages_may_have_it_says_so():
    only, other = friend("a", "ripley"), friend("b", "sandusky")

    with pytest.raises(ValueError, match="all who may guide stage 2 are needed for others"):
        by_legs(only, other, evening=("a",), morning=("a",))


def test_who_is_not_free_on_the_day_is_passed_over():
    # The evening leaves on Friday 26 October 1855, the morning on the Saturday.
    away = Calendar(closed=(Closure(date(1855, 10, 26), date(1855, 10, 26), "harvest"),))
    saturdays = Calendar(weekdays=(5,))
    busy = replace(friend("a", "ripley"), calendar=away)
    late = replace(friend("b", "ripley"), calendar=saturdays)

    assert chosen(busy, late, friend("z", "sandusky")) == ["z", "a"]
    with pytest.raises(ValueError, match="nobody who may guide stage 1 is free then"):
        chosen(busy, late)
