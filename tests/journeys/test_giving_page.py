"""Gerrit gives fifty dollars each month, and does everything else about it alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.office import Served
from tests.journeys.river import Desk
from waystation.giving.letters.tests.postoffice import running

pytestmark = [pytest.mark.long, pytest.mark.browser]
PHONE = {"width": 360, "height": 740}
LINK = re.compile(r"(http://127\.0\.0\.1:\d+/\w\w/own/open/[\w-]+/)")


@pytest.fixture
def bazaar(tmp_path, monkeypatch):
    """An office with a campaign, the public site beside it, and a mail server on this machine."""
    with running() as mail:
        monkeypatch.setenv("WAYSTATION_MAIL_SERVER", mail.address)
        monkeypatch.setenv("WAYSTATION_MAIL_FROM", "way@example.org")
        monkeypatch.setenv("WAYSTATION_PAYMENTS", "test")
        desk = Desk(tmp_path / "var", "tests.journeys.bazaar")
        site = Served(home=tmp_path / "var", log=tmp_path / "site.log", what="site")
        site.start()
        yield desk, site, mail
        site.stop()
        desk.close()


def come_in(page, site, mail, language="en"):
    page.goto(f"{site.url}/{language}/own/")
    page.locator("input[name=email]").fill("gerrit@example.org")
    with page.expect_navigation():
        page.locator("main form button").click()
    _to, letter = mail.heard[-1]
    (link,) = LINK.findall(letter.get_body(("plain",)).get_content())
    page.goto(link)
    page.locator("main form button").click()


def test_gerrit_gives_each_month_and_changes_hides_pauses_and_stops_it_alone(bazaar, browser):
    desk, site, mail = bazaar
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()

    # Fifty a month for the bazaar, by the test provider.
    page.goto(f"{site.url}/en/give/?campaign=bazaar")
    page.locator("input[name=every][value=monthly]").check(force=True)
    page.locator("input[name=choice][value='5000']").check(force=True)
    page.locator("input[name=way][value=hosted]").check(force=True)
    page.locator("input[name=name]").fill("Gerrit Smith")
    page.locator("input[name=email]").fill("gerrit@example.org")
    page.locator("input[name=shown_as][value=name]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Begin the gift").click()

    # It counts for the campaign until that ends, and then for the core; he hears of it once.
    assert desk.ask("collect", "2026-04-02")["campaign"] == "bazaar"
    raised = desk.ask("collect", "2026-05-02")
    assert raised["campaign"] == "bazaar"
    after = desk.ask("collect", "2026-06-02")
    assert (after["campaign"], after["fund"], after["raised"]) == (
        "", "UNRESTRICTED", raised["raised"],
    )  # fmt: skip
    desk.ask("send")
    subjects = [letter["Subject"] for _to, letter in mail.heard]
    assert subjects.count("Your regular gift, from next time on") == 1
    assert not any("$" in str(letter.get_body()) for _to, letter in mail.heard)

    # He comes in by a link alone, and turns a gift anonymous.
    assert desk.ask("receipts")["issued"] >= 3
    come_in(page, site, mail)
    assert page.get_by_role("heading", level=1).inner_text() == "Gerrit Smith"
    page.get_by_role("link", name="Change how it is shown: 2026-04-02").click()
    page.locator("input[name=shown_as][value=anonymous]").check(force=True)
    page.get_by_role("button", name="Save").click()
    assert "shown as you wish" in page.locator("[role=status]").inner_text()

    # He takes his receipts along.
    papers = page.get_by_role("link", name=re.compile(r"Receipt \d{4}-\d{4} \(PDF\)"))
    expect(papers.nth(2)).to_be_visible()
    with page.expect_download() as saved:
        papers.first.click()
    assert saved.value.path().read_bytes().startswith(b"%PDF")

    # He pauses, and stops.
    page.get_by_role("link", name="Change, pause or stop").click()
    page.get_by_label("For how many months").select_option("2")
    with page.expect_navigation():
        page.get_by_role("button", name="Pause it").click()
    assert desk.ask("standing")["state"] == "paused"
    page.get_by_role("link", name="Change, pause or stop").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Stop this gift").click()
    assert "stopped" in page.locator("[role=status]").inner_text()
    told = desk.ask("standing")
    assert (told["state"], told["cents"]) == ("stopped", 5_000)
    assert set(told["named"]) == {""}

    # The page reads in Korean, fits a phone, and is closed behind him.
    page.goto(f"{site.url}/ko/own/page/")
    assert page.locator("html").get_attribute("lang") == "ko"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("main form[action$='/own/leave/'] button").first.click()
    page.goto(f"{site.url}/en/own/page/")
    assert page.url.endswith("/en/own/")
