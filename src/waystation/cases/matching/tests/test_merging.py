"""Two records put together and taken apart again, and nothing lost by it."""

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import attaching, parts, recording
from waystation.cases import queries as cases
from waystation.cases import services as casework
from waystation.cases.grouping import queries as groups
from waystation.cases.grouping import services as grouping
from waystation.cases.matching import queries, services
from waystation.cases.matching.domain import Merge
from waystation.cases.models import PersonRow
from waystation.cases.person import named
from waystation.cases.queries import open_person
from waystation.cases.recording import Tie
from waystation.cases.safeguarding.indicators import Concern
from waystation.cases.tests.builders import NOW, TODAY, settle

LATER = NOW + timedelta(days=1)
PHILLIS = named("Phillis Gault", age=30, sex="female", needs="shoes")
PHYLLIS = named("Phyllis Galt", alias=("Mary Green",), age=31, note="seen at Norfolk")
CHILD = named("Dick Page", age=4)


@pytest.fixture
def two(william):
    """Two households: Phillis and a child in one, Phyllis in the other; their people's ids."""
    first = settle(william, people=[PHILLIS, CHILD])
    second = settle(william, people=[PHYLLIS])
    return (*people_in(first, william), *people_in(second, william))


def people_in(household, keyring):
    return cases.household(household, keyring, TODAY).household.people


def reading(person, keyring):
    return open_person(PersonRow.objects.get(pk=person), keyring)


def house_of(person):
    return PersonRow.objects.get(pk=person).case


def put_together(stays, goes, keyring, **chosen):
    return services.merge(stays=stays, goes=goes, chosen=chosen, keyring=keyring, now=NOW)


def test_the_one_that_stays_has_both_names_and_the_values_chosen(two, william):
    phillis, _child, phyllis = two

    put_together(phillis, phyllis, william, note="goes", needs="stays")

    one = reading(phillis, william)
    assert [name.text for name in one.names] == ["Phillis Gault", "Phyllis Galt", "Mary Green"]
    assert (one.age_on(TODAY), one.sex) == (30, "female")
    assert (one.needs, one.note) == ("shoes", "seen at Norfolk")


def test_the_other_is_counted_no_more_and_its_empty_household_waits_no_more(two, william):
    phillis, _child, phyllis = two

    put_together(phillis, phyllis, william)

    waiting = cases.waiting_lines(william, TODAY)
    assert [line.size for line in waiting] == [2]
    assert cases.household(house_of(phyllis), william, TODAY).people == ()
    assert queries.doubles(william, TODAY).found.n_records == 2


def test_taken_apart_both_are_as_they_were(two, william):
    phillis, child, phyllis = two
    before = [replace(reading(person, william), history=()) for person in two]
    homes = [people_in(house_of(person), william) for person in two]

    merge = put_together(phillis, phyllis, william, note="goes", birth="goes")
    left = services.unmerge(merge_id=merge, keyring=william, now=LATER)

    assert left == []
    assert [replace(reading(person, william), history=()) for person in two] == before
    assert [people_in(house_of(person), william) for person in two] == homes
    assert queries.merges(william) == []
    assert child


def test_what_was_changed_since_stays_when_they_are_taken_apart(two, william):
    phillis, _child, phyllis = two
    merge = put_together(phillis, phyllis, william, note="goes")
    was = reading(phillis, william)
    value = replace(was, note="seen at Norfolk, and at Petersburg")
    recording.change_person(person_id=phillis, was=was, value=value, keyring=william, now=NOW)

    left = services.unmerge(merge_id=merge, keyring=william, now=LATER)

    one = reading(phillis, william)
    assert left == ["note"]
    assert one.note == "seen at Norfolk, and at Petersburg"
    assert [name.text for name in one.names] == ["Phillis Gault"]


def test_kin_of_the_other_become_kin_of_the_one_and_leave_with_it(two, william):
    phillis, child, phyllis = two
    tie = Tie(one=phyllis, other=child, kind="child")
    recording.tie(tie=tie, keyring=william, now=NOW)

    merge = put_together(phillis, phyllis, william)
    together = {kin.to: kin.kind for kin in reading(child, william).kin}
    services.unmerge(merge_id=merge, keyring=william, now=LATER)

    assert together == {phyllis: "parent", phillis: "parent"}
    assert {kin.to for kin in reading(child, william).kin} == {phyllis}


def test_a_record_is_not_put_together_with_itself_nor_twice(two, william):
    phillis, child, phyllis = two
    merge = put_together(phillis, phyllis, william)

    with pytest.raises(Refused, match="not two records"):
        put_together(phillis, phillis, william)
    with pytest.raises(Refused, match="put together with another already"):
        put_together(child, phyllis, william)

    services.unmerge(merge_id=merge, keyring=william, now=LATER)
    with pytest.raises(Refused, match="taken apart already"):
        services.unmerge(merge_id=merge, keyring=william, now=LATER)


