"""Who agreed is in the register, whoever no longer does is gone at once, and nobody is forged."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import noticing, parts, recording
from waystation.cases import queries as cases
from waystation.cases.consent import services as consents
from waystation.cases.consent.tests.builders import a_childs, an_answer, noted
from waystation.cases.person import Name
from waystation.cases.recording import Tie
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.models import RegisterRow
from waystation.tracing.papers import services as papers
from waystation.tracing.register import ends, queries, services
from waystation.tracing.register.domain import Registered
from waystation.tracing.register.tests.conftest import enter
from waystation.vault import cells
from waystation.vault.keyring import Keyring

LATER = NOW + timedelta(hours=2)


def listed(keyring, today=TODAY):
    return queries.entries(keyring, today)


def test_a_tracing_officer_reads_whom_a_case_worker_entered(entered, family, desk, peter):
    (found,) = listed(peter)

    assert found.id == entered
    assert found.entry.profile.name == "Ann Maria Jackson"
    assert found.entry.profile.marks == ("a scar on the left hand",)
    assert found.entry.origin.cell == desk.cases.cell
    assert (found.entry.origin.household, found.entry.origin.person) == (family.id, family.ann)
    assert found.entry.until == TODAY + timedelta(days=180)


def test_neither_the_worker_nor_another_tracing_office_reads_the_register(
    entered, william, stranger
):
    with pytest.raises(Refused):
        listed(william)
    assert listed(stranger) == []


def test_nobody_is_entered_without_their_own_yes(family, william):
    with pytest.raises(Refused):
        enter(family, william, person_id=family.robert)
    assert not RegisterRow.objects.exists()


def test_another_worker_enters_nobody_of_the_case(family, outsider):
    with pytest.raises(Refused):
        enter(family, outsider)


def test_only_what_was_chosen_goes_along(family, william, peter):
    services.enter(
        household_id=family.id,
        person_id=family.ann,
        told=services.Told(marks=("a scar on the left hand",)),
        shares=("birth",),
        keyring=william,
        now=NOW,
    )

    (found,) = listed(peter)
    assert found.entry.profile.names == ()
    assert found.entry.profile.marks == ()
    assert found.entry.profile.birth.is_known


def test_nothing_is_entered_by_which_nobody_could_be_known(family, william):
    with pytest.raises(Refused, match="Nothing would go along"):
        services.enter(
            household_id=family.id,
            person_id=family.ann,
            told=services.Told(),
            shares=("languages",),
            keyring=william,
            now=NOW,
        )


def test_kin_go_along_only_if_they_agreed_themselves(family, william, peter):
    tie = Tie(one=family.ann, other=family.robert, kind="child")
    recording.tie(tie=tie, keyring=william, now=NOW)
    enter(family, william)
    assert listed(peter)[0].entry.profile.relatives == ()

    noted(family.id, a_childs(family.robert, family.ann, purpose="tracing"), william)

    (relative,) = listed(peter)[0].entry.profile.relatives
    assert (relative.kind, relative.names[0].text) == ("child", "Robert Jackson")


def test_a_withdrawn_yes_takes_them_out_in_the_same_moment(entered, family, william, peter):
    consents.withdraw(part_id=family.yes, how="said so", keyring=william, now=LATER)

    assert listed(peter) == []
    assert not RegisterRow.objects.exists()
    (kept,) = parts.listed(family.id, Registered, william)
    assert (kept.value.ended_on, kept.value.why) == (TODAY, "withdrawn")


def test_a_no_takes_them_out_as_well(entered, family, william):
    noted(family.id, an_answer(family.ann, purpose="tracing", answer="no"), william, LATER)

    assert not RegisterRow.objects.exists()


def test_an_entry_ends_with_the_last_day_of_the_yes(entered, peter):
    last = TODAY + timedelta(days=180)
    assert len(listed(peter, last)) == 1
    assert listed(peter, last + timedelta(days=1)) == []

    assert ends.sweep(last) == 0
    assert ends.sweep(last + timedelta(days=1)) == 1


def test_a_longer_yes_keeps_the_entry_longer(entered, family, william, peter):
    longer = TODAY + timedelta(days=300)
    noted(family.id, an_answer(family.ann, purpose="tracing", valid_until=longer), william, LATER)

    assert listed(peter)[0].entry.until == longer
    assert RegisterRow.objects.get().ends_on == longer


def test_a_corrected_name_stands_in_the_register_at_once(entered, family, william, peter):
    was = cases.household(family.id, william, TODAY).people[0]
    value = replace(was, names=(Name("Ann M. Jackson"),))
    recording.change_person(person_id=family.ann, was=was, value=value, keyring=william, now=LATER)

    assert listed(peter)[0].entry.profile.name == "Ann M. Jackson"


def test_taking_out_and_putting_in_again_gives_a_new_entry(entered, family, william, peter):
    services.withdraw(household_id=family.id, person_id=family.ann, keyring=william, now=LATER)
    assert listed(peter) == []

    assert enter(family, william) != entered
    with pytest.raises(Refused, match="not in the register"):
        services.withdraw(
            household_id=family.id, person_id=family.robert, keyring=william, now=LATER
        )


def test_put_in_again_by_the_same_consent_they_stand_there_since_now_and_did_not_agree_anew(
    entered, family, william, peter
):
    services.withdraw(household_id=family.id, person_id=family.ann, keyring=william, now=LATER)
    enter(family, william, now=LATER)
    (view,) = listed(peter)
    assert (view.entry.agreed_at, view.entry.stands_since) == (None, LATER)

    yes = an_answer(family.ann, purpose="tracing", noted_at=LATER + timedelta(days=1))
    noted(family.id, yes, william, now=LATER + timedelta(days=1))
    (view,) = listed(peter)
    assert view.entry.agreed_at == view.entry.stands_since == LATER + timedelta(days=1)


def test_a_case_that_is_destroyed_leaves_nobody_in_the_register(entered, family, william):
    noticing.is_to_be_destroyed(case=family.id, keyring=william, now=LATER)

    assert not RegisterRow.objects.exists()


def test_a_child_is_entered_with_who_answered_for_them(family, william, peter):
    noted(family.id, a_childs(family.mary, family.ann, purpose="tracing"), william)
    enter(family, william, person_id=family.mary)

    found = next(view for view in listed(peter) if view.entry.is_child)
    assert found.entry.guardian == "Ann Maria Jackson"


def test_an_entry_that_no_case_worker_signed_is_never_read(entered, desk, peter):
    row = RegisterRow.objects.get()
    entry = listed(peter)[0].entry
    # The tracing compartment's box takes whatever anybody seals into it.
    box = papers.sealed(
        to=desk.tracing.cell,
        sender=desk.tracing.cell,
        place=row.id,
        body=entry,
        about=row.id,
        keyring=peter,
        now=NOW,
    )
    RegisterRow.objects.update(box=box)

    assert listed(peter) == []


def test_an_entry_put_under_another_id_or_day_is_never_read(entered, peter):
    row = RegisterRow.objects.get()
    RegisterRow.objects.update(ends_on=row.ends_on + timedelta(days=200))
    assert listed(peter) == []

    RegisterRow.objects.all().delete()
    row.pk = None
    row.id = Keyring.of(row.cell, []).user_id
    row.save(force_insert=True)
    assert listed(peter) == []


def test_a_compartment_whose_key_was_changed_is_no_longer_believed(entered, desk, peter, william):
    assert services.know(entries=listed(peter), keyring=peter, now=NOW)
    assert not services.know(entries=listed(peter), keyring=peter, now=NOW)
    other = cells.row_of(desk.elsewhere.cell)
    cells.Cell.objects.filter(pk=desk.cases.cell).update(sign_public=other.sign_public)

    assert listed(peter) == []


def test_a_yes_is_taken_back_even_where_a_relatives_entry_hangs_on_it(family, william, peter):
    yes = noted(family.id, a_childs(family.robert, family.ann, purpose="tracing"), william)
    recording.tie(
        tie=Tie(one=family.ann, other=family.robert, kind="child"), keyring=william, now=NOW
    )
    services.enter(
        household_id=family.id,
        person_id=family.ann,
        told=services.Told(),
        shares=("relatives",),
        keyring=william,
        now=NOW,
    )
    consents.withdraw(part_id=yes, how="by word", keyring=william, now=LATER)
    assert listed(peter) == []


def test_kin_go_with_the_last_day_of_their_own_yes(family, william, peter):
    soon = TODAY + timedelta(days=30)
    robert = a_childs(family.robert, family.ann, purpose="tracing", valid_until=soon)
    noted(family.id, robert, william)
    recording.tie(
        tie=Tie(one=family.ann, other=family.robert, kind="child"), keyring=william, now=NOW
    )
    enter(family, william)
    assert [len(one.entry.profile.relatives) for one in listed(peter, soon)] == [1]
    (after,) = listed(peter, soon + timedelta(days=1))
    assert after.entry.profile.relatives == ()
