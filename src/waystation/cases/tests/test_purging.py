"""Asking, approving, objecting and destroying: three people, and nothing left."""

from datetime import date

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.cases import attaching, domain, purging, queries, services
from waystation.cases.models import (
    GroupRow,
    HouseholdRow,
    IntakeBox,
    PersonRow,
    PurgeVoice,
    TipRow,
)
from waystation.cases.person import named
from waystation.cases.tests.builders import NOW, TODAY, a_family, a_household, a_tip, settle
from waystation.cases.tests.purges import approve, ask, carry_out, step
from waystation.vault import audit, door, files, keystore, moving, shredding
from waystation.vault.keyring import Keyring
from waystation.vault.models import AuditEntry, FileRow
from waystation.vault.opening import add


def test_what_three_people_agree_on_is_destroyed_to_the_last_row(case_id, approved, william):
    (file,) = queries.household(case_id, william, TODAY).files

    carry_out(approved, william)

    for kind in (HouseholdRow, PersonRow, TipRow, FileRow):
        assert not kind.objects.exists()
    assert keystore.shred_of(case_id) is None
    assert not files.is_there(file.id)
    done = purging.destroyed(approved, william).purge
    assert (done.n_cases, done.n_rows, done.n_files, done.remains) == (2, 6, 1, None)
    assert queries.households(william, TODAY) == queries.tips(william, NOW) == []


def test_every_act_of_it_stands_in_the_audit(approved, william):
    carry_out(approved, william)

    kinds = list(AuditEntry.objects.order_by("seq").values_list("kind", flat=True))
    assert len(kinds) == 4
    assert kinds[1] == kinds[2] != kinds[0] != kinds[3]


def test_one_person_is_one_voice_whatever_they_press(case_id, william, harriet):
    purge_id = ask(case_id, william)

    with pytest.raises(Refused, match="hand is on this purge already"):
        approve(purge_id, william)
    approve(purge_id, harriet)
    with pytest.raises(Refused, match="hand is on this purge already"):
        approve(purge_id, harriet)

    assert PurgeVoice.objects.count() == 2
    assert step(purge_id, william) == "asked"
    with pytest.raises(Refused, match="Two others"):
        carry_out(purge_id, william)
    assert HouseholdRow.objects.exists()


def test_a_fourth_voice_is_not_needed_and_not_taken(approved, case_id, office, stranger):
    with pytest.raises(Refused, match="approved already"):
        approve(approved, stranger)

    assert PurgeVoice.objects.count() == 3


def test_who_holds_no_key_of_the_case_may_approve_but_not_carry_out(approved, passmore, stranger):
    for keyring in (passmore, stranger):
        with pytest.raises(Refused):
            carry_out(approved, keyring)

    assert HouseholdRow.objects.count() == 1
    assert keystore.shred_of(HouseholdRow.objects.get().case)


def test_who_holds_no_key_of_the_case_cannot_ask(case_id, passmore, stranger):
    for keyring in (passmore, stranger):
        with pytest.raises(Refused, match="no such record"):
            ask(case_id, keyring)


def test_who_does_not_hold_the_gazetteer_sees_no_purge(approved, office):
    outside = Keyring.of(new_id(), [])

    assert purging.purges(outside) == []
    with pytest.raises(Refused, match="no such record"):
        approve(approved, outside)


def test_a_request_tells_those_who_approve_nothing_of_the_people(approved, passmore):
    told = repr(purging.purge(approved, passmore).purge)

    for secret in ("Jackson", "chestertown", "geese", "corn crib"):
        assert secret not in told


def test_the_case_stays_when_anybody_objects(approved, case_id, passmore, william):
    purging.withdraw(purge_id=approved, keyring=passmore, now=NOW)

    assert purging.purges(william) == []
    assert not PurgeVoice.objects.exists()
    assert queries.household(case_id, william, TODAY).size == 3


def test_what_is_destroyed_cannot_be_withdrawn(approved, william):
    carry_out(approved, william)

    with pytest.raises(Refused, match="cannot be brought back"):
        purging.withdraw(purge_id=approved, keyring=william, now=NOW)


