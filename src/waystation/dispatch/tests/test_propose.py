"""From a plan to a proposal: guides, words, and what is refused before anybody is asked."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.dispatch import queries, services
from waystation.dispatch.models import HandRow, PassageRow, StageRow
from waystation.dispatch.tests.river import GUIDES, River
from waystation.ledger.models import Entry
from waystation.routing.tests.ripley import EVENING, MORNING, READY, at


def refused(river, **changes) -> Refused:
    with pytest.raises(Refused) as no:
        river.propose(**changes)
    assert not PassageRow.objects.exists()
    assert no.value.hint
    return no.value


def test_a_proposal_holds_the_route_its_guides_and_its_words(river):
    kept = river.passage(river.propose(needs="one cannot walk far", group_label="G-7"))

    passage, stages = kept.passage, [one.stage for one in kept.stages]
    assert (passage.state, passage.approvals, passage.people) == ("proposed", 0, 2)
    assert (passage.depart, passage.arrive) == (at(1320), at(1800))
    assert (passage.cost_cents, passage.group_label) == (360, "G-7")
    assert [stage.guide for stage in stages] == ["rankin", "haines"]
    assert [stage.guide_assumed for stage in stages] == [False, True]
    assert {stage.needs for stage in stages} == {"one cannot walk far"}
    assert stages[0].hand == stages[1].meet


def test_no_word_is_used_twice_on_a_passage_and_the_next_draws_its_own(river):
    first, second = (river.passage(river.propose()) for _ in range(2))

    def heard(kept):
        stages = [one.stage for one in kept.stages]
        pairs = [stages[0].meet, *(stage.hand for stage in stages)]
        return [word for pair in pairs for word in (pair.ask, pair.answer)]

    assert len(set(heard(first))) == 6
    assert heard(first) != heard(second)


def test_a_proposal_costs_nothing_and_arms_nothing_yet(river):
    before = Entry.objects.count()

    kept = river.passage(river.propose())

    assert Entry.objects.count() == before
    assert all(one.stage.watch is None for one in kept.stages)
    assert kept.passage.fund == ""


def test_the_stored_bytes_name_neither_guide_nor_place_nor_word(river):
    kept = river.passage(river.propose(group_label="Harriet Shephard"))

    rows = [*PassageRow.objects.all(), *StageRow.objects.all()]
    said = [kept.stages[0].stage.meet.ask, "rankin", "Rankin", "ripley", "Shephard"]
    for row in rows:
        assert not [word for word in said if word.encode() in bytes(row.body)]
    assert len(rows) == 3


def test_the_planners_hand_is_on_the_passage_under_a_token_that_is_not_theirs_elsewhere(river):
    river.propose()
    river.propose()

    first, second = HandRow.objects.all()
    assert (first.act, second.act) == ("planned", "planned")
    assert bytes(first.actor) != bytes(second.actor)
    assert river.harriet.user_id.bytes not in (bytes(first.actor), bytes(second.actor))


def test_a_stranger_proposes_nothing(river):
    plan_id = river.plan()

    with pytest.raises(Refused, match="no such plan"):
        services.propose(
            plan_id=plan_id,
            route_no=0,
            needs="",
            template="rescue-1855",
            keyring=river.stranger,
            now=READY,
        )
    assert not PassageRow.objects.exists()


@pytest.mark.parametrize("route_no", [-1, 3, 99])
def test_a_route_that_the_plan_does_not_have_is_refused(river, route_no):
    assert "no such route" in refused(river, route_no=route_no).says


def test_a_route_that_was_to_start_before_now_is_refused(river):
    # It departs at 22:00.
    assert "before now" in refused(river, now=at(1321)).says


def test_a_route_without_a_stage_is_refused(river):
    assert "leads nowhere" in refused(river, start="sandusky", route_no=0).says


def test_a_budget_of_another_time_or_of_none_is_refused(river):
    for template in ("rescue-3000", "rescue-1066", ""):
        with pytest.raises(Refused, match="No such budget"):
            services.propose(
                plan_id=river.plan(),
                route_no=0,
                needs="",
                template=template,
                keyring=river.harriet,
                now=READY,
            )


def test_a_route_dearer_than_the_budget_is_refused_with_the_sum_it_is_over(db):
    # Two people have 2,700 cents for fees and 600 for contingency. 2 x 1,500 for the evening, 300
    # for each of two guides and 2 x 90 for the morning are 3,780: 480 over.
    river = River(legs=(replace(EVENING, cost_cents=1_500), MORNING))

    assert "$4.80 more" in refused(river, route_no=0).says


def test_more_people_than_one_budget_is_made_for_are_two_groups(db):
    wide = [replace(leg, capacity=100) for leg in (EVENING, MORNING)]
    river = River(legs=[replace(leg, departs=(1_320,)) for leg in wide])

    assert (
        "60 people at most" in refused(river, route_no=0, people=61, targets=("wilmington",)).says
    )


def test_too_few_guides_are_told_by_number(db):
    river = River(partners=GUIDES[:1])

    assert "2 stages need as many partners; there are 1" in refused(river).says


def test_nobody_is_to_lead_two_groups_in_the_same_hours(river):
    plan_id = river.plan()
    first = river.passage(river.propose(plan_id=plan_id))

    second = river.passage(river.propose(plan_id=plan_id))

    for one, other in zip(first.stages, second.stages, strict=True):
        assert one.stage.guide != other.stage.guide


def test_a_proposal_may_be_withdrawn_and_is_then_stood_down(river):
    passage_id = river.propose()

    services.withdraw(passage_id=passage_id, keyring=river.harriet, now=READY)

    assert river.passage(passage_id).passage.state == "stood down"
    with pytest.raises(Refused, match="Only a proposal"):
        services.withdraw(passage_id=passage_id, keyring=river.harriet, now=READY)


def test_what_is_approved_is_not_withdrawn(river):
    kept = river.approved()

    with pytest.raises(Refused, match="Only a proposal"):
        services.withdraw(passage_id=kept.id, keyring=river.harriet, now=READY)
    with pytest.raises(Refused, match="no such passage"):
        services.withdraw(passage_id=kept.id, keyring=river.stranger, now=READY)
    assert river.passage(kept.id).passage.state == "approved"


def test_passages_are_listed_open_ones_first_and_only_with_their_key(river):
    later = river.propose(start_at=READY + timedelta(days=1))
    first, gone = river.propose(), river.propose()
    services.withdraw(passage_id=gone, keyring=river.harriet, now=READY)

    assert [kept.id for kept in queries.passages(river.harriet)] == [first, later, gone]
    assert queries.passages(river.stranger) == []
    for unknown in (first, new_id()):
        with pytest.raises(Refused, match="no such passage"):
            queries.passage(unknown, river.stranger)
