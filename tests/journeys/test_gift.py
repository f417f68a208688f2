"""A gift from the page to its receipt and the book, and a monthly one that fails and goes on."""

import io
import re

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import DESK, Served, command, desk, watched
from waystation.testing.cast import JULIA, LEVI

pytestmark = [pytest.mark.browser, pytest.mark.long]


def cents(text: str) -> int:
    """Read the first sum of dollars in a text."""
    found = re.search(r"\$([0-9,]+)(?:\.([0-9]{2}))?", text)
    assert found, text
    return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)


def gives(page: Page, *, dollars: str, every: str) -> None:
    """Fill in the give page, up to the payment provider's own."""
    page.locator("[name=choice][value=other]").check()
    page.locator("[name=other]").fill(dollars)
    page.locator(f"[name=every][value='{every}']").check()
    page.locator("[name=name]").fill("Gerrit Smith")
    page.locator("[name=email]").fill("gerrit@example.org")
    page.locator("form .do").click()
    expect(page.get_by_role("heading", name="No money moves here")).to_be_visible()


def held(office: Page, served: Served) -> int:
    """Read what finance sees the provider hold."""
    office.goto(f"{served.url}/giving/payments/")
    return cents(office.locator("dl.facts dd strong").inner_text())


def in_the_journal(office: Page, served: Served, gift: str) -> None:
    """See on the gift's own page which entry it is, and in the journal what that entry says."""
    office.goto(f"{served.url}/giving/gifts/{gift}/")
    row = office.locator("table[data-name=entries] tbody tr")
    expect(row).to_have_count(1)
    number = row.locator("td").first.inner_text()
    office.goto(f"{served.url}/money/journal/?kind=gift")
    entry = office.locator("#entries tbody").filter(has_text=gift)
    expect(entry.locator("td").first).to_have_text(number)
    # The whole gift is income; what the card company keeps of it, 2.9 % and 30 cents, a cost.
    for sum_ in ("40.00", "38.54", "1.46"):
        expect(entry).to_contain_text(sum_)
    office.goto(f"{served.url}/giving/")
    expect(office.locator("main")).to_contain_text("Gifts and book agree to the cent.")


def gets_a_receipt(office: Page, served: Served, gift: str) -> None:
    """Issue the receipt of the gift alone, and read its number and sum on page and paper."""
    office.goto(f"{served.url}/giving/receipts/about/")
    office.get_by_label("Name", exact=True).fill("Vigilance Committee of Philadelphia")
    office.get_by_label("Address").fill("31 North Fifth Street")
    office.get_by_label("Country").fill("US")
    office.get_by_role("button", name="Keep").click()
    expect(office.get_by_text("Kept. The next receipt says so.")).to_be_visible()

    def issued() -> list[str]:
        office.goto(f"{served.url}/giving/receipts/")
        return office.locator("#receipts tbody tr td:first-child").all_inner_texts()

    before = issued()
    office.goto(f"{served.url}/giving/receipts/gift/{gift}/")
    expect(office.locator("main")).to_contain_text("USD 40.00")
    office.get_by_role("button", name="Issue the receipt").click()
    heading = office.get_by_role("heading", level=1, name="Receipt 18")
    expect(heading).to_be_visible()
    number, own = heading.inner_text().removeprefix("Receipt "), office.url
    assert number == f"1855-{len(before) + 1:04d}"
    expect(office.locator("main")).to_contain_text("USD 40.00")
    address = office.get_by_role("link", name="Open the paper").get_attribute("href")
    paper = office.request.get(f"{served.url}{address}").body()
    said = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    for words in (number, "40.00", "Gerrit Smith"):
        assert words in said
    assert issued() == [number, *before]
    # It stands on one receipt and waits for no other.
    office.goto(f"{served.url}/giving/receipts/gift/{gift}/")
    assert office.url == own


def goes_back(office: Page, served: Served, gift: str) -> None:
    """Let the provider give ten dollars back; the receipt is no longer right."""
    office.goto(f"{served.url}/giving/gifts/{gift}/")
    office.get_by_role("link", name="Give it back through the payment provider").click()
    expect(office.locator("main")).to_contain_text("cannot be undone")
    office.get_by_label("Amount in dollars").fill("10")
    office.get_by_role("button", name="Give it back").click()
    expect(office.locator("dl.facts")).to_contain_text("$10.00 given back")
    expect(office.locator("table[data-name=entries] tbody tr")).to_have_count(2)
    office.goto(f"{served.url}/giving/receipts/")
    expect(office.get_by_role("heading", name="No longer right")).to_be_visible()


def test_a_gift_goes_from_the_page_to_its_receipt_the_book_and_its_campaign(
    served: Served, site: Served, browser: Browser
) -> None:
    giver = watched(browser.new_context(viewport=DESK).new_page(), site, "giver")
    office = desk(browser, served, LEVI)
    # What the demo's own payments left there is not this story's.
    command(served.home, "demo", "payout")
    before = held(office, served)
    giver.goto(f"{site.url}/en/campaigns/")
    giver.locator("main article a").first.click()
    campaign = giver.url.rstrip("/").rpartition("/")[2]
    raised = cents(giver.locator(".goal-sums strong").first.inner_text())

    giver.locator("main a.do").first.click()
    gives(giver, dollars="40", every="")
    giver.get_by_role("button", name="Let the payment fail").click()
    expect(giver.get_by_role("alert")).to_contain_text("failed")
    giver.get_by_role("button", name="Pay").click()
    expect(giver).to_have_url(re.compile(r"/en/give/thanks/"))
    assert giver.context.cookies() == []
    gift = giver.url.rstrip("/").rpartition("/")[2]

    # 40.00 less 2.9 % and 0.30.
    assert held(office, served) == before + 4_000 - 146

    def counted() -> int:
        giver.goto(f"{site.url}/en/campaigns/{campaign}/")
        # A browser may show what it saw a minute ago; asked anew, the page is new.
        giver.reload()
        return cents(giver.locator(".goal-sums strong").first.inner_text())

    assert counted() == raised + 4_000
    in_the_journal(office, served, gift)
    gets_a_receipt(office, served, gift)
    goes_back(office, served, gift)
    assert counted() == raised + 3_000
    office.goto(f"{served.url}/money/check/")
    office.get_by_role("button", name="Check every note").click()
    expect(office.get_by_text("every note is the one that was posted")).to_be_visible()

    command(served.home, "demo", "payout")
    assert held(office, served) == before


def test_a_monthly_gift_fails_twice_and_goes_on(
    served: Served, site: Served, browser: Browser
) -> None:
    giver = watched(browser.new_context(viewport=DESK).new_page(), site, "giver")
    giver.goto(f"{site.url}/en/give/")
    gives(giver, dollars="7.25", every="monthly")
    expect(giver.locator("main")).to_contain_text("each month")
    giver.get_by_role("button", name="Begin the gift").click()
    expect(giver).to_have_url(re.compile(r"/en/give/thanks/"))

    office = desk(browser, served, JULIA)
    row = office.get_by_role("row").filter(has_text="$7.25")
    for words, state in (
        ((), "active"),
        (("--failing",), "failing"),
        (("--failing",), "failing"),
        ((), "active"),
    ):
        assert "done" in command(served.home, "demo", "instalments", *words)
        office.goto(f"{served.url}/giving/recurring/")
        expect(row).to_contain_text(state)