@pytest.mark.parametrize(
    ("said", "says"),
    [({"why": "due"}, "day of this case has not come"), ({"reason": " "}, "needs a reason")],
)
def test_nobody_asks_before_the_day_or_without_a_reason(case_id, william, said, says):
    with pytest.raises(Refused, match=says):
        ask(case_id, william, **said)

    assert purging.purges(william) == []


def test_a_case_is_asked_for_once(case_id, william, harriet):
    ask(case_id, william)

    with pytest.raises(Refused, match="before"):
        ask(case_id, harriet)


def test_people_in_a_group_are_destroyed_neither_when_asked_nor_when_approved(
    case_id, approved, william
):
    services.form_group(household_ids=[case_id], keyring=william, now=NOW)

    with pytest.raises(Refused, match="in an open group"):
        carry_out(approved, william)
    purging.withdraw(purge_id=approved, keyring=william, now=NOW)
    with pytest.raises(Refused, match="in an open group"):
        ask(case_id, william)

    assert HouseholdRow.objects.count() == 1


def test_a_tip_with_a_household_goes_with_it_and_not_alone(case_id, william):
    tip_id = TipRow.objects.get().id

    with pytest.raises(Refused, match="goes with the household"):
        ask(tip_id, william)


def test_a_tip_alone_is_destroyed_alone(william, harriet, passmore):
    tip_id = services.hear_tip(tip=a_tip(), keyring=william, now=NOW)
    other = settle(william)
    purge_id = ask(tip_id, william)
    approve(purge_id, harriet, passmore)

    carry_out(purge_id, harriet)

    assert not TipRow.objects.exists()
    assert queries.household(other, william, TODAY).size == 3


def test_groups_and_ties_forget_a_household_that_is_no_more(william, harriet, passmore, office):
    there = a_household(code="H-A", state="grouped", arrived_on=date(1853, 1, 1))
    here = a_household(code="H-B", state="grouped", arrived_on=TODAY, goes_with=("H-A", "H-C"))
    families = [(one, a_family(), office.cases.cell) for one in (there, here)]
    first, second = services.take_in(families=families, keyring=william, now=NOW)
    group = domain.Group(
        label="Group 1", place="chestertown-md", households=(first, second), formed_on=TODAY,
        state="arrived",
    )  # fmt: skip
    add(GroupRow(cell=office.cases.cell), group, william, on=TODAY)
    (purge_id,) = purging.ask_for_due(case_ids=[first], asked_by="W", keyring=william, now=NOW)
    approve(purge_id, harriet, passmore)

    carry_out(purge_id, william)

    (view,) = queries.groups(william, TODAY)
    assert view.group.households == (second,)
    assert queries.household(second, william, TODAY).household.goes_with == ("H-C",)


def test_all_that_are_due_are_asked_for_or_none(william, office):
    there = a_household(code="H-A", arrived_on=date(1853, 1, 1))
    families = [(there, a_family(), office.cases.cell)]
    (due,) = services.take_in(families=families, keyring=william, now=NOW)
    not_due = settle(william)

    with pytest.raises(Refused, match="has not come"):
        purging.ask_for_due(case_ids=[due, not_due], asked_by="W", keyring=william, now=NOW)

    assert purging.purges(william) == []


def test_pressing_again_after_the_end_changes_nothing(approved, william):
    carry_out(approved, william)
    n_entries = AuditEntry.objects.count()

    carry_out(approved, william)

    assert AuditEntry.objects.count() == n_entries


def test_the_proof_is_not_given_while_something_is_left(approved, william, monkeypatch):
    monkeypatch.setattr(shredding, "left", lambda remains: ["db.sqlite3-wal"])

    with pytest.raises(Refused, match=r"still there: db\.sqlite3-wal"):
        carry_out(approved, william)

    assert step(approved, william) == "going"
    with pytest.raises(Refused, match="not destroyed yet"):
        purging.destroyed(approved, william)


def test_the_proof_waits_for_whoever_reads_the_log(approved, william, monkeypatch):
    monkeypatch.setattr(shredding, "empty_log", lambda: False)

    with pytest.raises(Refused, match="still being read"):
        carry_out(approved, william)

    assert keystore.shred_of(purging.purge(approved, william).purge.subject) is None


