"""Receipts by hand: issued in one press, read as paper, void with a reason, issued anew."""

import io
from urllib.parse import urljoin

import pypdf
import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from waystation.testing.cast import LEVI

pytestmark = [pytest.mark.browser, pytest.mark.long]


def flaws(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page)["violations"]]


def text_of_paper(page: Page) -> str:
    address = page.get_by_role("link", name="Open the paper").get_attribute("href")
    answer = page.request.get(urljoin(page.url, address))
    assert answer.headers["content-type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.body()))
    assert "/Author" not in (reader.metadata or {})
    return " ".join("".join(one.extract_text() for one in reader.pages).split())


def test_receipts_are_issued_read_made_void_and_issued_anew(
    served: Served, browser: Browser
) -> None:
    page = desk(browser, served, LEVI)
    page.goto(served.url + "/giving/receipts/about/")
    page.get_by_label("Name", exact=True).fill("Vigilance Committee of Philadelphia")
    page.get_by_label("Address").fill("31 North Fifth Street")
    page.get_by_label("Country").fill("US")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Kept. The next receipt says so.")).to_be_visible()
    assert flaws(page) == []

    page.goto(served.url + "/giving/receipts/")
    assert flaws(page) == []
    page.get_by_role("button", name="Issue all that wait").click()
    expect(page.get_by_text("were issued.")).to_be_visible()
    expect(page.get_by_text("No single gift waits for a receipt.")).to_be_visible()

    # The newest: its paper names who gave, and who we said today that we are.
    row = page.locator("#receipts tbody tr").first
    donor = row.locator("td").nth(2).inner_text()
    row.get_by_role("link").click()
    paper = text_of_paper(page)
    assert donor in paper
    assert "Vigilance Committee of Philadelphia" in paper
    assert flaws(page) == []

    # A reason is asked for; then its number is void for good, and its paper stays what it was.
    number = page.get_by_role("heading", level=1).inner_text().removeprefix("Receipt ")
    page.get_by_label("Why").fill("Somebody else gave it.")
    page.get_by_role("button", name="Issue it anew").click()
    expect(page.get_by_text("Takes the place of")).to_be_visible()
    anew = text_of_paper(page)
    assert f"takes the place of receipt {number}, which is void" in anew
    page.get_by_role("link", name=number).click()
    expect(page.get_by_text("void, issued anew")).to_be_visible()
    expect(page.get_by_text("Somebody else gave it.")).to_be_visible()
    assert text_of_paper(page) == paper

    # The one in its place is made void without another: the gift waits again.
    page.get_by_role("definition").get_by_role("link").click()
    page.get_by_label("Why").fill("Given by two together.")
    page.get_by_role("button", name="Make it void").click()
    expect(page.get_by_text("Given by two together.")).to_be_visible()
    page.goto(served.url + "/giving/receipts/")
    expect(page.get_by_text("1 gift waits for a receipt.")).to_be_visible()
