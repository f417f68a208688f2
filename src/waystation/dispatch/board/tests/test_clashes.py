"""What cannot be is named once, with its days and everybody it is about; what can be is not."""

from datetime import date

import pytest

from waystation.dispatch.board import boards
from waystation.dispatch.board.clashes import in_a_row
from waystation.dispatch.board.tests.ways import (
    NOW,
    at,
    guide,
    house,
    known,
    over_sardinia,
    stage,
    way,
)
from waystation.network.domain import Closure

FRIDAY, SATURDAY, SUNDAY = (date(1855, 10, day) for day in (26, 27, 28))


def found(*ways, now=NOW, **more):
    return [
        (one.kind, one.slug, one.first, one.last, len(one.ways), one.people, one.most, one.why)
        for one in boards.all_clashes(known(*ways, **more), now)
    ]


def test_more_people_than_beds_are_one_clash_over_nights_in_a_row():
    # Four from Friday 13:00, five from Saturday 13:00, both until Sunday 20:00: two nights of nine.
    first, second = over_sardinia(1, 4, 13, 68), over_sardinia(2, 5, 37, 68)

    assert found(first, second, houses=[house(beds=8)]) == [
        ("beds", "sardinia", SATURDAY, SUNDAY, 2, 9, 8, "")
    ]
    assert found(first, second, houses=[house(beds=9)]) == []


def test_a_night_that_is_over_is_no_clash_any_more():
    crowded = over_sardinia(1, 9, 13, 20, state="arrived")

    assert found(crowded, houses=[house(beds=8)], now=at(13)) != []
    assert found(crowded, houses=[house(beds=8)], now=at(60)) == []


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"houses": [house(rests=(Closure(first=SATURDAY, last=SATURDAY),))]}, "resting"),
        ({"houses": [house()], "halted": [("place", "sardinia")]}, "halted"),
        ({"houses": []}, "gone"),
    ],
)
def test_nobody_can_wait_in_a_house_that_is_shut_or_not_there(more, why):
    assert found(over_sardinia(), **more) == [("shut", "sardinia", FRIDAY, SATURDAY, 1, 0, 0, why)]


def test_a_house_that_rests_on_another_day_is_no_clash():
    assert found(over_sardinia(), houses=[house(rests=(Closure(first=SUNDAY, last=SUNDAY),))]) == []


def test_more_nights_than_a_house_keeps_people_are_named():
    # Friday to Tuesday: four midnights.
    long = over_sardinia(comes=13, leaves=100)

    assert found(long, houses=[house(max_nights=3)]) == [
        ("long", "sardinia", FRIDAY, date(1855, 10, 30), 1, 4, 3, "")
    ]
    assert found(long, houses=[house(max_nights=4)]) == []


def led(number, begin, end, **more):
    return way(stage(1, ("ripley", "oberlin"), (begin, end), **more), number=number)


def test_a_guide_who_leads_two_at_once_is_named_with_both():
    rankin = guide("rankin")

    assert found(led(1, 20, 30), led(2, 29, 40), guides=[rankin]) == [
        ("twice", "rankin", SATURDAY, SATURDAY, 2, 0, 0, "")
    ]
    # Handed over at the very hour at which the next one begins.
    assert found(led(1, 20, 30), led(2, 30, 40), guides=[rankin]) == []


def test_a_long_stage_clashes_with_every_one_that_begins_within_it():
    all_three = found(led(1, 20, 60), led(2, 30, 32), led(3, 50, 52), guides=[guide("rankin")])

    assert [one[:4] for one in all_three] == [
        ("twice", "rankin", SATURDAY, SATURDAY),
        ("twice", "rankin", SUNDAY, SUNDAY),
    ]


def test_a_guide_who_rests_on_the_day_of_a_stage_is_named_until_the_stage_began():
    resting = guide("rankin", rests=(Closure(first=FRIDAY, last=FRIDAY),))

    assert found(led(1, 20, 30), guides=[resting]) == [
        ("away", "rankin", FRIDAY, FRIDAY, 1, 0, 0, "resting")
    ]
    assert found(led(1, 20, 30, state="met"), guides=[resting]) == []
    assert found(led(1, 30, 40), guides=[resting]) == []


def test_numbers_are_parted_where_one_is_missing():
    assert in_a_row([5, 1, 2, 9, 4]) == [[1, 2], [4, 5], [9]]
