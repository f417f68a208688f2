"""A worker takes cases along, works without a network, and comes back to find two values."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.notebook import Notebook, take_along
from tests.journeys.office import Served, desk
from waystation.testing.cast import WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_what_two_tablets_wrote_without_a_network_stands_side_by_side_until_one_is_chosen(
    browser: Browser, served: Served
) -> None:
    served.complaints.clear()
    william = desk(browser, served, WILLIAM)
    first, second = Notebook.new(browser, served), Notebook.new(browser, served)
    take_along(william, first, "T-1", ["p302", "p177"])
    take_along(william, second, "T-2", ["p302"])
    first.open("p302")
    second.open("p302")

    first.context.set_offline(True)
    first.write_needs("two blankets")
    first.write_note("They sleep in the loft.")
    second.write_needs("a covered cart")

    # Without a network the page opens, asks for the PIN, and still has what was written.
    first.page.reload()
    first.unlock("not this one")
    expect(first.page.get_by_text("Tries left: 9")).to_be_visible()
    first.unlock()
    expect(first.page.locator(".bar .state")).to_have_text("2 to send")
    expect_nothing_in_clear(first.page, ["two blankets", "the loft", "Chestertown", "Shephard"])

    first.context.set_offline(False)
    first.look()
    expect(first.page.get_by_text("2 to send")).to_have_count(0)
    william.get_by_role("link", name="All tablets").click()
    william.get_by_role("button", name="Take in what came").click()
    expect(william.locator("#came")).to_contain_text("1 stands beside another value")
    card = william.locator(".two-values")
    expect(card).to_contain_text("two blankets")
    expect(card).to_contain_text("a covered cart")

    card.get_by_role("radio", name=re.compile("two blankets")).check()
    card.get_by_role("button", name="This one holds").click()
    expect(william.locator(".two-values")).to_have_count(0)
    second.press("Back")
    second.look()
    second.open("p302")
    expect(second.page.get_by_text("two blankets")).to_be_visible()
    expect(second.page.get_by_text("They sleep in the loft.")).to_be_visible()
    assert served.complaints == []
    lose_it(william, "T-2", second)


def lose_it(william: Page, label: str, tablet: Notebook) -> None:
    """Give a tablet up at the desk: when it next asks, nothing is left on it."""
    william.get_by_role("link", name=label, exact=True).click()
    william.get_by_role("button", name="Give it up…").click()
    william.get_by_role("button", name="It is lost or in other hands").click()
    expect(william.get_by_role("row", name=re.compile(label))).to_contain_text("given up")
    tablet.press("Back")
    tablet.press("Look again")
    expect(tablet.page.get_by_text("Everything on it was erased.")).to_be_visible()
    assert tablet.page.evaluate("async () => (await indexedDB.databases()).length") == 0


def expect_nothing_in_clear(page: Page, words: list[str]) -> None:
    """Read all that the tablet keeps, as a copy of its disk would; find none of the words."""
    kept: str = page.evaluate(
        """async () => {
            const text = (bytes) => new TextDecoder("latin1").decode(bytes);
            const told = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
                ? text(value) : value instanceof CryptoKey ? "" : value && typeof value === "object"
                ? Object.values(value).map(told).join(" ") : String(value);
            const open = indexedDB.open("notebook");
            const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
            const all = [];
            for (const name of db.objectStoreNames) {
                const asked = db.transaction(name).objectStore(name).getAll();
                await new Promise((done) => { asked.onsuccess = done; });
                all.push(asked.result);
            }
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const file of await cache.keys()) {
                    const answer = await cache.match(file);
                    if (!file.url.includes("/static/")) all.push(await answer.text());
                }
            }
            db.close();
            return told(all);
        }"""
    )
    assert len(kept) > 4_000
    assert [word for word in words if word in kept] == []
