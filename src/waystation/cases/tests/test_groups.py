"""Forming, dissolving and following groups."""

from datetime import timedelta

import pytest

from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.base.ids import new_id
from waystation.cases import queries, services
from waystation.cases.models import GroupRow, HouseholdRow
from waystation.cases.person import named
from waystation.cases.tests.builders import NOW, TODAY, a_family, a_household, settle
from waystation.vault.keyring import Keyring


def form(keyring, *household_ids):
    return services.form_group(household_ids=household_ids, keyring=keyring, now=NOW)


def stands(household_id, keyring):
    return queries.household(household_id, keyring, TODAY).stands


@pytest.fixture
def mother(william):
    return settle(william, needs="two wagons")


@pytest.fixture
def son(william, mother):
    code = queries.household(mother, william, TODAY).household.code
    return settle(william, people=[named("Jacob", age=20)], goes_with=(code,))


def test_a_group_counts_its_people_its_children_and_its_needs(william, mother, son):
    group_id = form(william, mother, son)

    view = queries.group_detail(group_id, william, TODAY)
    assert (view.group.label, view.group.state, view.place_name) == (
        "Group 1",
        "ready",
        "Chestertown",
    )
    assert (view.size, view.n_children) == (4, 1)
    assert view.needs == ("two wagons", "shoes")
    assert [member.id for member in view.households] == [mother, son]
    assert queries.waiting(william, TODAY) == []


def test_groups_are_numbered_one_after_the_other(william, mother, son):
    form(william, mother, son)
    form(william, settle(william))

    assert [view.group.label for view in queries.groups(william, TODAY)] == ["Group 2", "Group 1"]


def test_a_family_cannot_be_split(william, mother, son):
    for alone in (mother, son):
        with pytest.raises(Refused, match="A family cannot be split"):
            form(william, alone)

    assert not GroupRow.objects.exists()
    assert {stands(mother, william), stands(son, william)} == {"contacted"}


def test_a_refusal_names_every_reason(william, mother, son):
    away = settle(william, place="cambridge-md")

    with pytest.raises(Refused) as refused:
        form(william, mother, away)

    assert "another place" in refused.value.says
    assert "cannot be split" in refused.value.says


def test_a_household_is_in_one_open_group_at_most(william, mother, son):
    form(william, mother, son)

    with pytest.raises(Refused, match="in an open group already"):
        form(william, mother, son)

    assert GroupRow.objects.count() == 1


def test_a_group_lies_in_one_compartment(office, mother, son, stranger):
    both = Keyring.of(new_id(), [office.gazetteer, office.cases, office.elsewhere])
    elsewhere = settle(stranger)

    with pytest.raises(Refused, match="another compartment"):
        form(both, mother, son, elsewhere)

    assert not GroupRow.objects.exists()


def test_a_stranger_groups_nobody(stranger, mother):
    with pytest.raises(Refused, match="no such record"):
        form(stranger, mother)

    assert not GroupRow.objects.exists()


def test_two_who_form_a_group_at_once_do_not_both_succeed(william, mother, son, monkeypatch):
    chosen = services._members([mother, son], william)
    form(william, mother, son)
    monkeypatch.setattr(services, "_members", lambda ids, keyring: chosen)

    with pytest.raises(Overtaken):
        form(william, mother, son)

    assert GroupRow.objects.count() == 1


def test_a_dissolved_group_leaves_its_households_waiting(william, mother, son):
    group_id = form(william, mother, son)

    services.dissolve_group(group_id=group_id, keyring=william, now=NOW)

    assert not GroupRow.objects.exists()
    assert {stands(mother, william), stands(son, william)} == {"waiting"}
    assert form(william, mother, son)


def test_a_group_on_the_way_is_not_dissolved(william, mother, son):
    group_id = form(william, mother, son)
    services.note_moving(group_id=group_id, keyring=william, now=NOW)

    with pytest.raises(Refused, match="on the way"):
        services.dissolve_group(group_id=group_id, keyring=william, now=NOW)

    assert stands(mother, william) == "moving"


def test_a_stranger_neither_dissolves_nor_moves_a_group(william, stranger, mother, son):
    group_id = form(william, mother, son)

    for act in (services.dissolve_group, services.note_moving):
        with pytest.raises(Refused, match="no such record"):
            act(group_id=group_id, keyring=stranger, now=NOW)

    assert queries.group_detail(group_id, william, TODAY).group.state == "ready"


def test_everybody_of_a_group_arrives_and_to_say_it_twice_changes_nothing(william, mother, son):
    group_id = form(william, mother, son)
    services.note_moving(group_id=group_id, keyring=william, now=NOW)
    services.note_moving(group_id=group_id, keyring=william, now=NOW)

    later = TODAY + timedelta(days=4)
    for _once_more in range(2):
        services.note_arrival(group_id=group_id, on=later, keyring=william, now=NOW)

    assert stands(mother, william) == "moving"  # Seen on a day before the arrival.
    assert queries.household(son, william, later).stands == "arrived"
    assert queries.group_detail(group_id, william, later).group.arrived_on == later
    assert GroupRow.objects.get().revision == 3


def test_a_group_that_arrived_does_not_leave_again(william, mother, son):
    group_id = form(william, mother, son)
    services.note_arrival(group_id=group_id, on=TODAY, keyring=william, now=NOW)

    with pytest.raises(Refused, match="arrived"):
        services.note_moving(group_id=group_id, keyring=william, now=NOW)


def test_who_is_in_a_group_stands_in_no_readable_column(william, mother, son):
    form(william, mother, son)

    row = GroupRow.objects.values().get()
    assert set(row) == {"id", "cell", "day", "revision", "body"}
    assert mother.bytes not in bytes(row["body"])


def test_a_group_that_lost_a_household_is_noticed(william, mother, son):
    form(william, mother, son)
    HouseholdRow.objects.filter(pk=son).delete()

    with pytest.raises(Tampered, match="missing"):
        queries.groups(william, TODAY)


def test_a_household_only_heard_of_waits_for_contact_before_it_travels(william, office):
    families = [(a_household(code="H-A", contact=None), a_family(), office.cases.cell)]
    (household_id,) = services.take_in(families=families, keyring=william, now=NOW)

    with pytest.raises(Refused, match="Nobody has been in contact"):
        form(william, household_id)
