"""The team at the last house is told roughly where; what people need first is on a list."""

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.dispatch import services as passages
from waystation.dispatch.arrival import queries, services
from waystation.dispatch.arrival.domain import Aid
from waystation.dispatch.arrival.tests.conftest import THERE

FEET = Aid(need="feet", people=2, soon="today", at=THERE)


def settle(river, kept, words):
    services.settle_pick_up(passage_id=kept.id, words=words, keyring=river.harriet, now=THERE)


def team(river, kept):
    return queries.last_team(kept.id, river.harriet)


def aid(river, kept, need):
    services.note_aid(passage_id=kept.id, aid=need, keyring=river.harriet, now=THERE)


def test_the_last_team_is_the_guide_of_the_last_stage_where_that_stage_begins(river, way):
    last = team(river, way)

    assert last.stage_id == way.stages[1].id
    assert last.guide_name == way.stages[1].stage.guide_name
    assert (last.place, last.words, last.told_at) == ("wilmington", "", None)


def test_the_guides_own_rough_word_is_passed_on_and_the_offices_goes_before_it(river, way):
    river.note(way.stages[0].id, "pick-up", THERE, words="behind the mill")
    of_the_guide = team(river, way).words

    settle(river, way, " by the ford, after dark ")

    assert of_the_guide == "behind the mill"
    assert team(river, way).words == "by the ford, after dark"


def test_a_guides_word_that_leads_to_the_very_spot_is_not_passed_on(river, way):
    river.note(way.stages[0].id, "pick-up", THERE, words="12 North Main Street")

    assert team(river, way).words == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [("", "no words"), ("12 Mill Road", "very spot"), ("방앗간 뒤 " * 20, "too long")],
)
def test_the_office_says_it_roughly_and_in_a_few_words(river, way, words, says):
    with pytest.raises(Refused, match=says):
        settle(river, way, words)

    assert team(river, way).words == ""


def test_that_the_team_was_told_to_go_is_kept(river, way):
    services.note_go(passage_id=way.id, keyring=river.harriet, now=THERE)

    assert team(river, way).told_at == THERE


def test_a_passage_that_was_stood_down_has_no_end_to_write_of(river, way):
    passages.stand_down(passage_id=way.id, reason="riders", keyring=river.harriet, now=THERE)

    for act in (lambda: settle(river, way, "the mill"), lambda: aid(river, way, FEET)):
        with pytest.raises(Refused, match="not under way"):
            act()


def test_a_need_waits_until_somebody_has_seen_to_it(river, handed):
    aid(river, handed, replace(FEET, soon="now"))
    waits = queries.calls(river.harriet)[0].n_urgent

    for _twice in range(2):
        services.meet_aid(passage_id=handed.id, nth=0, keyring=river.harriet, now=THERE)

    assert waits == 1
    assert queries.calls(river.harriet) == []
    (one,) = queries.arrival(handed.id, river.harriet).arrival.aid
    assert one.met_at == THERE


@pytest.mark.parametrize(
    ("need", "says"),
    [
        (replace(FEET, need="gold"), "No such need"),
        (replace(FEET, soon="never"), "No such need"),
        (replace(FEET, people=3), "3 people cannot need it: 2 are there"),
        (replace(FEET, people=0), "0 people cannot need it"),
    ],
)
def test_a_need_is_one_of_the_list_of_people_who_are_there(river, handed, need, says):
    with pytest.raises(Refused, match=says):
        aid(river, handed, need)


def test_a_need_that_is_not_there_is_not_seen_to(river, handed):
    with pytest.raises(Refused, match="no such need"):
        services.meet_aid(passage_id=handed.id, nth=0, keyring=river.harriet, now=THERE)


def test_a_stranger_settles_tells_and_notes_nothing(river, way):
    said = {"passage_id": way.id, "keyring": river.stranger, "now": THERE}

    for act in (
        lambda: services.settle_pick_up(words="the mill", **said),
        lambda: services.note_go(**said),
        lambda: services.note_aid(aid=FEET, **said),
        lambda: services.meet_aid(nth=0, **said),
        lambda: services.plan_days(days=(), **said),
    ):
        with pytest.raises(Refused, match="no such passage"):
            act()
    assert queries.arrival(way.id, river.harriet).row is None
