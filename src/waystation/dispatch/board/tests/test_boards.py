"""The three boards laid out: what is listed and what is left out, and what all add up to."""

from datetime import date

from waystation.dispatch.board import boards
from waystation.dispatch.board.tests.ways import (
    NOW,
    WEEK,
    guide,
    house,
    known,
    over_sardinia,
    stage,
    way,
)
from waystation.network.domain import Closure, House

SUNDAY = Closure(first=date(1855, 10, 28), last=date(1855, 10, 28))
OBERLIN = House(place="oberlin", beds=10, max_nights=3, assumed=False)


def test_only_houses_with_somebody_or_a_shut_day_are_listed_unless_all_are_wanted():
    ripley = House(place="ripley", beds=3, max_nights=3, assumed=False, rests=(SUNDAY,))
    all_three = known(over_sardinia(), houses=[house(), OBERLIN, ripley])

    some = boards.houses(all_three, WEEK, NOW)

    assert [line.slug for line in some.lines] == ["ripley", "sardinia"]
    assert some.n_all == 3
    # Sunday is the third night: Ripley's three beds do not count.
    assert some.beds == (19, 19, 16, 19, 19, 19, 19)
    # Four from Friday 10:00 to Saturday 10:00; before Friday noon is the night of Thursday.
    assert some.people == (4, 0, 0, 0, 0, 0, 0)
    everyone = boards.houses(all_three, WEEK, NOW, everyone=True)
    assert [line.slug for line in everyone.lines] == ["oberlin", "ripley", "sardinia"]


def test_a_place_without_a_house_where_somebody_waits_has_no_beds():
    (line,) = boards.houses(known(over_sardinia()), WEEK, NOW).lines

    assert (line.slug, line.house, line.beds) == ("sardinia", None, 0)


def test_guides_who_are_away_for_good_are_left_out_and_halted_ones_are_not():
    guides = [
        guide("first-1"),
        guide("gone", standing="retired"),
        guide("stopped", standing="stopped"),
        guide("weary", rests=(SUNDAY,)),
        guide("caught"),
        guide("free"),
    ]

    found = boards.guides(
        known(over_sardinia(), guides=guides, halted=[("partner", "caught")]), WEEK
    )

    names = [line.slug for line in found.lines]
    # Whoever leads the second stage is on file no more and leads all the same.
    assert names == ["caught", "first-1", "second-1", "weary"]
    # Six, less three who are away for all the days; on Friday one leads, on Sunday one rests.
    assert found.free == (2, 3, 2, 3, 3, 3, 3)


def test_who_is_under_way_stands_above_who_is_to_come_and_who_is_over():
    over = way(stage(1, ("ripley", "oberlin"), (1, 5), state="handed over"), state="arrived")
    coming = over_sardinia(2, comes=60, leaves=80)
    moving = over_sardinia(3, comes=10, leaves=34, state="moving")
    long_ago = way(stage(1, ("ripley", "oberlin"), (-90, -80)), number=4, state="arrived")

    found = boards.groups(known(coming, over, long_ago, moving), WEEK, [], NOW)

    assert [line.way.label for line in found] == ["Group 3", "Group 2", "Group 1"]


def test_a_clash_stands_with_every_group_it_is_about():
    both = known(over_sardinia(1, 4), over_sardinia(2, 5), houses=[house(beds=8)])
    guides = {
        ride.stage.guide: guide(ride.stage.guide) for one in both.ways for ride in boards.rides(one)
    }
    clashing = boards.all_clashes(both._replace(partners=guides), NOW)

    found = boards.groups(both, WEEK, clashing, NOW)

    assert [[one.kind for one in line.clashes] for line in found] == [["beds"], ["beds"]]
