"""The pages of the six steps, the board of people and supervision, as a browser asks for them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from waystation.base import watches
from waystation.cases import queries, tasks
from waystation.cases.steps.queries import case as read
from waystation.cases.steps.tests.papers import assessed, close, plan_of
from waystation.cases.tests.builders import NOW, TODAY, settle

LATER = NOW + timedelta(days=2)
REGISTRATION = {
    "language": "English",
    "danger": "no",
    "others": "nobody",
    "basis": "consent",
    "duplicates": "none found",
}
PAPERS = (
    "register", "assess", "plan", "review", "close", "note", "task", "conference", "refer",
    "transfer",
)  # fmt: skip


@pytest.fixture
def case(william):
    return settle(william)


def page_of(browser, name, *args):
    return browser.get(reverse(name, args=args))


def send(browser, name, data, *args):
    return browser.post(reverse(name, args=args), data)


def test_every_page_of_a_case_opens_for_those_who_hold_it(sign_in, case):
    browser = sign_in("case worker")

    for name in ("case-work", "case-timeline", *(f"case-{paper}" for paper in PAPERS)):
        assert page_of(browser, name, case).status_code == 200


@pytest.mark.parametrize("name", ["case-work", "case-timeline", "case-assess"])
def test_a_worker_without_the_keys_learns_nothing(sign_in, office, case, name):
    page = page_of(sign_in("case worker", office.elsewhere), name, case)

    assert page.status_code == 409
    assert "no such record" in page.content.decode()


def test_a_paper_is_written_and_the_page_says_what_is_still_needed(sign_in, case, william):
    browser = sign_in("case worker")

    sent = send(browser, "case-register", REGISTRATION, case)

    assert sent.url == reverse("case-work", args=[case])
    assert read(case, william, TODAY).registration.value.language == "English"
    send(browser, "case-step", {"then": "assessed"}, case)
    shown = page_of(browser, "case-work", case).content.decode()
    assert "the risk with its reasons" in shown
    assert "the questions about trafficking" in shown


def test_a_paper_that_is_refused_keeps_what_was_typed(sign_in, case):
    page = send(sign_in("case worker"), "case-assess", {"reasons": "hunters ask"}, case)

    assert page.status_code == 422
    assert "hunters ask" in page.content.decode()


def test_a_step_that_lacks_something_is_refused_on_the_page(sign_in, case, william):
    page = send(sign_in("case worker"), "case-step", {"then": "assessed"}, case)

    assert page.status_code == 422
    assert "This step still needs" in page.content.decode()
    assert queries.household(case, william, TODAY).household.step == "registered"


def test_a_supervisor_answers_on_the_page_of_the_case(sign_in, case, william):
    closure = close(case, william)
    browser = sign_in("field manager")
    assert "Approve" in page_of(browser, "case-work", case).content.decode()

    send(browser, "case-closure-answer", {"act": "approve"}, closure)

    assert queries.household(case, william, TODAY).household.step == "closed"


def test_a_case_worker_answers_nothing(sign_in, case, william):
    plan = plan_of(case, william)
    browser = sign_in("case worker")

    assert 'value="approve"' not in page_of(browser, "case-work", case).content.decode()
    for name in ("case-plan-answer", "case-closure-answer", "case-transfer-accept"):
        assert send(browser, name, {"act": "approve"}, plan).status_code == 403
    assert read(case, william, TODAY).plan.value.state == "waiting"


def test_supervision_shows_what_waits_and_is_for_supervisors_alone(sign_in, case, william):
    plan_of(case, william)
    code = queries.household(case, william, TODAY).household.code

    shown = page_of(sign_in("field manager"), "supervision").content.decode()
    refused = page_of(sign_in("case worker"), "supervision")

    assert "1 thing waits for you" in shown
    assert code in shown
    assert refused.status_code == 403
    assert code not in refused.content.decode()


def test_the_board_of_people_shows_what_is_due_and_who_worries(sign_in, case, william):
    assessed(case, william, risk="immediate")
    tasks.open_task(household_id=case, what="bring shoes", keyring=william, now=NOW)
    browser = sign_in("case worker")
    code = queries.household(case, william, TODAY).household.code

    board = page_of(browser, "people").content.decode()

    due, worries = board.split('id="worry-title"')
    assert code in due.split('id="due-title"')[1]
    assert "immediate risk" in worries
    for name in ("people-due", "people-worries", "people-all"):
        assert code in page_of(browser, name).content.decode()
    assert code not in page_of(browser, "people-mine").content.decode()


def test_a_task_left_undone_is_on_the_board_and_leads_to_its_case(sign_in, case, william):
    tasks.open_task(household_id=case, what="bring shoes", keyring=william, now=NOW)
    browser = sign_in("field manager")
    assert "a task is due" not in page_of(browser, "board").content.decode()

    watches.ring_due(LATER)

    shown = page_of(browser, "board").content.decode()
    assert "a task is due" in shown
    assert reverse("case-work", args=[case]) in shown


def test_what_waits_for_approval_rings_for_supervisors_alone(sign_in, case, william):
    plan_of(case, william)
    watches.ring_due(LATER)

    for role, rings in (("field manager", True), ("case worker", False)):
        shown = page_of(sign_in(role), "board").content.decode()
        assert ("waits for an answer" in shown) is rings


def test_the_time_line_tells_who_wrote_what_the_latest_first(sign_in, case, william):
    assessed(case, william)

    shown = page_of(sign_in("case worker"), "case-timeline", case).content.decode()

    assert "hunters ask after them" in shown
    assert shown.index("Assessment</strong>") < shown.index("Registration</strong>")


def test_a_paper_that_a_colleague_wrote_meanwhile_is_not_written_over(sign_in, case, william):
    browser = sign_in("case worker")
    said = {"risk": "low", "reasons": "calm", "health": "well", "needs": "-", "caregivers": "-"}
    send(browser, "case-assess", said, case)
    shown = page_of(browser, "case-assess", case).context["form"]["seen"].value()
    send(browser, "case-assess", said | {"risk": "high", "seen": shown}, case)

    late = send(browser, "case-assess", said | {"health": "a cough", "seen": shown}, case)

    assert late.status_code == 422
    assert "Somebody changed this meanwhile" in late.content.decode()
    kept = read(case, william, TODAY).assessment
    assert (kept.value.risk, kept.value.health, len(kept.before)) == ("high", "well", 1)
