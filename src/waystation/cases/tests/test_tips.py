"""Hearing, grading and deciding tips."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.base.models import Event
from waystation.cases import queries, services
from waystation.cases.models import TipRow
from waystation.cases.tests.builders import NOW, a_tip


@pytest.fixture
def tip_id(william):
    return services.hear_tip(tip=a_tip(), keyring=william, now=NOW)


def read(tip_id, keyring):
    return queries.tip(tip_id, keyring, NOW).tip


def test_a_tip_heard_is_told_to_those_with_its_keys(william, office):
    tip_id = services.hear_tip(tip=a_tip(), keyring=william, now=NOW)

    event = Event.objects.get()
    assert (event.kind, event.subject, event.cell) == ("tip.heard", tip_id, office.cases.cell)
    assert read(tip_id, william) == a_tip()


def test_a_tip_is_not_heard_in_the_future(william):
    with pytest.raises(Refused, match="later than now"):
        services.hear_tip(tip=a_tip(heard_at=NOW + timedelta(minutes=1)), keyring=william, now=NOW)

    assert not TipRow.objects.exists()


def test_a_stranger_puts_no_tip_into_the_compartment_of_another(stranger, office):
    with pytest.raises(Refused):
        services.hear_tip(tip=a_tip(), cell=office.cases.cell, keyring=stranger, now=NOW)

    assert not TipRow.objects.exists()
    assert not Event.objects.exists()


def test_grades_are_changed_apart_and_with_a_reason(william, tip_id):
    services.grade_tip(
        tip_id=tip_id, source_grade="B", word_grade=6, reason="knows him", keyring=william, now=NOW
    )
    services.grade_tip(
        tip_id=tip_id, source_grade="B", word_grade=2, reason="seen", keyring=william, now=NOW
    )

    tip = read(tip_id, william)
    assert (tip.source_grade, tip.word_grade) == ("B", 2)
    assert [(c.what, c.was, c.became, c.reason) for c in tip.history] == [
        ("source_grade", "F", "B", "knows him"),
        ("word_grade", "6", "2", "seen"),
    ]


def test_a_grade_without_a_reason_is_refused(william, tip_id):
    with pytest.raises(Refused, match="reason"):
        services.grade_tip(
            tip_id=tip_id, source_grade="A", word_grade=1, reason=" ", keyring=william, now=NOW
        )

    assert read(tip_id, william) == a_tip()


def test_the_same_grades_again_change_nothing(william, tip_id):
    services.grade_tip(
        tip_id=tip_id, source_grade="F", word_grade=6, reason="", keyring=william, now=NOW
    )

    assert TipRow.objects.get().revision == 1


def test_a_tip_goes_from_checking_to_accepted(william, tip_id):
    services.decide_tip(tip_id=tip_id, state="checking", keyring=william, now=NOW)
    services.decide_tip(
        tip_id=tip_id, state="accepted", reason="two say so", keyring=william, now=NOW
    )

    assert read(tip_id, william).state == "accepted"


def test_a_step_that_does_not_exist_is_refused(william, tip_id):
    services.decide_tip(tip_id=tip_id, state="false", reason="a trap", keyring=william, now=NOW)

    with pytest.raises(Refused, match="false cannot become accepted"):
        services.decide_tip(tip_id=tip_id, state="accepted", reason="no", keyring=william, now=NOW)


def test_only_checking_needs_no_reason(william, tip_id):
    with pytest.raises(Refused, match="reason"):
        services.decide_tip(tip_id=tip_id, state="not ours", keyring=william, now=NOW)


def test_a_history_has_an_end(william, tip_id, monkeypatch):
    monkeypatch.setattr("waystation.cases.domain.CHANGES_MAX", 1)
    services.decide_tip(tip_id=tip_id, state="kept", reason="later", keyring=william, now=NOW)

    with pytest.raises(Refused, match="too often"):
        services.decide_tip(tip_id=tip_id, state="checking", keyring=william, now=NOW)


def test_a_stranger_changes_nothing_and_cannot_tell_whether_a_tip_exists(stranger, tip_id):
    answers = []
    for wanted in (tip_id, new_id()):
        with pytest.raises(Refused) as refused:
            services.decide_tip(tip_id=wanted, state="false", reason="x", keyring=stranger, now=NOW)
        answers.append((refused.value.says, refused.value.hint))

    assert answers[0] == answers[1]
    assert TipRow.objects.get().revision == 1
    assert queries.tips(stranger, NOW) == []


def test_a_tip_put_back_into_another_row_or_compartment_does_not_open(william, tip_id, office):
    other = services.hear_tip(tip=a_tip(), keyring=william, now=NOW)
    body = TipRow.objects.get(pk=tip_id).body

    TipRow.objects.filter(pk=other).update(body=body)
    with pytest.raises(Tampered):
        read(other, william)

    TipRow.objects.filter(pk=tip_id).update(cell=office.elsewhere.cell)
    with pytest.raises(Refused):
        read(tip_id, william)
