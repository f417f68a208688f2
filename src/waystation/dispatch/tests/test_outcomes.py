"""What comes of a stage is told to the evidence of its leg: once, and in the same transaction."""

import pytest

from waystation.base.errors import Overtaken, Refused
from waystation.dispatch import services
from waystation.hazards import queries as hazards
from waystation.routing.tests.ripley import READY, at
from waystation.vault.keyring import Keyring


def known(river) -> list[tuple[str, str]]:
    return sorted((one.leg, one.what) for one in hazards.outcomes(river.harriet))


@pytest.fixture
def kept(river):
    return river.approved()


def under_way(river, kept, *, problem=False):
    """Bring the first stage as far as its guide leading the group."""
    one = kept.stages[0]
    for what in ("ordered", "accepted", "met"):
        river.note(one.id, what)
    if problem:
        river.note(one.id, "problem", words="two riders behind us")
    return one


def test_a_stage_handed_over_went_clean_in_the_dark_and_on_its_day(river, kept):
    river.travel(kept, 1)

    (outcome,) = hazards.outcomes(river.harriet)
    assert (outcome.leg, outcome.what, outcome.dark) == ("evening", "clean", True)
    assert (outcome.on, outcome.mark) == (READY.date(), kept.stages[0].id)


def test_the_same_hand_over_again_is_told_once(river, kept):
    river.travel(kept, 1)
    arrive = kept.stages[0].stage.arrive

    river.note(kept.stages[0].id, "handed over", arrive)

    assert known(river) == [("evening", "clean")]


def test_a_stage_with_a_problem_counts_as_followed_until_somebody_says_what_it_was(river, kept):
    one = under_way(river, kept, problem=True)
    river.note(one.id, "handed over")
    before = known(river)

    services.judge(stage_id=one.id, came="searched", keyring=river.harriet, now=at(1_500))

    assert before == [("evening", "followed")]
    assert known(river) == [("evening", "searched")]


def test_a_hand_over_that_somebody_overtook_tells_nothing(river, kept, monkeypatch):
    one = under_way(river, kept)

    def overtaken(*_words, **_more):
        raise Overtaken

    monkeypatch.setattr(services, "swap", overtaken)
    with pytest.raises(Overtaken):
        river.note(one.id, "handed over")

    assert known(river) == []


@pytest.mark.parametrize(
    ("problem", "came", "told"),
    [
        (False, "intercepted", [("evening", "intercepted")]),
        (True, "", [("evening", "followed")]),
        (False, "", []),
        (False, "nonsense", []),
    ],
)
def test_a_stage_stood_down_under_way_tells_what_happened_on_it(river, kept, problem, came, told):
    under_way(river, kept, problem=problem)

    services.stand_down(
        passage_id=kept.id, reason="riders", came=came, keyring=river.harriet, now=READY
    )

    assert known(river) == told


def test_standing_down_before_anybody_set_out_tells_nothing_of_a_leg(river, kept):
    services.stand_down(
        passage_id=kept.id, reason="riders", came="followed", keyring=river.harriet, now=READY
    )

    assert known(river) == []


def test_nobody_judges_a_stage_that_nobody_travelled_or_in_words_of_their_own(river, kept):
    with pytest.raises(Refused, match="Nobody has travelled stage 1"):
        services.judge(stage_id=kept.stages[0].id, came="clean", keyring=river.harriet, now=READY)
    one = under_way(river, kept)
    with pytest.raises(Refused, match="does not say how a stage went"):
        services.judge(stage_id=one.id, came="fine", keyring=river.harriet, now=READY)
    with pytest.raises(Refused, match="no such passage"):
        services.judge(stage_id=one.id, came="clean", keyring=river.stranger, now=READY)

    assert known(river) == []


def test_who_lacks_the_networks_key_still_hands_over(river, kept):
    one = under_way(river, kept)
    slots = [slot for name, slot in river.slots.items() if name != "network"]
    clerk = Keyring.of(river.passmore.user_id, slots)

    stage = river.note(one.id, "handed over", keyring=clerk)

    assert stage.state == "handed over"
    assert known(river) == []
