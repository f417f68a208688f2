"""Sheets of people come in whole or not at all, and go out again while nobody worked with them."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.models import Watch
from waystation.cases import parts, queries
from waystation.cases import services as cases
from waystation.cases.domain import Contact
from waystation.cases.exchange import ends, services
from waystation.cases.exchange import queries as exchange
from waystation.cases.models import HouseholdRow, PartRow, PersonRow, SheetRow
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.network import services as network
from waystation.testing import history
from waystation.vault import audit, keystore

PEOPLE = b"""number,household,name,age,place
1,A,Ann Maria Jackson,40,Chestertown
2,A,Mary Jackson,11,
3,B,Perry Johnson,28,"Cambridge, MD"
"""
TIES = b"""person number,relation,relative number,relative name,travels along
1,daughter,2,,yes
3,wife,,Eliza,left behind
"""
LATER = datetime(1872, 1, 1, tzinfo=UTC)


def take_in(keyring, people=PEOPLE, ties=TIES, now=NOW, **plan):
    sheet_id = services.upload(people=people, ties=ties, keyring=keyring, now=now)
    said = exchange.sheet(sheet_id, keyring).sheet.plan
    services.agree(sheet_id=sheet_id, plan=replace(said, **plan), keyring=keyring)
    seen = exchange.sheet(sheet_id, keyring).revision
    services.take_in(sheet_id=sheet_id, seen=seen, keyring=keyring, now=now)
    return sheet_id


def by_name(keyring, today=TODAY):
    views = queries.households(keyring, today)
    return {p.name: (view, p) for view in views for p in view.people}


def test_everybody_of_a_sheet_is_put_on_file_with_who_is_what_to_whom(william):
    take_in(william)

    found = by_name(william)
    (ann_view, ann), (_, mary), (_, perry) = (
        found[name] for name in ("Ann Maria Jackson", "Mary Jackson", "Perry Johnson")
    )
    assert [person.name for person in ann_view.people] == ["Ann Maria Jackson", "Mary Jackson"]
    assert (ann_view.household.place, ann_view.stands) == ("chestertown-md", "heard")
    assert (ann.kin[0].to, ann.kin[0].kind) == (ann_view.household.people[1], "child")
    assert (mary.kin[0].to, mary.kin[0].kind) == (ann_view.household.people[0], "parent")
    assert ann.kin[0].hard
    assert ann_view.household.code.startswith("H-")
    assert mary.is_child_on(TODAY)
    assert perry.kin == ()
    assert "wife Eliza: left behind" in perry.note


def test_one_bad_row_keeps_everybody_out_and_is_named(william):
    people = PEOPLE + b"4,B,Nobody,203,Chestertown\n"
    sheet_id = services.upload(people=people, keyring=william, now=NOW)
    view = exchange.sheet(sheet_id, william)

    (bad,) = exchange.draft(view.sheet, william, NOW).bad
    with pytest.raises(Refused):
        services.take_in(sheet_id=sheet_id, seen=view.revision, keyring=william, now=NOW)

    assert (bad.table, bad.row, bad.column, bad.value) == ("people", 5, "age", "203")
    assert not HouseholdRow.objects.exists()


def test_more_notes_than_a_record_holds_are_refused_before_anything_is_put_on_file(william):
    notes = ",".join(["x" * 2_000] * 2)
    people = f"number,name,place,first,second\n7,Ann,Chestertown,{notes}\n".encode()
    sheet_id = services.upload(people=people, keyring=william, now=NOW)
    plan = exchange.sheet(sheet_id, william).sheet.plan
    said = replace(plan, people=("number", "name", "place", "note", "note"))
    services.agree(sheet_id=sheet_id, plan=said, keyring=william)
    view = exchange.sheet(sheet_id, william)

    (bad,) = exchange.draft(view.sheet, william, NOW).bad
    with pytest.raises(Refused):
        services.take_in(sheet_id=sheet_id, seen=view.revision, keyring=william, now=NOW)

    assert (bad.value, "4000" in bad.why) == ("7", True)


def test_what_was_changed_since_it_was_looked_at_is_not_taken_in(william):
    sheet_id = services.upload(people=PEOPLE, keyring=william, now=NOW)
    seen = exchange.sheet(sheet_id, william)
    services.agree(sheet_id=sheet_id, plan=seen.sheet.plan, keyring=william)

    with pytest.raises(Refused):
        services.take_in(sheet_id=sheet_id, seen=seen.revision, keyring=william, now=NOW)

    assert not HouseholdRow.objects.exists()


def test_two_columns_cannot_both_be_the_name(william):
    sheet_id = services.upload(people=PEOPLE, keyring=william, now=NOW)
    plan = exchange.sheet(sheet_id, william).sheet.plan
    both = replace(plan, people=("number", "name", "name", "age", "place"))

    with pytest.raises(Refused):
        services.agree(sheet_id=sheet_id, plan=both, keyring=william)


def test_people_go_to_no_compartment_that_is_not_ones_own(william, office):
    sheet_id = services.upload(people=PEOPLE, keyring=william, now=NOW)
    plan = exchange.sheet(sheet_id, william).sheet.plan

    with pytest.raises(Refused):
        services.agree(
            sheet_id=sheet_id, plan=replace(plan, cell=office.elsewhere.cell), keyring=william
        )


def test_a_stranger_finds_no_sheet_and_takes_none_back(william, stranger):
    sheet_id = take_in(william)

    assert exchange.sheets(stranger) == []
    for act in (
        lambda: exchange.sheet(sheet_id, stranger),
        lambda: services.undo(sheet_id=sheet_id, keyring=stranger, now=NOW),
        lambda: services.drop(sheet_id=sheet_id, keyring=stranger),
        lambda: services.take_in(sheet_id=sheet_id, seen=1, keyring=stranger, now=NOW),
    ):
        with pytest.raises(Refused):
            act()
    assert HouseholdRow.objects.count() == 2


def test_once_it_is_taken_in_nothing_of_the_sheet_is_kept(william):
    sheet_id = take_in(william)

    view = exchange.sheet(sheet_id, william)
    with pytest.raises(Refused):
        exchange.grids(view.sheet, william)

    # The sheet's own row, and one piece with two ids of 16 bytes and revisions of 4.
    assert SheetRow.objects.count() == 2
    assert len(exchange.pieces(view.sheet, william)) == 40


@pytest.mark.django_db(transaction=True)
def test_the_last_sheet_is_taken_back_with_its_keys(william):
    kept = settle(william)
    sheet_id = take_in(william)
    made = [row.id for row in HouseholdRow.objects.exclude(pk=kept)]

    services.undo(sheet_id=sheet_id, keyring=william, now=NOW)

    assert list(HouseholdRow.objects.values_list("id", flat=True)) == [kept]
    assert PersonRow.objects.filter(household__in=made).count() == 0
    assert keystore.shreds_of(made) == {}
    assert keystore.shred_of(kept) is not None
    assert not SheetRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_lone_child_of_a_sheet_is_looked_after_at_once_and_leaves_no_alarm_when_taken_back(
    william,
):
    sheet_id = take_in(william, people=PEOPLE + b"4,C,John Henry,9,Chestertown\n")
    alone, _person = by_name(william)["John Henry"]

    opened = {part.kind for _row, part in parts.opened(alone.id, william)}
    armed = Watch.objects.count()
    services.undo(sheet_id=sheet_id, keyring=william, now=NOW)

    assert opened
    assert armed
    assert not PartRow.objects.exists()
    assert not Watch.objects.exists()


@pytest.mark.parametrize("work", ["contact", "note"])
def test_what_somebody_worked_with_is_not_taken_back(william, work):
    sheet_id = take_in(william)
    household_id = HouseholdRow.objects.first().id
    if work == "contact":
        words = Contact(at=NOW, how="", phrase="the geese fly early")
        cases.note_contact(household_id=household_id, contact=words, keyring=william, now=NOW)
    else:
        parts.put(household_id=household_id, value=words_of_a_part(), keyring=william, now=NOW)

    with pytest.raises(Refused):
        services.undo(sheet_id=sheet_id, keyring=william, now=NOW)

    assert HouseholdRow.objects.count() == 2


def words_of_a_part():
    import msgspec

    class Remark(msgspec.Struct, frozen=True, tag="remark/1"):
        words: str

    return Remark("seen on Sunday")


def test_only_the_last_sheet_can_be_taken_back(william):
    first = take_in(william)
    take_in(william, people=PEOPLE.replace(b"Perry", b"Josiah"), now=NOW.replace(hour=13))

    with pytest.raises(Refused):
        services.undo(sheet_id=first, keyring=william, now=NOW)


def test_the_very_same_sheet_does_not_come_in_twice(william):
    take_in(william)

    with pytest.raises(Refused):
        services.upload(people=PEOPLE, ties=TIES, keyring=william, now=NOW)


def test_a_sheet_that_lay_for_three_days_is_gone(william):
    services.upload(people=PEOPLE, keyring=william, now=NOW)

    ends.sweep(now=NOW.replace(day=28))
    assert SheetRow.objects.exists()
    ends.sweep(now=NOW.replace(day=29))
    assert not SheetRow.objects.exists()


def test_the_audit_says_how_many_came_in_and_no_name(william, office):
    take_in(william)

    from waystation.base.ids import new_id
    from waystation.vault.keyring import Keyring

    officer = Keyring.of(new_id(), [office.security])
    (told,) = audit.entries(officer, kinds=["sheet taken in"])
    assert (told.actor, told.says) == (william.user_id, {"n": "3"})


@pytest.mark.long
def test_the_passengers_and_ties_of_the_book_come_in_by_the_same_door(william):
    map_ = history.network()
    network.take_in(
        places=[p for p in map_.places if p.slug not in ("chestertown-md", "cambridge-md")],
        houses=[], legs=[], partners=[], keyring=william_with_network(william), now=NOW,
    )  # fmt: skip
    people, ties = history.sheets()

    sheet_id = take_in(
        william, people=people, ties=ties, now=LATER, place="philadelphia-pa", only_known=True
    )

    counts = exchange.sheet(sheet_id, william).sheet.taken.counts
    told = history.households()
    # Of the 374 households one, of five people, is in no row: the unnamed of Chestertown.
    assert counts.households == len(told) - 1 == 373
    assert counts.people == sum(len(one.people) for one in told) - 5 == 745
    assert (counts.added, counts.left_out) == (75, 2)
    views = queries.households(william, LATER.date())
    assert sum(view.size for view in views) == 745
    # Each tie stands on both of its people.
    assert sum(len(p.kin) for view in views for p in view.people) == 2 * counts.links == 340


def william_with_network(william):
    from waystation.vault import cells

    return william.with_slot(cells.found("network"))
