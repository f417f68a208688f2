"""Groups are formed, changed and let go only where everybody in them may travel together."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.cases import course, parts
from waystation.cases import queries as cases
from waystation.cases import services as acts
from waystation.cases.domain import Household
from waystation.cases.grouping import queries, services
from waystation.cases.models import GroupRow, HouseholdRow, PartRow, PersonRow
from waystation.cases.person import Kin, Need, named
from waystation.cases.safeguarding.assessing import Assessment
from waystation.cases.safeguarding.domain import Companion, Reference
from waystation.cases.safeguarding.indicators import Concern
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.network import services as network
from waystation.network.domain import House, Leg, Place
from waystation.vault import cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap


def grown(keyring, name="Ann Maria", **said):
    return settle(keyring, people=[named(name, age=30, **said)])


def form(keyring, *household_ids):
    return services.form_group(household_ids=household_ids, keyring=keyring, now=NOW)


def members(group_id, keyring):
    return cases.group_detail(group_id, keyring, TODAY).group.households


def stands(household_id, keyring):
    return cases.household(household_id, keyring, TODAY).stands


def kinds(reasons):
    return [reason.kind for reason in reasons]


def change(keyring, group_id, *household_ids, was=None):
    services.change_group(
        group_id=group_id,
        was=was or members(group_id, keyring),
        household_ids=household_ids,
        keyring=keyring,
        now=NOW,
    )


def keep_apart(keyring, one, other, why="complaint", reason="she fears him"):
    return services.keep_apart(
        household_id=one, other_id=other, why=why, reason=reason, keyring=keyring, now=NOW
    )


def tie(keyring, child_home, parent_home, kind="parent", to=None, **said):
    """Write on the first person of one household who the first of another is to them."""
    child = PersonRow.objects.get(household=child_home)
    to = to or PersonRow.objects.get(household=parent_home).id
    kin = Kin(to=to, case=parent_home, kind=kind, **said)
    person = cases.open_person(child, keyring)
    swap(child, replace(person, kin=(kin,)), keyring, on=TODAY)
    row = HouseholdRow.objects.get(pk=child_home)
    value = open_row(row, Household, keyring)
    manifest = value.manifest | {child.id: child.revision}
    swap(row, replace(value, manifest=manifest), keyring, on=TODAY)


@pytest.fixture
def three(william):
    return [grown(william, name) for name in ("Ann", "Mary", "Jacob")]


def test_a_child_whom_nobody_answers_for_is_in_no_group(william):
    adult, child = grown(william), settle(william, people=[named("Mary", age=11)])

    for chosen in ([child], [child, adult]):
        with pytest.raises(Refused, match="without a parent, guardian or companion") as refused:
            form(william, *chosen)

    assert "best-interests assessment" in refused.value.hint
    assert not GroupRow.objects.exists()


def test_a_child_goes_with_its_mother_in_another_household_and_neither_leaves_alone(william):
    mother, child = grown(william), settle(william, people=[named("Mary", age=11)])
    tie(william, child, mother)

    with pytest.raises(Refused, match="without a parent"):
        form(william, child)
    group_id = form(william, child, mother)

    assert members(group_id, william) == (child, mother)
    assert queries.may_travel(group_id, william, TODAY) == []


def test_an_uncle_is_no_guardian(william):
    uncle, child = grown(william), settle(william, people=[named("Mary", age=11)])
    tie(william, child, uncle, kind="uncle_aunt")

    with pytest.raises(Refused, match="without a parent, guardian or companion"):
        form(william, child, uncle)


def test_kin_never_to_be_parted_are_not_parted(william):
    sister, brother = grown(william, "Ann"), grown(william, "Jacob")
    tie(william, sister, brother, kind="sibling", hard=True)

    with pytest.raises(Refused, match="A family cannot be split"):
        form(william, sister)

    assert form(william, sister, brother)


def test_kin_in_other_hands_hold_back_and_a_destroyed_case_does_not(william, stranger, three):
    elsewhere = grown(stranger)
    tie(william, three[0], elsewhere, kind="sibling", hard=True)
    tie(william, three[1], new_id(), kind="sibling", hard=True, to=new_id())

    with pytest.raises(Refused, match="goes with a household that does not wait here"):
        form(william, three[0])

    assert form(william, three[1])


def test_two_who_are_kept_apart_are_in_no_group_together(william, three):
    one, other, third = three
    keep_apart(william, one, other)

    with pytest.raises(Refused, match="must not travel together"):
        form(william, one, third, other)

    assert form(william, one, third)


def test_why_two_are_kept_apart_stands_in_both_cases_until_somebody_ends_it(william, three):
    one, other, _third = three
    bond = keep_apart(william, one, other)
    of_both = [queries.kept_apart(of, william)[0].value for of in (one, other)]

    assert [note.other for note in of_both] == [other, one]
    assert {note.reason for note in of_both} == {"she fears him"}

    services.end_apart(
        household_id=other, bond=bond, reason="they made peace", keyring=william, now=NOW
    )

    assert form(william, one, other)
    ended = [queries.kept_apart(of, william)[0] for of in (one, other)]
    assert [kept.value.ended_why for kept in ended] == ["they made peace"] * 2
    assert all(kept.before[0].value.holds for kept in ended)


def test_a_stranger_keeps_nobody_apart_and_ends_nothing(william, stranger, three):
    bond = keep_apart(william, *three[:2])

    with pytest.raises(Refused, match="no such record"):
        keep_apart(stranger, three[0], three[2])
    with pytest.raises(Refused, match="no such record"):
        services.end_apart(
            household_id=three[0], bond=bond, reason="why not", keyring=stranger, now=NOW
        )

    assert queries.kept_apart(three[0], william)[0].value.holds


def test_a_household_is_kept_apart_from_others_once_and_with_a_reason(william, three):
    keep_apart(william, *three[:2])

    with pytest.raises(Refused, match="apart already"):
        keep_apart(william, three[1], three[0])
    with pytest.raises(Refused, match="needs a reason"):
        keep_apart(william, three[0], three[2], reason=" ")
    with pytest.raises(Refused, match="from itself"):
        keep_apart(william, three[0], three[0])


def test_who_is_kept_apart_from_whom_cannot_be_taken_off_the_disk_unnoticed(william, three):
    keep_apart(william, *three[:2])
    PartRow.objects.filter(case=three[0]).delete()

    with pytest.raises(Tampered, match="not those written"):
        form(william, three[0], three[1])


def test_a_conflict_that_comes_up_later_holds_a_formed_group_back(william, three):
    group_id = form(william, *three)

    keep_apart(william, *three[:2])

    assert kinds(queries.may_travel(group_id, william, TODAY)) == ["kept apart"]


def test_a_change_can_be_taken_back_and_done_again(william, three):
    one, other, third = three
    group_id = form(william, one, other)

    change(william, group_id, one, third)
    services.undo(group_id=group_id, keyring=william, now=NOW)
    assert members(group_id, william) == (one, other)
    assert [stands(of, william) for of in three] == ["grouped", "grouped", "waiting"]

    services.redo(group_id=group_id, keyring=william, now=NOW)
    assert members(group_id, william) == (one, third)
    assert [stands(of, william) for of in three] == ["grouped", "waiting", "grouped"]
    with pytest.raises(Refused, match="nothing to do again"):
        services.redo(group_id=group_id, keyring=william, now=NOW)


def test_a_group_changed_meanwhile_is_not_overwritten(william, three):
    one, other, third = three
    group_id = form(william, one, other)
    seen = members(group_id, william)
    change(william, group_id, one)

    with pytest.raises(Refused, match="changed this group meanwhile"):
        change(william, group_id, one, other, third, was=seen)

    assert members(group_id, william) == (one,)


def test_a_group_bound_to_a_passage_is_not_changed(william, three):
    group_id = form(william, *three[:2])
    acts.note_planned(group_id=group_id, keyring=william, now=NOW)

    with pytest.raises(Refused, match="cannot be done now"):
        change(william, group_id, three[0])

    assert members(group_id, william) == tuple(three[:2])


def test_a_stranger_changes_no_group(william, stranger, three):
    group_id = form(william, *three[:2])

    for act in (services.undo, services.redo):
        with pytest.raises(Refused, match="no such record"):
            act(group_id=group_id, keyring=stranger, now=NOW)
    with pytest.raises(Refused, match="no such record"):
        change(stranger, group_id, three[0], was=tuple(three[:2]))


def test_several_groups_are_formed_at_once_or_none(william, three):
    child = settle(william, people=[named("Mary", age=11)])

    with pytest.raises(Refused, match="without a parent"):
        services.form_groups(arrangement=[three, [child]], keyring=william, now=NOW)
    assert not GroupRow.objects.exists()

    made = services.form_groups(arrangement=[three[:1], [], three[1:]], keyring=william, now=NOW)
    assert [len(members(group_id, william)) for group_id in made] == [1, 2]


def test_a_limit_of_somebody_rules_out_stages(william):
    lame = grown(william, special=(Need(kind="mobility", limits=("no foot",)),))
    group_id = form(william, lame)

    reasons = queries.may_travel(
        group_id, william, TODAY, ways=[(1, "rail", False), (2, "foot", True)]
    )

    assert [(one.kind, one.other) for one in reasons] == [("no foot", "2")]


def test_who_holds_the_network_is_proposed_groups_as_large_as_the_way(office, william):
    seer = Keyring.of(new_id(), [office.gazetteer, office.cases, cells.found("network")])
    river = Place(slug="camden-nj", name="Camden", kind="destination")
    legs = [
        Leg(slug="a", from_place="chestertown-md", to_place="cambridge-md", mode="wagon",
            duration_min=60, km=10, capacity=9),
        Leg(slug="b", from_place="cambridge-md", to_place="camden-nj", mode="wagon",
            duration_min=60, km=10, capacity=8),
    ]  # fmt: skip
    houses = [House(place="cambridge-md", beds=2, max_nights=1, assumed=False)]
    network.take_in(places=[river], houses=houses, legs=legs, partners=[], keyring=seer, now=NOW)
    for name in ("Ann", "Mary", "Jacob"):
        grown(william, name)

    groups = queries.bench("chestertown-md", office.cases.cell, seer, TODAY).proposed.groups

    assert [(group.size, group.carries) for group in groups] == [(2, 2), (1, 2)]


def test_who_waits_elsewhere_or_in_other_hands_is_not_on_the_bench(office, william, stranger):
    here = grown(william)
    settle(william, people=[named("Jacob", age=20)], place="cambridge-md")
    settle(stranger, people=[named("Mary", age=20)])

    bench = queries.bench("chestertown-md", office.cases.cell, william, TODAY)

    assert [party.id for party in bench.parties] == [here]
    with pytest.raises(Refused, match="Nobody waits there"):
        queries.bench("chestertown-md", office.elsewhere.cell, william, TODAY)


def test_an_urgent_sign_of_exploitation_holds_a_group_back(william, three):
    group_id = form(william, *three)
    sign = Concern(sign="money", person=None, about="partner", says="-", on=TODAY)

    parts.put(household_id=three[1], value=sign, keyring=william, now=NOW)

    assert kinds(queries.may_travel(group_id, william, TODAY)) == ["stopping"]


def test_a_child_cleared_to_go_with_a_companion_goes_with_that_one_alone(william):
    child = settle(william, people=[named("Ann", age=15)])
    companion, other = grown(william, "Ruth"), grown(william, "Jacob")
    (girl,) = PersonRow.objects.filter(household=child)
    (ruth,) = PersonRow.objects.filter(household=companion)
    asked = tuple(
        Reference(who=who, knows="for years", says="kind", asked_on=TODAY)
        for who in ("Anna", "Bruno")
    )
    named_one = Companion(
        child=girl.id, person=ruth.id, name="Ruth", relation="neighbour", childs_choice=True,
        childs_words="she sings", references=asked,
    )  # fmt: skip
    # It was opened when the child was put on file.
    (opened,) = parts.listed(child, Assessment, william)
    until = TODAY + timedelta(30)
    decided = replace(
        opened.value, state="decided", decision="travel", decided_on=TODAY, review_on=until
    )
    parts.put(household_id=child, value=named_one, keyring=william, now=NOW)
    parts.change(part_id=opened.id, was=opened.value, value=decided, keyring=william, now=NOW)

    with pytest.raises(Refused, match="without a parent, guardian or companion"):
        form(william, child, other)

    assert form(william, child, companion)


def test_whose_case_is_closed_is_not_on_the_bench(office, william):
    here, closed = grown(william), grown(william, "Sam")
    course.note(household_id=closed, step="closed", keyring=william, now=NOW)

    bench = queries.bench("chestertown-md", office.cases.cell, william, TODAY)

    assert [party.id for party in bench.parties] == [here]
