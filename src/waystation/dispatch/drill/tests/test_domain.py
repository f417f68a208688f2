"""Borders, lands and marks: what each loss shuts, worked by hand on four places."""

from datetime import UTC, datetime
from uuid import UUID

from msgspec.structs import replace

from waystation.dispatch.blast.domain import Loss as Fall
from waystation.dispatch.domain import Report
from waystation.dispatch.drill.domain import (
    BORDER,
    FINISH,
    GO_ON,
    HIDE,
    HOUSE,
    LAND,
    MOVE_ON,
    TURN_BACK,
    Fate,
    Loss,
    Map,
    act_of,
    avoided,
    barred_by,
    border_of,
    burned,
    crossing,
    mark_of,
    mark_with,
    packed,
    touched,
)
from waystation.dispatch.drill.domain import Drill as DrillValue
from waystation.dispatch.knowing import Way
from waystation.dispatch.tests.test_domain import stages
from waystation.network.domain import Place
from waystation.routing.tests.ripley import LEGS

NOW = datetime(1855, 10, 26, 12, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)
NOTHING = Fall((), (), frozenset(), frozenset(), frozenset())
# Kentucky on the one side of the river, Ohio on the other, and Upper Canada over the lake.
PLACES = {
    slug: Place(slug=slug, name=slug.title(), region=region, country=country)
    for slug, region, country in (
        ("ripley", "KY", "US"),
        ("sardinia", "OH", "US"),
        ("wilmington", "OH", "US"),
        ("sandusky", "ON", "CA"),
    )
}
KNOWN = Map(PLACES, {leg.slug: leg for leg in LEGS}, {})
OVER = "US-KY|US-OH"


def way(number=ONE, **changes):
    """Two stages: by "evening" from Ripley to Wilmington, by "morning" on to Sandusky."""
    return Way(number, "P-ONE", 2, True, tuple(replace(one, **changes) for one in stages()))


def lost(what, key):
    return Loss(what=what, key=key, name=key, since=NOW)


def test_a_border_has_one_key_whichever_side_one_stands_on():
    assert border_of(PLACES["ripley"], PLACES["sardinia"]) == OVER
    assert border_of(PLACES["sardinia"], PLACES["ripley"]) == OVER
    assert border_of(PLACES["sardinia"], PLACES["wilmington"]) == ""


def test_the_legs_of_a_border_are_those_with_an_end_on_either_side():
    # Road and evening leave Kentucky for Ohio; the boat goes straight to Canada.
    assert crossing(LEGS, PLACES, OVER) == {"road", "evening"}
    assert crossing(LEGS, PLACES, "CA-ON|US-OH") == {"train", "morning"}


def test_a_lost_border_touches_who_still_crosses_it_and_nobody_who_has():
    burnt = burned(lost(BORDER, OVER), NOTHING, KNOWN)
    ahead = way()
    behind = way(TWO)
    done = replace(behind.stages[0], state="handed over")
    behind = behind._replace(stages=(done, *behind.stages[1:]))

    assert touched([ahead, behind], NOTHING, burnt, KNOWN) == [ahead]


def test_a_lost_land_touches_who_goes_into_it_and_is_crossed_only_by_who_stands_there():
    burnt = burned(lost(LAND, "US-OH"), NOTHING, KNOWN)
    inside = way()
    inside = inside._replace(
        stages=(replace(inside.stages[0], state="handed over"), *inside.stages[1:])
    )

    assert touched([inside], NOTHING, burnt, KNOWN) == [inside]
    # Who has not left may not enter; who stands in Wilmington may cross it and not sleep there.
    assert avoided(burnt, way().stages, ["sandusky"], KNOWN)[1:] == (("US-OH",), ())
    assert avoided(burnt, inside.stages, ["sandusky"], KNOWN)[1:] == ((), ("US-OH",))


def test_a_destination_that_was_given_up_stays_one_and_other_places_do_not():
    fall = NOTHING._replace(places=frozenset({"wilmington", "sandusky"}))
    burnt = burned(lost("partner", "haines"), fall, KNOWN)

    assert avoided(burnt, way().stages, ["sandusky"], KNOWN)[0].places == ("wilmington",)
    assert act_of(way().stages, burnt, "haines") == HIDE
    there = burnt._replace(places=burnt.places | {"ripley"})
    assert act_of(way().stages, there, "haines") == MOVE_ON


def on_the_road(number):
    """Let people be on the road on one of the two stages."""
    return [
        replace(one, state="met" if one.number == number else "planned") for one in way().stages
    ]


def test_nobody_on_the_road_is_sent_over_a_lost_border_or_into_a_lost_land():
    border = burned(lost(BORDER, "CA-ON|US-OH"), NOTHING, KNOWN)
    land = burned(lost(LAND, "CA-ON"), NOTHING, KNOWN)

    assert act_of(on_the_road(2), border, "CA-ON|US-OH", barred_by(border, KNOWN)) == TURN_BACK
    assert act_of(on_the_road(2), land, "CA-ON", barred_by(land, KNOWN)) == TURN_BACK
    # The first stage ends before the border.
    assert act_of(on_the_road(1), land, "CA-ON", barred_by(land, KNOWN)) == GO_ON


def test_a_destination_that_is_lost_itself_is_none_any_more():
    burnt = burned(lost(HOUSE, "sandusky"), NOTHING._replace(places=frozenset({"sandusky"})), KNOWN)
    known = burned(lost("partner", "haines"), NOTHING._replace(places=burnt.places), KNOWN)

    assert avoided(burnt, way().stages, ["sandusky"], KNOWN)[0].places == ("sandusky",)
    assert act_of(on_the_road(2), burnt, "sandusky") == TURN_BACK
    assert act_of(on_the_road(2), known, "haines") == FINISH


def test_a_mark_changes_with_what_a_loss_gives_up_too():
    burnt = burned(lost("partner", "haines"), NOTHING, KNOWN)
    more = burnt._replace(places=frozenset({"ripley"}))

    marks = {
        mark_with(b"1", burnt, [ONE]),
        mark_with(b"1", more, [ONE]),
        mark_with(b"1", burnt, [ONE, TWO]),
        mark_with(b"2", burnt, [ONE]),
    }

    assert len(marks) == 4


def test_a_mark_changes_with_a_state_a_guide_a_trouble_and_the_network_and_with_nothing_else():
    one = way().stages

    def marked(stage=one[0], stamp="1"):
        return mark_of([(ONE, "approved", (stage, *one[1:]))], stamp)

    def told(what):
        return marked(replace(one[0], reports=(Report(what, NOW),)))

    assert marked() == marked(replace(one[0], needs="a pram"))
    assert told("well") == marked()
    others = [
        marked(replace(one[0], state="ordered")),
        marked(replace(one[0], guide="another")),
        told("danger"),
        marked(stamp="2"),
    ]
    assert len({marked(), *others}) == 5


def test_groups_without_a_safe_plan_are_packed_first_and_then_who_must_move():
    def fate(code, act, no_plan=""):
        return Fate(passage=ONE, code=code, people=1, here="x", act=act, before=(), no_plan=no_plan)

    mixed = [fate("P-C", HIDE), fate("P-B", MOVE_ON), fate("P-A", HIDE, "nobody leads there")]
    drill = DrillValue(
        code="D-X",
        loss=lost(BORDER, OVER),
        exercise=True,
        prepared_at=NOW,
        prepared_by=TWO,
        mark=b"",
        packed=packed(mixed),
    )

    assert [one.code for one in drill.fates] == ["P-A", "P-B", "P-C"]
