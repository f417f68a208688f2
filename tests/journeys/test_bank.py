"""A month of the bank matched with the book: by keys alone, and by hand without any script."""

from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from waystation.testing.cast import LEVI

pytestmark = [pytest.mark.browser, pytest.mark.long]

# Two lines of a bank's reserve account: a gift somebody brought there, and what the bank took.
OCTOBER = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><Othr><Id>7</Id></Othr></Id><Ccy>USD</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">0.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>1855-10-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">39.50</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>1855-10-24</Dt></Dt></Bal>
<Ntry><Amt Ccy="USD">40.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>1855-10-20</Dt></BookgDt><AddtlNtryInf>from a meeting</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="USD">0.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>1855-10-24</Dt></BookgDt><AddtlNtryInf>account fee</AddtlNtryInf></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
RESERVE = "/money/reconcile/?account=Assets:Bank:Reserve&currency=USD"


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    file = tmp_path / "october.xml"
    file.write_text(OCTOBER)
    return file


def flaws(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page)["violations"]]


def test_lines_are_booked_opened_again_and_matched_by_keys_or_without_a_script(
    served: Served, browser: Browser, statement: Path
) -> None:
    page = desk(browser, served, LEVI)
    page.goto(served.url + "/money/bank/")
    page.get_by_label("File").set_input_files(statement)
    page.get_by_label("Account", exact=True).select_option("Assets:Bank:Reserve")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("2 lines are new.")).to_be_visible()

    # The gift is booked from its line, which Enter opens, and its match undone.
    page.goto(served.url + RESERVE)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="A line of the bank")).to_be_visible()
    assert flaws(page) == []
    page.get_by_role("button", name="Book it and match").click()
    expect(page.get_by_text("1 line is matched.")).to_be_visible()
    page.get_by_role("row", name="matched").get_by_role("link").click()
    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_role("button", name="Match with these")).to_be_visible()
    page.wait_for_load_state()

    # By keys: x ticks the entry of the same sum, Enter matches it.
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("adds up to the cent")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 line is matched.")).to_be_visible()
    assert served.complaints == []

    # Without scripts the fee is booked by hand; then bank and book agree.
    state = page.context.storage_state()
    bare = browser.new_context(java_script_enabled=False, storage_state=state).new_page()
    bare.goto(served.url + RESERVE)
    bare.get_by_role("link", name="Nothing in the book: book it").click()
    with bare.expect_navigation():
        bare.get_by_role("button", name="Book it and match").click()
    bare.goto(served.url + "/money/bank/")
    expect(bare.get_by_role("row", name="Bank: reserve USD")).to_contain_text("agrees to the cent")