def test_rows_that_came_back_with_an_old_backup_open_for_nobody_and_are_counted(
    case_id, approved, william
):
    kinds = (TipRow, HouseholdRow, PersonRow, FileRow)
    backup = [row for kind in kinds for row in kind.objects.all()]
    carry_out(approved, william)
    for row in backup:
        row.save(force_insert=True)

    # A keyring lives for one request; this is the next one.
    later = Keyring.of(william.user_id, list(william._slots.values()))

    assert queries.households(later, TODAY) == queries.tips(later, NOW) == []
    assert queries.n_shut(later) == 2
    with pytest.raises(Refused, match="no such record"):
        queries.household(case_id, later, TODAY)


def test_a_household_deleted_by_a_thief_is_missed_while_its_key_is_there(case_id, william):
    services.form_group(household_ids=[case_id], keyring=william, now=NOW)
    HouseholdRow.objects.all().delete()

    with pytest.raises(Tampered, match="missing from its group"):
        queries.groups(william, TODAY)


def test_the_board_says_what_waits_for_whom(case_id, william, harriet, passmore):
    purge_id = ask(case_id, william)

    assert said(william) == []
    assert said(passmore) == ["A case is to be destroyed: somebody waits for your answer."]
    approve(purge_id, harriet, passmore)
    assert said(william) == ["A purge is approved: carry it out."]
    assert said(passmore) == []


def said(keyring):
    return [says for says, _hint, _red in purging.calls(keyring, now=NOW)]


def test_copies_of_the_key_store_from_before_are_named_whatever_the_clock_said(approved, william):
    # The clock ran ahead when the copy was made, and was put right.
    ahead = NOW.replace(year=1856)
    audit.write("key store copied", actor=None, says={}, now=ahead)
    carry_out(approved, william)
    audit.write("key store copied", actor=None, says={}, now=NOW)

    copies = purging.copies_to_destroy(purging.destroyed(approved, william).purge)

    assert copies == [(4, ahead.date())]


def test_a_case_that_moved_meanwhile_is_carried_out_where_it_lies_now(
    case_id, approved, william, office
):
    both = Keyring.of(new_id(), [office.gazetteer, office.cases, office.elsewhere])
    mover = door.Who(both.user_id, "Harriet", "field manager", both, None, None)
    moving.move_case(case_id, office.elsewhere.cell, by=mover, now=NOW)

    assert not purging.purge(approved, william).holds_case
    with pytest.raises(Refused):
        carry_out(approved, william)
    there_alone = Keyring.of(new_id(), [office.gazetteer, office.elsewhere])
    carry_out(approved, there_alone)

    assert not HouseholdRow.objects.exists()
    assert purging.purge(approved, william).purge.tip_stays
    # Its tip stayed behind, where the others hold it, and can go from there.
    (tip,) = TipRow.objects.all()
    later = Keyring.of(william.user_id, list(william._slots.values()))
    assert ask(tip.id, later)


def test_what_came_by_the_public_page_goes_with_its_tip(william, harriet, passmore, office):
    box = new_id()
    sent = {"key": bytes(16), "reply_public": b"", "box": bytes(range(200)), "answers": b""}
    IntakeBox.objects.create(id=box.bytes, cell=office.cases.cell, day=TODAY, **sent)
    other = sent | {"box": bytes(range(200, 0, -1))}
    IntakeBox.objects.create(id=new_id().bytes, cell=office.cases.cell, day=TODAY, **other)
    tip = a_tip(receipt=domain.Receipt(box=box, reply_digest=b"", mark=b""))
    tip_id = services.hear_tip(tip=tip, keyring=william, now=NOW)
    purge_id = ask(tip_id, william)
    approve(purge_id, harriet, passmore)

    carry_out(purge_id, william)

    assert [bytes(row.id) == box.bytes for row in IntakeBox.objects.all()] == [False]
    assert purging.destroyed(purge_id, william).purge.n_rows == 2


def test_the_largest_case_can_be_noted_before_it_is_destroyed(william, harriet, passmore):
    case_id = settle(william, people=[named("A B")] * domain.PEOPLE_MAX)
    for number in range(files.FILES_MAX):
        attaching.attach(
            household_id=case_id, title=f"{number}", content=b"x", keyring=william, now=NOW
        )
    purge_id = ask(case_id, william)
    approve(purge_id, harriet, passmore)

    carry_out(purge_id, william)

    # One household, forty people, forty files.
    assert purging.destroyed(purge_id, william).purge.n_rows == 81
