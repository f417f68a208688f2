"""A person is asked, refers themselves to a clinic with two colleagues' help, and takes it back."""

import re

import pyrage
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk, go
from tests.journeys.test_pages import LOOKS, look_at
from waystation.testing.cast import HARRIET, WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]
CLINIC = "Clinic of the North"
HOUSEHOLD, PERSON = re.compile(r"/people/[0-9a-f-]{36}/$"), re.compile(r"/persons/[0-9a-f-]{36}/$")


def somebody(page: Page) -> str:
    """Open the first household of the list and give the id of the first person in it."""
    go(page, "People")
    page.goto(first(page, HOUSEHOLD))
    return first(page, PERSON).rstrip("/").rsplit("/", 1)[-1]


def first(page: Page, address: re.Pattern[str]) -> str:
    """Give the first address on a page that looks like this."""
    found = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
    return next(one for one in found if address.search(one))


def note(page: Page, answer: str, purpose: str, receiver: str = "", parts: tuple = ()) -> None:
    """Write an answer down on the page of a person's consents."""
    section = page.locator("#ask")
    if section.get_attribute("open") is None:
        section.locator("summary").click()
    section.get_by_label(answer, exact=True).check()
    section.get_by_label("To what").select_option(purpose)
    section.get_by_label("To whom").fill(receiver)
    for part in parts:
        section.get_by_label(part, exact=True).check()
    section.get_by_role("button", name="Write it down").click()


def test_a_record_leaves_with_consent_and_two_people_and_never_after_it_was_taken_back(
    served: Served, browser: Browser
) -> None:
    clinic = pyrage.x25519.Identity.generate()
    william, harriet = desk(browser, served, WILLIAM), desk(browser, served, HARRIET)
    person = somebody(william)
    consents = f"{served.url}/consent/{person}/"

    william.goto(consents)
    note(william, "No", "story")
    expect(william.get_by_text("not agreed", exact=True)).to_be_visible()
    note(william, "Yes", "referral", CLINIC, ("names",))
    william.get_by_role("link", name="Refer", exact=True).click()
    william.get_by_label("names").check()
    william.get_by_label("For what").fill("A wound on the foot")
    william.get_by_label("age key").fill(str(clinic.to_public()))
    william.get_by_role("button", name="Prepare the referral").click()
    expect(william.get_by_text("waits for a second person")).to_be_visible()

    harriet.goto(consents)
    harriet.get_by_role("button", name="I looked at it").click()
    with harriet.expect_download() as taken:
        harriet.get_by_role("button", name="Take the sealed file").click()
    assert taken.value.suggested_filename == "packet.pdf.age"
    assert pyrage.decrypt(taken.value.path().read_bytes(), [clinic]).startswith(b"%PDF")

    william.goto(consents)
    card = william.locator(".answers > li").filter(has_text=CLINIC)
    card.get_by_text("They take it back").click()
    card.get_by_role("button", name="Taken back now").click()
    expect(william.get_by_text(f"Call back what was passed on: {CLINIC}")).to_be_visible()
    harriet.goto(consents)
    expect(harriet.get_by_text("Call back what was passed on")).to_be_visible()
    expect(harriet.get_by_role("button", name="Take the sealed file again")).to_have_count(0)
    assert served.complaints == []


def test_an_answer_that_cannot_wait_opens_a_task_for_today(
    served: Served, browser: Browser
) -> None:
    page = desk(browser, served, WILLIAM)
    person = somebody(page)
    household = page.url
    page.goto(f"{served.url}/screening/{person}/phq-9/en/")

    page.get_by_label("They were told").check()
    page.get_by_role("group", name="better off dead").get_by_label("Several days").check()
    page.get_by_role("button", name="Keep the answers").click()

    expect(page.get_by_text("Somebody talks with them today.")).to_be_visible()
    page.goto(household)
    page.get_by_role("link", name="Steps").click()
    expect(page.get_by_text("Talk with them today").first).to_be_visible()


@pytest.mark.parametrize(("language", "theme", "size"), LOOKS)
def test_the_pages_of_consent_and_screening_are_accessible(
    served: Served, browser: Browser, language: str, theme: str, size: dict
) -> None:
    page = desk(browser, served, WILLIAM)
    person = somebody(page)
    page.context.close()
    addresses = tuple(
        f"/{address.format(person)}/"
        for address in ("consent/{}", "refer/{}", "screening/{}", "screening/{}/phq-9/en",
                        "screening/{}/pc-ptsd-5/other")
    )  # fmt: skip

    look_at(addresses, served, browser, WILLIAM, (language, theme, size))
