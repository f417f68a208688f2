"""Changing a record: old values stay, nobody overwrites in silence, ties stand on both sides."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from waystation.base.errors import Refused, Tampered
from waystation.cases import parts, queries, recording, services
from waystation.cases.models import PersonRow
from waystation.cases.person import Name, Need, named
from waystation.cases.recording import EDITS_MAX, Tie
from waystation.cases.records import queries as records
from waystation.cases.records import services as changes
from waystation.cases.records.domain import PIECES, mark_of
from waystation.cases.tests.builders import NOW, TODAY, a_household, settle


@pytest.fixture
def home(william):
    """A family on file: the household's id and those of its people, Ann, Mary and a friend."""
    household_id = settle(william)
    return household_id, *queries.household(household_id, william, TODAY).household.people


def person(person_id, keyring):
    return records.record(person_id, keyring, TODAY).person


def change(person_id, keyring, *, was=None, why="", **fields):
    was = was or person(person_id, keyring)
    recording.change_person(
        person_id=person_id,
        was=was,
        value=replace(was, **fields),
        why=why,
        keyring=keyring,
        now=NOW,
    )


def tie(one, other, kind, keyring, **said):
    made = Tie(one=one, other=other, kind=kind, **said)
    recording.tie(tie=made, keyring=keyring, now=NOW)


def test_a_change_is_written_and_what_it_said_before_is_kept(william, home):
    household_id, ann, *_others = home

    change(ann, william, relation="mother", needs="shoes", why="she said so")

    now = person(ann, william)
    (was,) = records.changes(ann, now, household_id, william)
    assert (now.relation, now.needs) == ("mother", "shoes")
    assert was.why == "she said so"
    assert dict(was.said) == {"Relation": "head", "Needs": "–"}
    assert queries.household(household_id, william, TODAY).people[0] == now


def test_two_workers_who_change_different_things_do_not_hold_each_other_up(william, harriet, home):
    _household, ann, *_others = home
    seen = person(ann, william)

    change(ann, harriet, was=seen, relation="mother")
    change(ann, william, was=seen, needs="shoes")

    now = person(ann, william)
    assert (now.relation, now.needs, len(now.history)) == ("mother", "shoes", 2)


def test_what_somebody_changed_meanwhile_is_not_overwritten(william, harriet, home):
    _household, ann, *_others = home
    seen = person(ann, william)
    change(ann, harriet, was=seen, relation="mother")

    with pytest.raises(Refused, match="meanwhile"):
        change(ann, william, was=seen, relation="aunt")

    assert person(ann, william).relation == "mother"


def test_a_piece_is_refused_if_its_mark_is_no_longer_true(william, home):
    _household, ann, *_others = home
    seen = mark_of(person(ann, william), PIECES["names"])
    change(ann, william, names=(Name("Ann"),))

    with pytest.raises(Refused, match="meanwhile"):
        changes.change_piece(
            person_id=ann, fields={"names": ()}, seen=seen, keyring=william, now=NOW
        )

    assert person(ann, william).name == "Ann"


def test_a_record_is_changed_as_often_as_need_be_and_no_old_value_is_lost(william, home):
    household_id, ann, *_others = home

    for nth in range(EDITS_MAX + 3):
        change(ann, william, note=f"word {nth}")

    now = person(ann, william)
    told = records.changes(ann, now, household_id, william)
    assert len(now.history) < EDITS_MAX
    # The first change took an empty note's place, the last one that of the last but one.
    assert [dict(was.said)["Note"] for was in reversed(told)] == [
        "–",
        *(f"word {nth}" for nth in range(EDITS_MAX + 2)),
    ]


def test_a_stranger_changes_nobody_and_learns_nothing(william, stranger, home):
    household_id, ann, mary, _friend = home
    value = person(ann, william)

    for act in (
        lambda: recording.change_person(
            person_id=ann, was=value, value=replace(value, note="x"), keyring=stranger, now=NOW
        ),
        lambda: recording.add_person(
            household_id=household_id, value=named("X"), keyring=stranger, now=NOW
        ),
        lambda: tie(ann, mary, "child", stranger),
        lambda: recording.untie(one=ann, other=mary, keyring=stranger, now=NOW),
        lambda: records.record(ann, stranger, TODAY),
    ):
        with pytest.raises(Refused, match="no such"):
            act()

    assert person(ann, william) == value


def test_a_record_put_back_to_what_it_was_is_noticed(william, home):
    _household, ann, mary, _friend = home
    before = PersonRow.objects.get(pk=ann)
    change(ann, william, note="later")
    PersonRow.objects.filter(pk=ann).update(body=before.body, revision=before.revision)

    with pytest.raises(Tampered):
        person(ann, william)
    with pytest.raises(Tampered):
        tie(mary, ann, "parent", william)


def test_one_more_person_stands_last_in_the_household(william, home):
    household_id, *people = home

    made = recording.add_person(
        household_id=household_id, value=named("Ben", age=3), keyring=william, now=NOW
    )

    view = queries.household(household_id, william, TODAY)
    assert view.household.people == (*people, made)
    assert (view.size, view.n_children, view.people[3].name) == (4, 2, "Ben")


