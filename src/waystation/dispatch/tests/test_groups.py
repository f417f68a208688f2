"""A group is bound to one passage, and comes free again where it stands."""

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.models import Watch
from waystation.cases import queries as case_queries
from waystation.cases import recording
from waystation.cases import services as cases
from waystation.cases.domain import Group
from waystation.cases.grouping import services as grouping
from waystation.cases.models import GroupRow
from waystation.cases.person import named
from waystation.cases.tests.builders import settle
from waystation.dispatch import queries, services
from waystation.dispatch.drawing import draw
from waystation.dispatch.models import PassageRow
from waystation.ledger import queries as book
from waystation.routing.domain import Plan
from waystation.routing.models import PlanRow
from waystation.routing.tests.ripley import READY, at
from waystation.vault.opening import open_row, swap


@pytest.fixture
def group(river):
    """Two grown people at Ripley, who are a group."""
    two = [named("A. B.", age=30), named("C. D.", age=31)]
    household = settle(river.harriet, people=two, place="ripley")
    return cases.form_group(household_ids=[household], keyring=river.harriet, now=at(720))


def stands(river, group):
    return case_queries.group_detail(group, river.harriet, READY.date()).group


def test_a_proposed_group_can_be_in_no_other_passage_and_is_not_dissolved(river, group):
    river.propose(group=group)

    assert stands(river, group).state == "planned"
    with pytest.raises(Refused):
        river.propose(group=group)
    with pytest.raises(Refused):
        cases.dissolve_group(group_id=group, keyring=river.harriet, now=READY)
    assert PassageRow.objects.count() == 1


@pytest.mark.parametrize("false", [{"people": 1}, {"children": 1}, {"start": "wilmington"}])
def test_a_plan_for_other_people_than_the_group_has_is_not_proposed(river, group, false):
    plan_id = river.plan(group=group)
    row = PlanRow.objects.get(pk=plan_id)
    plan = open_row(row, Plan, river.harriet)
    other = replace(plan, question=replace(plan.question, **false))
    swap(row, other, river.harriet, on=READY.date())

    with pytest.raises(Refused, match="other people"):
        river.propose(plan_id=plan_id)

    assert not PassageRow.objects.exists()
    assert stands(river, group).state == "ready"


def test_without_the_groups_key_nothing_is_proposed_for_it(river, group):
    plan_id = river.plan(group=group)

    with pytest.raises(Refused):
        services.propose(
            plan_id=plan_id,
            route_no=2,
            needs="",
            template="rescue-1855",
            keyring=river.passmore,
            now=READY,
        )

    assert not PassageRow.objects.exists()


def test_the_groups_own_record_follows_to_the_arrival(river, group):
    kept = river.approved(group=group)
    river.note(kept.stages[0].id, "ordered")
    assert stands(river, group).state == "moving"

    river.note(kept.stages[0].id, "accepted", at(1_000))
    river.note(kept.stages[0].id, "met", kept.stages[0].stage.depart)
    river.note(kept.stages[0].id, "handed over", kept.stages[0].stage.arrive)
    river.travel(kept, 2)
    river.arrive(kept)

    assert stands(river, group).state == "arrived"


def test_who_cannot_open_the_case_sends_nobody_out(river, group):
    kept = river.approved(group=group)

    with pytest.raises(Refused, match="Your keys do not open"):
        river.note(kept.stages[0].id, "ordered", keyring=river.passmore)

    assert stands(river, group).state == "planned"


def test_a_word_taken_down_by_an_approver_is_caught_up_by_the_next(river, group):
    kept = river.approved(group=group)
    river.note(kept.stages[0].id, "late", keyring=river.passmore)
    assert stands(river, group).state == "planned"

    river.note(kept.stages[0].id, "ordered")

    assert stands(river, group).state == "moving"


def test_who_cannot_open_the_group_does_not_close_its_passage(river, group):
    kept = river.approved(group=group)
    for number in (1, 2):
        river.travel(kept, number)

    with pytest.raises(Refused):
        services.arrive(passage_id=kept.id, keyring=river.passmore, now=at(1_800))

    assert river.passage(kept.id).passage.state == "moving"
    assert book.balance("CONTINGENCY-NEXT") == 0


def test_a_withdrawn_group_can_be_planned_anew(river, group):
    first = river.propose(group=group)

    services.withdraw(passage_id=first, keyring=river.harriet, now=READY)

    assert stands(river, group).state == "ready"
    assert river.propose(group=group) != first


