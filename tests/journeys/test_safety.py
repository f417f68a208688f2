"""A complaint its subject never sees, a girl of fifteen alone, and a guide who asks for money."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import DESK, Served, watched
from waystation.testing.cast import ALLAN, HARRIET, PASSMORE, WILLIAM, Member

pytestmark = [pytest.mark.browser, pytest.mark.long]

RINGS_WITHIN_MS = 90_000
WORDS = "She asked a woman to wash for her in return for a bed."
REFERENCES = ("first", "second")


@pytest.fixture
def visit(browser: Browser, served: Served):
    """Sign somebody in, in a browser of their own."""
    contexts = []

    def signed_in(member: Member) -> Page:
        contexts.append(browser.new_context(viewport=DESK))
        page = watched(contexts[-1].new_page(), served, member.name)
        page.goto(f"{served.url}/sign-in/")
        page.get_by_label("Name").fill(member.name)
        page.get_by_label("Passphrase").fill(member.passphrase)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Board", level=1)).to_be_visible()
        return page

    yield signed_in
    for context in contexts:
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def girl(page: Page, served: Served) -> None:
    """Open the safety page of the girl of fifteen who waits in Washington on her own."""
    page.goto(f"{served.url}/")
    page.get_by_role("link", name="A. M. W.").click()
    page.get_by_role("link", name="Safety", exact=True).click()
    expect(page.get_by_role("heading", name="Ann Maria Weems")).to_be_visible()


def test_a_complaint_against_the_field_manager_is_answered_and_she_never_sees_it(visit, served):
    william = visit(WILLIAM)
    william.goto(f"{served.url}/complaints/new/")
    william.get_by_label("a colleague of ours").check()
    william.get_by_label("Who that is").fill("Harriet")
    william.get_by_label("What happened").fill(WORDS)
    press(william, "Seal and send")
    expect(william.get_by_text("Allan, Passmore")).to_be_visible()

    harriet, passmore = visit(HARRIET), visit(PASSMORE)
    harriet.goto(f"{served.url}/complaints/")
    expect(harriet.get_by_text("No complaint is for you to read.")).to_be_visible()
    expect(passmore.get_by_text("1 complaint waits to be acknowledged.")).to_be_visible()
    passmore.goto(f"{served.url}/complaints/")
    passmore.get_by_role("link", name=re.compile("Harriet")).click()
    expect(passmore.get_by_text(WORDS)).to_be_visible()
    press(passmore, "I have read it")
    passmore.get_by_label("Words").fill("She is off the houses until it is cleared up.")
    press(passmore, "Write it down")

    expect(passmore.locator(".timeline")).to_contain_text("off the houses")
    william.reload()
    expect(william.locator(".timeline")).to_contain_text("off the houses")


def test_a_lone_girl_of_fifteen_travels_only_once_another_signed_and_two_were_asked(visit, served):
    william, harriet = visit(WILLIAM), visit(HARRIET)
    girl(william, served)
    press(william, "Open the assessments")
    william.get_by_role("link", name="best-interests assessment").click()
    press(william, "Begin to gather")
    for name in ("wishes", "family", "safety", "care", "advice"):
        william.locator(f"[name={name}]").fill(f"What is known of {name}.")
    press(william, "Keep what is written")
    press(william, "Draft is complete")
    expect(william.get_by_text("A field manager decides, who wrote none of it.")).to_be_visible()

    harriet.goto(william.url)
    harriet.get_by_label("Decision").select_option("travel")
    harriet.get_by_label("Reasons").fill("It is her own wish.")
    harriet.get_by_label("Look again on").fill("1855-12-01")
    press(harriet, "Decide and sign")
    expect(harriet.get_by_text(re.compile("Signed 26 Oct 1855: Harriet"))).to_be_visible()
    girl(william, served)
    expect(william.get_by_text("waits", exact=True)).to_be_visible()
    william.get_by_role("link", name="Name a companion").click()
    william.get_by_label("Or somebody of ours").fill("Dr. H.")
    for nth in REFERENCES:
        for what in ("who", "knows", "says"):
            william.locator(f"[name={nth}_{what}]").fill(f"{nth} {what}")
    press(william, "Name as companion")

    expect(william.get_by_text("may travel", exact=True)).to_be_visible()


def test_a_guide_who_asks_for_money_is_told_to_security_at_once_and_suspended(visit, served):
    william, allan = visit(WILLIAM), visit(ALLAN)
    girl(william, served)
    william.get_by_role("link", name="Ask for signs of exploitation").click()
    william.get_by_label(re.compile("^Was money, work or anything else")).check()
    william.get_by_label("a partner of ours").check()
    william.get_by_label("Who that is").fill("Thomas Garrett")
    william.get_by_label("In plain words").fill("He wants twelve dollars before he drives her.")
    press(william, "Put on file")
    expect(william.get_by_text("holds the next leg", exact=True)).to_be_visible()

    says = allan.get_by_text("Somebody was asked to pay for a passage.")
    for _round in range(RINGS_WITHIN_MS // 3_000):
        if says.count():
            break
        allan.wait_for_timeout(3_000)
        allan.reload()
    expect(says).to_be_visible()
    allan.goto(f"{served.url}/complaints/asked-to-pay/")
    allan.get_by_label("What was done").fill("Spoke with him; he is paused.")
    press(allan, "Done")

    expect(allan.get_by_text("Nobody was asked to pay.")).to_be_visible()
    allan.goto(f"{served.url}/network/halts/")
    expect(allan.get_by_text("Paused until something is cleared up.")).to_be_visible()
