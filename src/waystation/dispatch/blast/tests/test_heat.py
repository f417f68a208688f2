"""The heat list says what looking at every stage says, and orders what gives up most first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from waystation.dispatch.blast import heat
from waystation.dispatch.blast.domain import lost
from waystation.dispatch.knowing import Disclosed, Field, Way
from waystation.dispatch.tests.test_knowing import (
    GUIDES,
    HOUR,
    STAGES,
    START,
    changed,
    exposure,
    stage,
    three,
    told_by,
    way,
)


def told(number: int, to: str = "garrett", *, at=START, by_phone=True, ended=None) -> Disclosed:
    stage_id = way().id
    return Disclosed(
        stage=stage_id, number=number, to=to, name=GUIDES[to], what="order", by_phone=by_phone,
        readable_at=at, ended_at=ended,
    )  # fmt: skip


def test_what_was_told_counts_and_not_what_the_state_suggests():
    sealed = three(state="ordered")._replace(disclosed=(told(1, at=START + 3 * HOUR),))

    assert told_by("garrett", [sealed], START + 2 * HOUR) == ()
    assert len(told_by("garrett", [sealed], START + 3 * HOUR)) == 1
    # Nothing is noted of the second stage, so its state says what its guide can read.
    assert len(told_by("still", [sealed], START + 2 * HOUR)) == 1


def test_an_order_that_was_destroyed_before_it_could_be_read_was_never_known():
    early = told(1, at=START + 3 * HOUR, ended=START + 2 * HOUR)
    late = told(1, at=START + 3 * HOUR, ended=START + 4 * HOUR)

    never = three(state="ordered")._replace(disclosed=(early,))
    known = three(state="ordered")._replace(disclosed=(late,))

    assert told_by("garrett", [never], START + 9 * HOUR) == ()
    assert len(told_by("garrett", [known], START + 9 * HOUR)) == 1


def test_who_was_told_before_another_guide_took_over_can_tell_still():
    given_on = changed(three(state="ordered"), 1, guide="gay", guide_name=GUIDES["gay"])
    given_on = given_on._replace(disclosed=(told(1, "garrett"),))

    (one,) = told_by("garrett", [given_on], START)

    assert one.stage.number == 1


def test_a_phone_gives_up_the_orders_on_it_and_nothing_once_they_are_destroyed():
    sealed = three(state="ordered")._replace(disclosed=(told(1), told(2, "still", by_phone=False)))
    gone = sealed._replace(disclosed=(told(1, ended=START + HOUR),))

    now = heat.measure([sealed], (), START + HOUR, steps=0)
    after = heat.measure([gone], (), START + HOUR, steps=0)

    assert [(one.slug, one.people, one.places) for one in now.phones] == [("garrett", 3, 2)]
    assert after.phones == ()


def test_a_place_gives_up_who_still_comes_there_and_what_those_who_live_there_tell():
    ours = three(state="ordered", apart=True)
    theirs = way(stage(1, "gay", ("utica", "rochester")), people=5)
    homes = [("still", "utica")]

    found = {one.slug: one for one in heat.measure([ours, theirs], homes, START, steps=0).places}

    assert found["chester"].people == 3
    # Five come to Utica; and Still, who lives there, can tell of the three.
    assert found["utica"].people == 5 + 3
    assert found["rochester"].people == 5


def test_the_worst_comes_first_and_the_mean_is_over_all_who_can_tell():
    ours = three(state="ordered", apart=True)
    theirs = way(stage(1, "gay", ("chester", "salem"), state="ordered"), people=5)

    found = heat.measure([ours, theirs], (), START, steps=0)

    # Gay tells of both groups; Garrett and Still of Chester, where five leave too.
    assert [(one.slug, one.people) for one in found.guides] == [
        ("gay", 8),
        ("garrett", 8),
        ("still", 8),
    ]
    assert (found.worst, found.mean, found.under_way, found.secrecy) == (8, 8.0, 8, 0.0)


def test_earlier_orders_and_meeting_in_person_give_up_no_less():
    found = {(one.lead_h, one.apart): one for one in heat.styles([three()], START)}

    # At the first departure: with a day's lead all three can read (18:00, +12 h, +24 h).
    assert [(found[lead, True].mean, found[lead, False].mean) for lead in (24, None)] == [
        (3, 3)
    ] * 2
    early = {(one.lead_h, one.apart): one for one in heat.styles([three()], START - 36 * HOUR)}
    # 36 hours ahead nobody can read with 24 h; with 48 h two of three can, of three people.
    assert early[24, True].mean == 0
    assert early[48, True].mean == pytest.approx(2 * 3 / 3)
    assert early[None, False].mean == 3


TOLD = some.tuples(
    some.integers(0, 4), some.integers(1, 3), some.sampled_from(sorted(GUIDES)),
    some.integers(-30, 30), some.one_of(some.none(), some.integers(-30, 30)), some.booleans(),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    some.lists(some.tuples(some.lists(STAGES, min_size=1, max_size=3), some.booleans()),
               min_size=1, max_size=5),
    some.lists(TOLD, max_size=8),
    some.integers(-20, 20),
)  # fmt: skip
def test_the_heat_list_says_of_every_guide_what_looking_at_every_stage_says(drawn, tellings, hour):
    at = START + hour * HOUR
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
    for nth, number, guide, opens, ended, by_phone in tellings:
        one = told(
            number, guide, at=START + opens * HOUR, by_phone=by_phone,
            ended=None if ended is None else START + ended * HOUR,
        )  # fmt: skip
        if nth < len(ways) and number <= len(ways[nth].stages):
            ways[nth] = ways[nth]._replace(disclosed=(*ways[nth].disclosed, one))

    found = {one.slug: one for one in heat.measure(ways, (), at, steps=0).guides}

    for guide in GUIDES:
        known = told_by(guide, ways, at)
        assert (guide in found) == bool(known)
        if known:
            one, plain = found[guide], exposure(known, ways)
            assert (one.people, one.groups, one.partners, one.places) == plain


def test_a_loss_names_also_the_ways_that_count_on_who_is_lost():
    sealed = three(state="ordered", lead_h=1)

    found = lost(Field([sealed]), START - 9 * HOUR, guides=["gay"])

    assert found.told == ()
    assert [one.id for one in found.ways] == [sealed.id]
    assert found.exposure.people == 3
    assert found.exposure.partners == 0


def test_with_a_further_step_those_who_are_named_tell_too():
    ours = three(state="ordered")
    far: Way = way(stage(1, "still", ("utica", "rochester"), state="ordered"), people=5)
    past = way(stage(1, "gay", ("utica", "salem")), people=7)

    alone = lost(Field([ours, far, past]), START, guides=["garrett"])
    on = lost(Field([ours, far, past]), START, guides=["garrett"], steps=1)

    # Garrett names Still, who leads the five; told on, Still names Utica and Gay.
    assert (alone.exposure.people, on.exposure.people) == (3 + 5, 3 + 5 + 7)
    assert on.partners == {"garrett", "still", "gay"}
