"""How many can leave a place together, on a network small enough to see by eye."""

from hypothesis import given
from hypothesis import strategies as st

from waystation.cases.grouping.ways import Room, rooms
from waystation.network.domain import Leg

ENDS = {"camden"}


def leg(from_place, to_place, capacity, mode="wagon", **said):
    return Leg(
        slug=f"{from_place}-{to_place}-{mode}",
        from_place=from_place,
        to_place=to_place,
        mode=mode,
        duration_min=60,
        km=5,
        capacity=capacity,
        oneway=True,
        **said,
    )


# A to B carries 9, B to C carries 6; A to C by boat 4; B sleeps 3.
LEGS = [
    leg("A", "B", 9),
    leg("B", "camden", 6),
    leg("A", "camden", 4, mode="boat"),
    leg("X", "A", 20, mode="foot"),
]


def test_a_way_is_as_wide_as_its_narrowest_stretch_and_shelters_as_its_smallest_house():
    found = rooms(LEGS, ends=ENDS, beds={"B": 3, "A": 2})

    # By B six are carried, three of them sleep there; by boat four sleep at home.
    assert found["A"] == Room(6, 4)
    # From X all of them pass A, where two sleep.
    assert found["X"] == Room(6, 2)


def test_what_somebody_cannot_do_narrows_the_way_or_ends_it():
    assert rooms(LEGS, ends=ENDS, beds={"B": 3}, limits={"no boat"})["A"] == Room(6, 3)
    assert "X" not in rooms(LEGS, ends=ENDS, beds={}, limits={"no foot"})
    dark = [leg("A", "camden", 9, night_only=True)]
    assert rooms(dark, ends=ENDS, beds={}, limits={"no night"}).get("A") is None


PLACES = st.sampled_from(["A", "B", "C", "D", "camden"])


def widths(legs, place, seen):
    """Walk every way that passes no place twice, and say how many each carries."""
    if place in ENDS:
        yield 40
        return
    for one in legs:
        if one.from_place == place and one.to_place not in seen:
            for width in widths(legs, one.to_place, (*seen, place)):
                yield min(width, one.capacity)


@given(st.lists(st.tuples(PLACES, PLACES, st.integers(1, 40)), max_size=14))
def test_no_way_is_wider_than_the_widest_of_all_simple_ways(pairs):
    legs = [leg(one, other, most) for one, other, most in pairs if one != other]

    found = rooms(legs, ends=ENDS, beds={})

    for place in "ABCD":
        widest = max(widths(legs, place, seen=()), default=0)
        assert found.get(place, Room(0, 0)).carries == widest
