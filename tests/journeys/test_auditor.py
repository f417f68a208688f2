"""An auditor's day: finance makes the pack, security draws, finance opens, the auditor checks."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_threats import is_whole
from waystation.ledger.audit.domain import SAMPLE_N
from waystation.testing.cast import ALLAN, LEVI

pytestmark = [pytest.mark.browser, pytest.mark.long]
WORDS, SECRET = "five random words for a pack", "follow the drinking gourd"


def test_a_pack_is_made_drawn_and_opened_across_two_desks(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    finance, security = desk(browser, served, LEVI), desk(browser, served, ALLAN)
    finance.goto(served.url + "/money/audit/")
    finance.get_by_label("For which auditor").fill("Gerrit & Sons")
    finance.get_by_label("Or a passphrase").fill(WORDS)
    with finance.expect_download() as sent:
        finance.get_by_role("button", name="Make the pack").click()
    finance.goto(served.url + "/money/audit/")
    finance.locator("#packs a").first.click()
    expect(finance.get_by_text("Nothing is drawn yet.")).to_be_visible()

    security.goto(finance.url)
    security.get_by_label("Words of the auditor").fill(SECRET)
    security.get_by_role("button", name="Draw the sample").click()
    expect(security.get_by_text("Finance opens it with the auditor.")).to_be_visible()
    finance.reload()
    finance.get_by_role("button", name="Open the drawn entries").click()

    expect(finance.locator("#opened tbody")).to_have_count(SAMPLE_N)
    is_whole(finance)
    expect(security.locator("#opened")).to_have_count(0)
    with finance.expect_download() as opening:
        finance.get_by_role("button", name="Save the file for the auditor").click()
    assert sent.value.suggested_filename == "pack.zip.age"
    assert opening.value.suggested_filename == "opening.json"
    opening.value.save_as(tmp_path / "opening.json")
    assert b'"salt"' in (tmp_path / "opening.json").read_bytes()
    for one in (finance, security):
        one.context.close()