def test_a_full_household_takes_nobody_more(william):
    household_id = settle(william, people=[named("A B")] * 40)

    with pytest.raises(Refused, match="40 people already"):
        recording.add_person(
            household_id=household_id, value=named("Ben"), keyring=william, now=NOW
        )


def test_a_tie_is_written_on_both_and_taken_back_from_both(william, home):
    household_id, ann, mary, _friend = home

    tie(mary, ann, "parent", william, hard=True, evidence="both say so")

    (up,), (down,) = person(mary, william).kin, person(ann, william).kin
    assert (up.to, up.case, up.kind, up.hard) == (ann, household_id, "parent", True)
    assert (down.to, down.case, down.kind, down.hard) == (mary, household_id, "child", True)

    recording.untie(one=ann, other=mary, why="a mistake", keyring=william, now=NOW)

    assert person(mary, william).kin == person(ann, william).kin == ()
    (was,) = records.changes(ann, person(ann, william), household_id, william)
    assert (was.why, dict(was.said)) == ("a mistake", {"Family": "son or daughter"})


def test_a_tie_leads_from_one_household_to_another(william, home):
    _household, ann, *_others = home
    elsewhere = settle(william, people=[named("Old Ann", age=71)])
    (old,) = queries.household(elsewhere, william, TODAY).household.people

    tie(ann, old, "parent", william, informal=True)

    (one,) = records.record(ann, william, TODAY).relatives
    assert (one.person.name, one.here, one.kin.informal) == ("Old Ann", False, True)
    assert one.code.startswith("H-")
    drawn = records.drawn([(ann, person(ann, william))], home[0], william)
    assert drawn.elsewhere == {old}
    assert {place.id: place.row for place in drawn.tree.places} == {old: 0, ann: 1}


def test_what_two_people_are_to_each_other_is_said_once(william, home):
    household_id, ann, mary, _friend = home

    tie(mary, ann, "parent", william)
    tie(mary, ann, "guardian", william)

    assert [kin.kind for kin in person(mary, william).kin] == ["guardian"]
    assert [kin.kind for kin in person(ann, william).kin] == ["ward"]
    (was,) = records.changes(mary, person(mary, william), household_id, william)
    assert dict(was.said) == {"Family": "parent"}


def test_a_tie_that_cannot_be_is_refused_and_stands_on_neither(william, home):
    _household, ann, mary, friend = home
    tie(mary, ann, "parent", william)
    tie(friend, mary, "parent", william)

    with pytest.raises(Refused, match="themselves"):
        tie(ann, ann, "sibling", william)
    # Ann is the parent of Mary, and Mary that of the friend: he cannot be Ann's.
    with pytest.raises(Refused, match="each come before"):
        tie(ann, friend, "parent", william)

    assert [kin.to for kin in person(ann, william).kin] == [mary]
    assert [kin.to for kin in person(friend, william).kin] == [mary]


def test_a_tie_to_somebody_in_a_destroyed_case_is_taken_back_on_the_side_that_is_left(
    william, home
):
    _household, ann, *_others = home
    elsewhere = settle(william, people=[named("Old Ann")])
    (old,) = queries.household(elsewhere, william, TODAY).household.people
    tie(ann, old, "parent", william)
    PersonRow.objects.filter(pk=old).delete()

    (left,) = records.record(ann, william, TODAY).relatives
    assert left.person is None
    recording.untie(one=ann, other=old, keyring=william, now=NOW)

    assert person(ann, william).kin == ()


def test_many_ties_are_written_with_one_look_at_each_person(william, office):
    family = [named("A B")] * 20
    (household_id,) = services.take_in(
        families=[(a_household(code="H-A"), family, office.cases.cell)], keyring=william, now=NOW
    )
    people = queries.household(household_id, william, TODAY).household.people
    made = [Tie(one=child, other=people[0], kind="parent") for child in people[1:]]

    with CaptureQueriesContext(
        connection,
    ) as asked:
        recording.tie_all(ties=made, keyring=william, now=NOW)

    assert len(person(people[0], william).kin) == 19
    # One write for each of twenty people; the rest does not grow with them.
    writes = [one for one in asked if one["sql"].startswith('UPDATE "cases_personrow"')]
    assert len(writes) == 20


def test_needs_that_limit_the_way_are_told_in_words(william, home):
    household_id, ann, *_others = home
    change(ann, william, special=(Need(kind="mobility", says="a crutch", limits=("no foot",)),))
    change(ann, william, special=())

    (last, _first) = records.changes(ann, person(ann, william), household_id, william)

    assert dict(last.said) == {"Needs that limit the way": "a crutch, cannot go on foot"}
    assert parts.opened(household_id, william) == []


def test_a_household_in_a_group_is_not_written_to_be_elsewhere(william, home):
    household_id, *_people = home
    services.form_group(household_ids=[household_id], keyring=william, now=NOW)
    stands = queries.household(household_id, william, TODAY).household

    with pytest.raises(Refused, match="is in a group"):
        changes.change_household(
            household_id=household_id,
            fields={"place": "cambridge-md"},
            seen=mark_of(stands, ["place"]),
            keyring=william,
            now=NOW,
        )

    assert queries.household(household_id, william, TODAY).household.place == "chestertown-md"
