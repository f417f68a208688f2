"""A case from registration to closure: what each step needs, who agrees, and what is due next."""

from datetime import date, timedelta

import pytest

from waystation.base.errors import Refused
from waystation.cases import parts, tasks
from waystation.cases import queries as cases
from waystation.cases.contact.domain import ContactTry
from waystation.cases.models import PartVoice
from waystation.cases.person import named
from waystation.cases.safeguarding import queries as safeguarding
from waystation.cases.safeguarding.indicators import Asked
from waystation.cases.steps import approvals, queries, services
from waystation.cases.steps.domain import Assessment, Closure, Conference, Note, Plan
from waystation.cases.steps.tests.papers import (
    a_registration,
    a_review,
    assessed,
    close,
    plan_of,
    step,
)
from waystation.cases.tests.builders import NOW, TODAY, a_family, settle

LATER = NOW + timedelta(hours=1)


def read(case, keyring):
    return queries.case(case, keyring, TODAY)


def household(case, keyring):
    return cases.household(case, keyring, TODAY).household


@pytest.fixture
def case(william):
    """A grown woman on her own with whom William is in contact."""
    return settle(william, people=[named("Harriet Eglin", age=26)])


@pytest.fixture
def screened(case, william):
    """The questions about trafficking were asked when she was put on file."""
    asked = Asked(person=None, moment="intake", on=TODAY, alone=True)
    parts.put(household_id=case, value=asked, keyring=william, now=NOW)


@pytest.fixture
def planned(case, william, screened):
    """A case with a plan that waits for its approval."""
    assessed(case, william)
    step(case, "assessed", william)
    step(case, "planned", william)
    return plan_of(case, william)


def test_who_registers_a_case_looks_after_it_and_its_assessment_gets_a_day(case, william):
    services.register(
        household_id=case, registration=a_registration(danger="yes"), keyring=william, now=NOW
    )

    stands = household(case, william)
    assert (stands.worker, stands.next_due) == (william.user_id, date(1855, 10, 27))
    assert [kept.value.what for kept in tasks.still_open(case, william)] == ["assess"]


def test_an_assessment_notes_the_risk_and_when_somebody_looks_again(case, william):
    assessed(case, william, risk="high")

    stands = household(case, william)
    assert (stands.risk, stands.next_due) == ("high", date(1855, 11, 2))
    (due,) = tasks.still_open(case, william)
    assert (due.value.kind, due.value.due_on) == ("review", date(1855, 11, 2))


def test_a_step_names_everything_it_still_needs(case, william):
    with pytest.raises(Refused) as refused:
        step(case, "assessed", william)

    assert refused.value.says == (
        "This step still needs: somebody who looks after it; the language they speak; "
        "whether they are in danger now; who else travels with them; "
        "on what grounds we keep their data; a look whether they are on file already."
    )
    assert household(case, william).step == "registered"


def test_no_step_is_jumped(case, william):
    with pytest.raises(Refused, match="There is no way from this step to that one"):
        step(case, "acting", william)


def test_nobody_approves_their_own_plan(planned, case, william):
    with pytest.raises(Refused, match="Nobody approves what they wrote themselves"):
        approvals.approve(part_id=planned, kind=Plan, keyring=william, now=LATER)

    assert read(case, william).plan.value.state == "waiting"
    assert household(case, william).step == "planned"


def test_a_supervisor_who_approves_a_plan_lets_it_be_carried_out(planned, case, harriet):
    approvals.approve(part_id=planned, kind=Plan, keyring=harriet, now=LATER)

    view = read(case, harriet)
    assert (view.step, view.plan.value.state) == ("acting", "approved")
    assert PartVoice.objects.filter(part=planned).count() == 2


def test_nothing_is_approved_twice(planned, harriet):
    approvals.approve(part_id=planned, kind=Plan, keyring=harriet, now=LATER)

    with pytest.raises(Refused):
        approvals.approve(part_id=planned, kind=Plan, keyring=harriet, now=LATER)


def test_what_is_sent_back_says_why(planned, case, william, harriet):
    with pytest.raises(Refused, match="not said why"):
        approvals.send_back(part_id=planned, kind=Plan, answer=" ", keyring=harriet, now=LATER)

    approvals.send_back(
        part_id=planned, kind=Plan, answer="which boat?", keyring=harriet, now=LATER
    )

    assert read(case, william).plan.value.answer == "which boat?"
    with pytest.raises(Refused, match="the approval of a supervisor"):
        step(case, "acting", william)


def test_a_new_plan_takes_the_place_of_one_that_waits(planned, case, william, harriet):
    plan_of(case, william, now=LATER, goals=("Canada",))

    assert read(case, william).plan.value.goals == ("Canada",)
    with pytest.raises(Refused, match="answered before"):
        approvals.approve(part_id=planned, kind=Plan, keyring=harriet, now=LATER)


def test_who_plans_anew_needs_another_approval(planned, case, william, harriet):
    approvals.approve(part_id=planned, kind=Plan, keyring=harriet, now=NOW)
    services.review(household_id=case, review=a_review(holds=False), keyring=william, now=LATER)
    step(case, "planned", william, now=LATER)

    with pytest.raises(Refused, match="the approval of a supervisor"):
        step(case, "acting", william, now=LATER)