def test_stood_down_on_the_way_a_group_is_free_where_it_stands(river, group):
    kept = river.approved(group=group)
    river.travel(kept, 1)
    paid = book.rescue(kept.passage.fund).spent_cents

    services.stand_down(
        passage_id=kept.id, reason="the second house is watched", keyring=river.harriet, now=READY
    )

    after = river.passage(kept.id)
    assert after.passage.state == "stood down"
    assert [k.stage.state for k in after.stages] == ["handed over", "stood down"]
    assert (stands(river, group).state, stands(river, group).place) == ("ready", "wilmington")
    assert kept.ahead is not None
    assert after.ahead is None
    assert {watch.state for watch in Watch.objects.all()} == {"answered"}
    # What was handed over stays paid; of the rest only contingency and resettlement do not return.
    assert book.balance("RESCUE-GENERAL") == 100_000 - paid - 600 - 1_000
    assert book.check_book(river.levi) == []
    with pytest.raises(Refused):
        river.note(kept.stages[1].id, "ordered")


def test_a_passage_stood_down_says_why_once_and_not_at_every_stage(river, group):
    kept = river.approved(group=group)
    services.stand_down(
        passage_id=kept.id, reason="the ford is high", keyring=river.harriet, now=READY
    )
    both = river.passage(kept.id)
    silent = both.stages[1]._replace(stage=replace(both.stages[1].stage, reports=()))

    ground = queries.ground(river.harriet, [])
    told = draw(both, ground).count("the ford is high")

    assert told > 0
    first_alone = both._replace(stages=(both.stages[0], silent))
    assert draw(first_alone, ground).count("the ford is high") == told


def test_standing_down_needs_a_reason_and_a_passage_under_way(river, group):
    proposed = river.propose(group=group)
    with pytest.raises(Refused, match="not under way"):
        services.stand_down(passage_id=proposed, reason="x", keyring=river.harriet, now=READY)
    river.approve(proposed)
    with pytest.raises(Refused, match="needs a reason"):
        services.stand_down(passage_id=proposed, reason=" ", keyring=river.harriet, now=READY)

    assert river.passage(proposed).passage.state == "approved"


def test_nobody_approves_what_was_to_start_before_now(river, group):
    proposed = river.propose(group=group)

    with pytest.raises(Refused, match="before now"):
        services.approve(passage_id=proposed, keyring=river.passmore, now=at(5_000))


def test_no_entry_of_the_book_can_be_found_from_a_rows_id(river, group):
    from uuid import uuid5

    from waystation.ledger.models import Entry

    kept = river.approved(group=group)
    river.travel(kept, 1)
    names = ("open", "open-rescue", "close", "pay", "pay 1", "general")
    seen = [kept.id, *(k.id for k in kept.stages)]

    guessed = {uuid5(row, name) for row in seen for name in names}

    assert not Entry.objects.filter(pk__in=guessed).exists()


def test_a_group_with_a_reason_against_it_is_not_proposed(river, group):
    lone = settle(river.harriet, people=[named("M. A.", age=11)], place="ripley")
    with_child = cases.form_group(household_ids=[lone], keyring=river.harriet, now=at(720))

    with pytest.raises(Refused, match="without a parent, guardian or companion"):
        river.propose(group=with_child)

    assert not PassageRow.objects.exists()
    assert stands(river, with_child).state == "ready"


def test_a_reason_that_comes_up_after_the_approvals_holds_back_the_first_order(river, group):
    kept = river.approved(group=group)
    (household,) = stands(river, group).households
    other = settle(river.harriet, people=[named("E. F.", age=40)], place="ripley")
    grouping.keep_apart(
        household_id=household, other_id=other, why="conflict", reason="-", keyring=river.harriet,
        now=READY,
    )  # fmt: skip
    row = GroupRow.objects.get(pk=group)
    both = replace(open_row(row, Group, river.harriet), households=(household, other))
    swap(row, both, river.harriet, on=READY.date())

    with pytest.raises(Refused, match="must not travel together"):
        river.note(kept.stages[0].id, "ordered")


def test_nobody_is_ordered_out_with_people_who_came_after_the_plan(river, group):
    river.fund_it()
    kept = river.approved(group=group)
    (home,) = stands(river, group).households
    add = {"household_id": home, "value": named("E. F.", age=32), "keyring": river.harriet}
    recording.add_person(**add, now=READY)

    with pytest.raises(Refused, match="has 3 people now; the passage is for 2"):
        river.note(kept.stages[0].id, "ordered")

    assert river.passage(kept.id).stages[0].stage.state == kept.stages[0].stage.state
