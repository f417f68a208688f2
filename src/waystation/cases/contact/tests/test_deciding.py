"""Grading, weighing and deciding tips, and saying what they turned out to be."""

from datetime import timedelta

import pytest

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import domain, queries
from waystation.cases.contact import services
from waystation.cases.models import TipRow
from waystation.cases.services import hear_tip
from waystation.cases.tests.builders import NOW, a_tip


@pytest.fixture
def tip_id(william):
    return hear_tip(tip=a_tip(), keyring=william, now=NOW)


def read(tip_id, keyring):
    return queries.tip(tip_id, keyring, NOW).tip


def decide(tip_id, keyring, **said):
    services.decide_tip(tip_id=tip_id, **said, keyring=keyring, now=NOW)


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
            tip_id=tip_id, source_grade="A", word_grade=2, reason=" ", keyring=william, now=NOW
        )

    assert read(tip_id, william).history == ()


def test_the_same_grades_again_change_nothing(william, tip_id):
    services.grade_tip(
        tip_id=tip_id, source_grade="F", word_grade=6, reason="", keyring=william, now=NOW
    )

    assert TipRow.objects.get().revision == 1


def test_a_tip_goes_from_checking_to_accepted(william, tip_id):
    decide(tip_id, william, state="checking")
    decide(tip_id, william, state="accepted", reason="two say so")

    assert read(tip_id, william).state == "accepted"


def test_a_step_that_does_not_exist_is_refused(william, tip_id):
    decide(tip_id, william, state="false", ended="trap", reason="a trap")

    with pytest.raises(Refused, match="false cannot become accepted"):
        decide(tip_id, william, state="accepted", reason="no")


def test_only_checking_needs_no_reason(william, tip_id):
    with pytest.raises(Refused, match="reason"):
        decide(tip_id, william, state="not ours", ended="outside")


def test_a_history_has_an_end(william, tip_id, monkeypatch):
    monkeypatch.setattr("waystation.cases.domain.CHANGES_MAX", 1)
    decide(tip_id, william, state="checking")

    with pytest.raises(Refused, match="too often"):
        decide(tip_id, william, state="accepted", reason="two say so")


def test_a_stranger_changes_nothing_and_cannot_tell_whether_a_tip_exists(stranger, tip_id):
    answers = []
    for wanted in (tip_id, new_id()):
        with pytest.raises(Refused) as refused:
            decide(wanted, stranger, state="false", ended="trap", reason="x")
        answers.append((refused.value.says, refused.value.hint))

    assert answers[0] == answers[1]
    assert TipRow.objects.get().revision == 1
    assert queries.tips(stranger, NOW) == []


@pytest.mark.parametrize("state", domain.TIP_ENDS)
def test_a_tip_ends_for_one_of_the_reasons_of_its_end_and_for_no_other(william, tip_id, state):
    for ended in (None, "trap" if state != "false" else "declined"):
        with pytest.raises(Refused, match="without one of its reasons"):
            decide(tip_id, william, state=state, ended=ended, reason="asked around")

    decide(tip_id, william, state=state, ended=domain.TIP_ENDS[state][0], reason="asked around")
    tip = read(tip_id, william)
    assert (tip.state, tip.ended) == (state, domain.TIP_ENDS[state][0])
    assert not tip.is_open


def test_not_reachable_and_declined_by_the_people_are_reasons_of_an_end():
    ends = {why for whys in domain.TIP_ENDS.values() for why in whys}

    assert {"not reachable", "declined"} <= ends


def test_a_tip_looked_at_again_has_no_end_and_its_clock_goes_on(william, tip_id):
    decide(tip_id, william, state="kept", ended="not reachable", reason="nobody at home")
    assert watches.ring_due(NOW + timedelta(days=9)) == 0

    decide(tip_id, william, state="checking")

    assert read(tip_id, william).ended is None
    assert watches.ring_due(NOW + timedelta(days=9)) == 1


def test_a_tip_that_becomes_urgent_rings_sooner_and_says_who_found_so(william, tip_id):
    services.weigh_tip(
        tip_id=tip_id,
        urgency="immediate",
        danger_now="yes",
        reason="dogs",
        keyring=william,
        now=NOW,
    )

    # Immediate: one hour from its first word, instead of 24.
    assert watches.ring_due(NOW + timedelta(minutes=59)) == 0
    assert watches.ring_due(NOW + timedelta(minutes=60)) == 1
    told = [(c.what, c.was, c.became) for c in read(tip_id, william).history]
    assert told == [("urgency", "medium", "immediate"), ("danger_now", "unknown", "yes")]


def test_an_urgency_does_not_change_without_a_reason(william, tip_id):
    with pytest.raises(Refused, match="reason"):
        services.weigh_tip(
            tip_id=tip_id, urgency="low", danger_now="no", reason="", keyring=william, now=NOW
        )

    assert read(tip_id, william).urgency == "medium"


def test_a_stranger_weighs_and_closes_nothing(stranger, william, tip_id):
    with pytest.raises(Refused, match="no such record"):
        services.weigh_tip(
            tip_id=tip_id, urgency="low", danger_now="no", reason="x", keyring=stranger, now=NOW
        )
    with pytest.raises(Refused, match="no such record"):
        services.note_outcome(tip_id=tip_id, outcome="true", reason="x", keyring=stranger, now=NOW)

    assert (read(tip_id, william).urgency, read(tip_id, william).outcome) == ("medium", None)
