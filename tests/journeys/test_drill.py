"""A guide is arrested at Sandusky, as Rush Sloane was: rehearsed, then done; the phones know."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import lake
from tests.journeys.handset import Handset
from tests.journeys.office import Served, desk, move_clock
from tests.journeys.river import Desk
from waystation.testing import history
from waystation.testing.cast import HARRIET, JACOB, PASSMORE

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def office(served: Served) -> Iterator[Desk]:
    """The office of four people who go over Sandusky, in the demo that is served."""
    office = lake.office_at(served.home)
    yield office
    office.close()


def a_phone(browser: Browser, served: Served, office: Desk, guide: str) -> Handset:
    """Let a guide join with a phone, and compare its words."""
    phone = Handset.new(browser, served, guide)
    phone.join(f"{served.url}/p/#{office.ask('invite', guide)['fragment']}")
    office.ask("confirm", guide)
    phone.same_words()
    return phone


def work_out(page: Page, stage_id: str, served: Served, kind: str, family: str = "") -> None:
    """From the page of the incident: say since when and what it is, and have it worked out."""
    page.goto(f"{served.url}/passages/stage/{stage_id}/incident/")
    page.get_by_role("link", name="Plan all of them anew at once").click()
    expect(page.get_by_label("What is lost")).to_have_value(f"partner:{lake.SLOANE}")
    page.get_by_label("For a lost partner's family ($)").fill(family)
    page.get_by_role("radio", name=re.compile(kind)).check()
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_role("heading", name=re.compile("Drill D-"))).to_be_visible()


def approve(browser: Browser, served: Served, address: str) -> None:
    """Two who did not prepare it approve it; the second approval carries it out."""
    for member in (PASSMORE, JACOB):
        page = desk(browser, served, member)
        page.goto(address)
        page.get_by_role("button", name="Approve").click()
        page.get_by_role("dialog").get_by_role("button", name="I approve").click()
        expect(page.get_by_role("button", name="Approve")).to_have_count(0)
        page.context.close()


def test_the_arrest_is_a_real_one() -> None:
    (arrest,) = [one for one in history.hazards() if one.slug == "hz057"]

    assert (arrest.kind, arrest.place) == ("arrest", "sandusky-oh")
    assert arrest.on < date(1853, 1, 1)


def test_the_arrest_at_sandusky_is_rehearsed_then_done_and_the_phones_have_other_orders(
    served: Served, office: Desk, browser: Browser
) -> None:
    told = office.ask("told")
    first, sloane = told["guides"]
    phones = {name: a_phone(browser, served, office, name) for name in (first, sloane)}
    assert office.ask("send")["refused"] == []
    harriet = desk(browser, served, HARRIET)
    # The boat leaves on the 27th at half past two; a day before its order can be read.
    move_clock(harriet, served, "1855-10-26T15:00+00:00")
    for phone in phones.values():
        phone.look()

    work_out(harriet, told["last"], served, "An exercise")
    expect(harriet.get_by_text("This is an exercise.")).to_be_visible()
    approve(browser, served, harriet.url)
    harriet.reload()
    expect(harriet.get_by_text("It was carried out to its end and taken back.")).to_be_visible()
    new = harriet.locator(".drill-ways > div").last.locator(".drill-hops li").first
    leader = new.inner_text().splitlines()[-1].strip()
    # Nobody was told: the guide of the first stage still has the order, with nothing new to it.
    phones[first].look()
    expect(phones[first].page.get_by_text("Called off. Do not go.")).to_have_count(0)

    new_phone = a_phone(browser, served, office, leader)
    work_out(harriet, told["last"], served, "It has happened", family="50")
    card = harriet.locator(".drill-card")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Hide at Bellefontaine until the new way begins.")
    expect(card.locator(".lost").last).to_contain_text("Sandusky")
    address = harriet.url
    approve(browser, served, address)
    harriet.reload()

    expect(harriet.locator(".status")).to_contain_text("carried out")
    new_phone.look()
    assert "Bellefontaine" in new_phone.text()
    assert "Sandusky" not in new_phone.text()
    phones[first].press("Look again")
    expect(phones[first].page.get_by_text("Called off. Do not go.")).to_be_visible()
    # What he read cannot be taken from him; nothing more comes, and he is told of no new way.
    phones[sloane].press("Look again")
    assert leader not in phones[sloane].text()
    harriet.get_by_role("link", name="The new passage").click()
    expect(harriet.locator(".status")).to_contain_text("moving")
    expect(harriet.locator("#phones tbody tr").first).to_contain_text(leader)
    later = a_guide_without_a_phone(harriet, address)
    assert later
    for phone in (*phones.values(), new_phone):
        phone.context.close()
    harriet.context.close()
    refused = ("403 (Forbidden)", "422 (Unprocessable Entity)")
    assert [line for line in served.complaints if not any(r in line for r in refused)] == []


def a_guide_without_a_phone(page: Page, address: str) -> str:
    """Read on the drill's page who has to be called, and note that they were."""
    page.goto(address)
    task = page.locator(".drill-tasks li", has_text="no order could be sealed").first
    words = task.inner_text()
    task.get_by_role("button").click()
    expect(page.locator(".drill-tasks s").first).to_be_visible()
    return words
