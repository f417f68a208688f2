"""Who can tell what, and whom one arrest gives up, worked by hand on two crossing passages."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from waystation.dispatch.domain import Report, StageOfPassage, Words
from waystation.dispatch.knowing import (
    MEMORY,
    Exposure,
    Field,
    Told,
    Way,
    is_known,
    knowers,
    styles,
)
from waystation.dispatch.missed import Missed, missed

START = datetime(1855, 10, 26, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAIR = Words("walnut", "lantern")
GUIDES = {"garrett": "Thomas Garrett", "still": "William Still", "gay": "Sydney Gay"}


def stage(number: int, guide: str, ends: tuple[str, str], **changes) -> StageOfPassage:
    """Give a stage of five hours; the first leaves at 18:00, each next one twelve hours later."""
    depart = START + 12 * HOUR * (number - 1)
    values = {
        "number": number, "leg": f"leg-{number}", "from_place": ends[0], "to_place": ends[1],
        "mode": "wagon", "depart": depart, "arrive": depart + 5 * HOUR, "wait_min": 0,
        "risk_p": 0.01, "low_p": 0.0, "high_p": 0.1, "cost_cents": 300, "night": True, "people": 3,
        "needs": "", "last": number == 3, "meet": PAIR, "hand": PAIR, "guide": guide,
        "guide_name": GUIDES[guide],
    }  # fmt: skip
    return StageOfPassage(**values | changes)


def way(*stages: StageOfPassage, people: int = 3, is_open: bool = True) -> Way:
    return Way(uuid4(), "P-KTQWN", people, is_open, stages)


def told_by(guide: str, ways: list[Way], at: datetime) -> tuple[Told, ...]:
    return Field(ways).told_by(guide, at)


def exposure(told: tuple[Told, ...], ways: list[Way]) -> Exposure:
    return Field(ways).exposure(told)


def touched(told: tuple[Told, ...], ways: list[Way], lost: str = "") -> list[Way]:
    return Field(ways).touched(told, lost=lost)


def three(**changes) -> Way:
    """Wilmington, Chester, Philadelphia, New York: Garrett, Still, Gay; three people."""
    ends = ("wilmington", "chester", "philadelphia", "new-york")
    pairs = zip(GUIDES, pairwise(ends), strict=True)
    found = [stage(n, guide, pair, **changes) for n, (guide, pair) in enumerate(pairs, 1)]
    return way(*found)


def changed(old: Way, number: int, **changes) -> Way:
    stages = [replace(s, **changes) if s.number == number else s for s in old.stages]
    return old._replace(stages=tuple(stages))


def test_a_guide_knows_nothing_before_the_order_opens_and_one_stage_from_then_on():
    sealed = three(state="ordered", lead_h=10)

    assert told_by("still", [sealed], START + HOUR) == ()
    (told,) = told_by("still", [sealed], START + 2 * HOUR)  # Leaves at 18:00 + 12 h, ten before.
    assert told.stage.number == 2
    assert told.when == "ahead"


def test_an_order_that_nobody_sealed_is_known_to_nobody():
    assert knowers([three()], START + 24 * HOUR) == []


def test_in_person_the_middle_guide_gives_up_both_neighbours_and_apart_neither():
    sealed = three(state="ordered")
    apart = three(state="ordered", apart=True)

    met = exposure(told_by("still", [sealed], START), [sealed])
    unseen = exposure(told_by("still", [apart], START), [apart])

    # Three people, one group; Garrett and Gay; Chester and Philadelphia.
    assert met == Exposure(people=3, groups=1, partners=2, places=2)
    assert unseen == Exposure(people=3, groups=1, partners=0, places=2)


def test_a_one_way_end_hides_only_the_two_guides_of_that_hand_over():
    mixed = changed(three(state="ordered"), 1, apart=True)

    (told,) = told_by("still", [mixed], START)

    assert [(face.guide, face.met) for face in told.faces] == [("gay", False)]


def test_whoever_handed_over_has_met_both_and_remembers_for_thirty_days():
    walked = changed(three(state="ordered"), 2, state="handed over", reports=(
        Report("accepted", START), Report("met", START), Report("handed over", START),
    ))  # fmt: skip
    end = walked.stages[1].arrive

    (told,) = told_by("still", [walked], end + MEMORY)

    assert [(face.guide, face.met) for face in told.faces] == [("garrett", True), ("gay", True)]
    assert told.when == "behind"
    assert told_by("still", [walked], end + MEMORY + HOUR) == ()


def test_another_group_that_still_comes_through_a_place_told_of_is_given_up_too():
    ours = three(state="ordered", apart=True)
    theirs = way(stage(1, "gay", ("chester", "salem")), people=5)
    far = way(stage(1, "gay", ("utica", "rochester")), people=7)

    told = told_by("garrett", [ours, theirs, far], START)

    # Garrett tells of Chester; five more people still leave from there, seven never come near.
    assert exposure(told, [ours, theirs, far]).people == 3 + 5
    past = changed(theirs, 1, state="handed over")
    assert exposure(told, [ours, past, far]).people == 3


def test_a_guide_met_in_person_gives_up_the_groups_that_this_guide_still_leads():
    ours = three(state="ordered")
    far = way(stage(1, "still", ("utica", "rochester")), people=7)

    met = exposure(told_by("garrett", [ours, far], START), [ours, far])
    apart = changed(ours, 1, apart=True)
    unseen = exposure(told_by("garrett", [apart, far], START), [apart, far])

    assert (met.people, unseen.people) == (10, 3)


def test_nobody_is_given_up_once_everybody_has_arrived():
    done = three(state="handed over", reports=(Report("met", START),))._replace(is_open=False)

    found = {one.name: one.exposure for one in knowers([done], START)}

    assert {one.people for one in found.values()} == {0}
    assert found["Thomas Garrett"].partners == 1


def test_who_declined_has_read_it_and_who_was_called_off_before_it_opened_has_not():
    declined = stage(1, "garrett", ("a", "b"), reports=(Report("declined", START),))
    reports = (Report("ordered", START - 40 * HOUR), Report("stood down", START - 30 * HOUR))
    early = stage(1, "garrett", ("a", "b"), state="stood down", reports=reports)
    late = replace(early, reports=(reports[0], Report("stood down", START - 20 * HOUR)))

    assert is_known(declined, START)
    assert not is_known(early, START)
    assert is_known(late, START)


def test_a_lost_partner_touches_also_the_way_whose_order_they_could_not_read_yet():
    sealed = three(state="ordered", lead_h=1)

    assert touched((), [sealed]) == []
    assert touched((), [sealed], lost="gay") == [sealed]


def test_the_two_styles_of_a_hand_over_stand_side_by_side():
    planned = three()

    shown = styles(planned, 1, [planned])

    # Garrett meets Still or nobody; Still meets Garrett and Gay, or Gay alone.
    assert [(name, e.people, e.partners) for name, e in shown[False]] == [
        ("Thomas Garrett", 3, 1),
        ("William Still", 3, 2),
    ]
    assert [(name, e.people, e.partners) for name, e in shown[True]] == [
        ("Thomas Garrett", 3, 0),
        ("William Still", 3, 1),
    ]


STATES = some.sampled_from(["planned", "ordered", "accepted", "met", "handed over"])


@given(
    some.lists(some.tuples(STATES, some.booleans(), some.integers(1, 72)), min_size=3, max_size=3),
    some.integers(-100, 100),
)
def test_a_one_way_hand_over_never_exposes_more_than_meeting(drawn, hour):
    now = START + hour * HOUR
    met = three()
    for number, (state, _apart, lead_h) in enumerate(drawn, 1):
        met = changed(met, number, state=state, lead_h=lead_h)
    apart = met
    for number, (_state, is_apart, _lead_h) in enumerate(drawn, 1):
        apart = changed(apart, number, apart=is_apart)

    for guide in GUIDES:
        open_met = exposure(told_by(guide, [met], now), [met])
        open_apart = exposure(told_by(guide, [apart], now), [apart])
        assert all(less <= more for less, more in zip(open_apart, open_met, strict=True))


def plainly_touched(told, ways):
    """Find the same ways by looking at every stage of every way."""
    places = {p for one in told for p in (one.stage.from_place, one.stage.to_place)}
    partners = {face.guide for one in told for face in one.faces}
    return [
        way
        for way in ways
        if way.is_open
        and (
            any(one.way.id == way.id for one in told)
            or any(
                {stage.from_place, stage.to_place} & places or stage.guide in partners
                for stage in way.stages
                if stage.state not in ("handed over", "stood down")
            )
        )
    ]


PLACES = some.sampled_from(["wilmington", "chester", "philadelphia", "new-york"])
STAGES = some.tuples(STATES, some.sampled_from(sorted(GUIDES)), PLACES, PLACES, some.booleans())


@given(
    some.lists(some.tuples(some.lists(STAGES, min_size=1, max_size=3), some.booleans()), max_size=5)
)
def test_what_the_index_finds_is_what_looking_at_every_stage_finds(drawn):
    ways = [
        way(
            *(
                stage(n, guide, (a, b), state=state, apart=apart)
                for n, (state, guide, a, b, apart) in enumerate(stages, 1)
            ),
            is_open=is_open,
        )
        for stages, is_open in drawn
    ]
    field = Field(ways)

    for guide in GUIDES:
        told = field.told_by(guide, START)
        assert field.touched(told) == plainly_touched(told, ways)


@pytest.mark.parametrize(
    ("state", "word", "hours"),
    [
        # The order opens 24 h before 18:00; it is answered within twelve; two of grace later on.
        ("planned", "ordered", -24),
        ("ordered", "accepted", -12),
        ("accepted", "met", 2),
        ("met", "handed over", 7),
    ],
)
def test_the_first_word_that_is_missing_is_named_once_its_time_is_past(state, word, hours):
    one = stage(1, "garrett", ("a", "b"), state=state)
    due = START + hours * HOUR

    assert missed(one, due) is None
    assert missed(one, due + HOUR / 60) == Missed(word, due)


def test_an_order_can_be_read_from_the_quarter_of_an_hour_on_in_which_it_opens():
    # Ten hours before 14 minutes past the hour, let go at the full hour.
    one = changed(three(), 1, depart=START + 14 * HOUR / 60, lead_h=10, state="ordered")
    mine = one.stages[0]

    assert is_known(mine, START - 10 * HOUR)
    assert not is_known(mine, START - 10 * HOUR - HOUR / 60)


def test_an_order_that_opens_late_is_answered_before_the_departure():
    one = stage(1, "garrett", ("a", "b"), state="ordered", lead_h=4)

    assert missed(one, START) is None
    assert missed(one, START + HOUR) == Missed("accepted", START)


def test_nothing_is_missing_on_a_stage_that_is_over():
    for state in ("handed over", "stood down"):
        assert missed(stage(1, "garrett", ("a", "b"), state=state), START + 99 * HOUR) is None