def test_a_case_is_followed_after_a_review_since_its_plan(planned, case, william, harriet):
    approvals.approve(part_id=planned, kind=Plan, keyring=harriet, now=NOW)
    with pytest.raises(Refused, match="their arrival, or a review"):
        step(case, "following", william)

    services.review(household_id=case, review=a_review(risk="low"), keyring=william, now=LATER)
    step(case, "following", william, now=LATER)

    stands = household(case, william)
    assert (stands.step, stands.risk, stands.next_due) == ("following", "low", date(1855, 11, 25))


def test_a_case_is_closed_by_a_second_person_and_nothing_is_due_any_more(case, william, harriet):
    assessed(case, william)
    closure = close(case, william)
    with pytest.raises(Refused, match="Nobody approves what they wrote"):
        approvals.approve(part_id=closure, kind=Closure, keyring=william, now=LATER)

    approvals.approve(part_id=closure, kind=Closure, keyring=harriet, now=LATER)

    stands = household(case, william)
    assert (stands.step, stands.next_due) == ("closed", None)
    assert tasks.still_open(case, william) == []
    assert cases.waiting_lines(william, TODAY) == []


def test_an_open_task_keeps_a_case_open(case, william, harriet):
    tasks.open_task(household_id=case, what="bring shoes", due_on=TODAY, keyring=william, now=NOW)
    closure = close(case, william)

    with pytest.raises(Refused, match="the open tasks done"):
        approvals.approve(part_id=closure, kind=Closure, keyring=harriet, now=LATER)

    assert read(case, william).closure.value.state == "waiting"


def test_contact_is_not_lost_before_five_tries_reached_nobody(case, william):
    missed = ContactTry(at=NOW, way="call", came="no answer")
    for _ in range(4):
        parts.put(household_id=case, value=missed, keyring=william, now=NOW)
    with pytest.raises(Refused, match="too few tries"):
        close(case, william, why="lost contact")

    parts.put(household_id=case, value=missed, keyring=william, now=NOW)

    close(case, william, why="lost contact")
    assert read(case, william).closure.value.why == "lost contact"


def test_a_case_opened_again_is_not_closed_by_the_old_approval(case, william, harriet):
    closure = close(case, william)
    approvals.approve(part_id=closure, kind=Closure, keyring=harriet, now=NOW)
    with pytest.raises(Refused, match="why it is opened again"):
        step(case, "assessed", william)

    step(case, "assessed", william, why="they were driven out", now=LATER)

    with pytest.raises(Refused, match="a supervisor's approval of the closure"):
        step(case, "closed", william, now=LATER)


def test_a_child_without_a_caregiver_has_one_best_interests_assessment_open(william):
    case = settle(william, people=a_family()[1:2])

    assessed(case, william)

    (child,) = safeguarding.children(case, william, TODAY)
    assert len(child.assessments) == 1
    assert safeguarding.needs_assessment(case, william, TODAY) == []


def test_a_note_says_something_about_a_day_that_was(case, william):
    for note, why in (
        (Note(kind="visit", says=" ", on=TODAY), "The note is empty"),
        (Note(kind="visit", says="x", on=TODAY + timedelta(days=1)), "a day to come"),
    ):
        with pytest.raises(Refused, match=why):
            services.write_note(household_id=case, note=note, keyring=william, now=NOW)

    assert read(case, william).notes == ()


def test_a_conference_takes_two_and_its_next_day_is_a_task(case, william):
    alone = Conference(on=TODAY, present=("Harriet",), topics="boat", decision="go")
    with pytest.raises(Refused, match="at least two people"):
        services.confer(household_id=case, conference=alone, keyring=william, now=NOW)

    services.confer(
        household_id=case,
        conference=Conference(
            on=TODAY,
            present=("Harriet", "William"),
            topics="boat",
            decision="wait",
            next_on=date(1855, 10, 30),
        ),
        keyring=william,
        now=NOW,
    )

    assert household(case, william).next_due == date(1855, 10, 30)


def test_a_stranger_works_on_no_case(case, stranger):
    with pytest.raises(Refused):
        queries.case(case, stranger, TODAY)
    with pytest.raises(Refused):
        services.take_charge(household_id=case, keyring=stranger, now=NOW)
    with pytest.raises(Refused):
        close(case, stranger)


def test_an_assessment_can_be_written_anew_however_often(case, william, monkeypatch):
    monkeypatch.setattr(parts, "BEFORE_MAX", 1)

    for said in ("well", "a cough", "well again"):
        assessed(case, william, health=said)

    assert read(case, william).assessment.value.health == "well again"
    assert len(parts.listed(case, Assessment, william)) == 2


def test_a_closed_case_is_not_assessed(case, william, harriet):
    assessed(case, william)
    closure = close(case, william)
    approvals.approve(part_id=closure, kind=Closure, keyring=harriet, now=NOW)

    with pytest.raises(Refused, match="This case is closed"):
        assessed(case, william, health="a cough")

    assert tasks.still_open(case, william) == []