def test_nobody_is_taken_out_of_a_group(two, william):
    phillis, _child, phyllis = two
    casework.form_group(household_ids=[house_of(phyllis)], keyring=william, now=NOW)

    with pytest.raises(Refused, match="is in a group"):
        put_together(phillis, phyllis, william)

    put_together(phyllis, phillis, william)  # The other way round nobody leaves the group.


def test_two_people_are_proposed_no_more_once_somebody_said_so(william):
    first = settle(william, people=[named("Silas Whitcomb", age=30, sex="male")])
    second = settle(william, people=[named("Silas Whitcomb", age=30, sex="male")])
    for number in range(30):
        settle(william, people=[named(f"Somebody{chr(97 + number % 26)} Else{number}")])
    (pair,) = queries.doubles(william, TODAY).pairs
    assert {pair.one.case, pair.other.case} == {first, second}

    services.set_apart(
        one=pair.one.id, other=pair.other.id, reason="cousins", keyring=william, now=NOW
    )

    assert queries.doubles(william, TODAY).pairs == ()


def test_a_stranger_sees_and_joins_nothing(two, william, stranger):
    phillis, _child, phyllis = two
    merge = put_together(phillis, phyllis, william)

    assert queries.doubles(stranger, TODAY).found.n_records == 0
    assert queries.merges(stranger) == []
    with pytest.raises(Refused):
        put_together(phillis, phyllis, stranger)
    with pytest.raises(Refused):
        services.unmerge(merge_id=merge, keyring=stranger, now=NOW)
    with pytest.raises(Refused):
        services.set_apart(one=phillis, other=phyllis, reason="", keyring=stranger, now=NOW)


def test_the_pages_lead_from_a_pair_to_one_record_and_back(two, sign_in):
    phillis, _child, phyllis = two
    browser = sign_in("case worker")
    compare = f"/people/doubles/{phillis}/{phyllis}/"

    shown = browser.get(compare).content.decode()
    done = browser.post(f"{compare}merge/", {"note": "goes"})
    listed = browser.get(done["Location"]).content.decode()
    (undo,) = re.findall(r"/people/merged/[0-9a-f-]{36}/undo/", listed)
    undone = browser.post(undo)

    assert "Phillis Gault" in shown
    assert "Phyllis Galt" in shown
    assert done["Location"] == "/people/merged/"
    assert "Both are as they were." in undone.content.decode()
    assert browser.get("/people/doubles/").status_code == 200


def test_a_photograph_stays_behind_its_door_when_its_record_goes_into_another(two, william):
    phillis, _child, phyllis = two
    home = house_of(phyllis)
    photo = attaching.attach(
        household_id=home, title="a face", content=b"a face", keyring=william, now=NOW
    ).id
    was = reading(phyllis, william)
    recording.change_person(
        person_id=phyllis, was=was, value=replace(was, photo=photo), keyring=william, now=NOW
    )

    put_together(phillis, phyllis, william)

    assert cases.household(home, william, TODAY).files == ()
    with pytest.raises(Refused, match="somebody's photograph"):
        attaching.read(home, photo, william)


def test_nobody_goes_out_of_the_case_whose_notes_keep_them_safe(two, william):
    phillis, _child, phyllis = two
    feared = settle(william, people=[named("Jacob", age=40)])
    apart = {"other_id": feared, "why": "complaint", "reason": "she fears him"}
    grouping.keep_apart(household_id=house_of(phyllis), **apart, keyring=william, now=NOW)
    with pytest.raises(Refused, match="must not travel with another"):
        put_together(phillis, phyllis, william)

    grouping.keep_apart(household_id=house_of(phillis), **apart, keyring=william, now=NOW)
    sign = Concern(sign="money", person=None, about="partner", says="-", on=TODAY)
    parts.put(household_id=house_of(phyllis), value=sign, keyring=william, now=NOW)

    with pytest.raises(Refused, match="urgent concern"):
        put_together(phillis, phyllis, william)
    assert put_together(phyllis, phillis, william)


def test_who_must_stay_with_the_record_that_goes_stays_with_the_one_it_went_into(two, william):
    phillis, _child, phyllis = two
    friend = settle(william, people=[named("Ruth", age=30)])
    (ruth,) = people_in(friend, william)
    for one, hard in ((phillis, False), (phyllis, True)):
        tie = Tie(one=ruth, other=one, kind="friend", hard=hard)
        recording.tie(tie=tie, keyring=william, now=NOW)

    put_together(phillis, phyllis, william)

    (party,) = groups.parties([friend], william, TODAY)
    assert (party.bound, party.torn) == ({house_of(phillis)}, ())


def test_what_only_points_to_a_merge_takes_nothing_apart(two, william):
    phillis, _child, phyllis = two
    put_together(phillis, phyllis, william)
    (pointer,) = parts.listed(house_of(phyllis), Merge, william)

    with pytest.raises(Refused, match="no such record"):
        services.unmerge(merge_id=pointer.id, keyring=william, now=LATER)

    assert people_in(house_of(phyllis), william) == ()
