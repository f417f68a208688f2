"""What a guide presses and the office reads: twelve words, three taps, a place told vaguely."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.handset import Handset
from tests.journeys.office import Served
from tests.journeys.river import Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]
# Where the phone says it is; a hundredth of a degree is all that leaves it.
HERE = {"latitude": 39.952_583, "longitude": -75.165_222}
# Counts how often the page asks the phone where it is.
COUNTED = """
    window.asked = 0;
    const where = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
    navigator.geolocation.getCurrentPosition = (...given) => { window.asked += 1; where(...given) };
"""
BEHIND = "behind the cooper's, by the water"


def read_all(desk: Desk) -> dict[str, Any]:
    """Read what came, twice: on a clock that stands still a word may seem older than it is."""
    desk.ask("collect")
    return desk.ask("collect")


def test_a_guide_who_joined_by_twelve_words_says_everything_with_a_few_presses(
    river: tuple[Desk, Served], browser: Browser
) -> None:
    desk, served = river
    phone = Handset.new(browser, served, "Thomas Garrett")
    phone.page.add_init_script(COUNTED)
    read = phone.join_by_words(served, desk.ask("invite", 1)["words"], face="Timer")
    numbers = phone.page.locator(".compare span").all_inner_texts()
    assert len(read) == 4
    desk.ask("confirm")
    phone.same_words()
    desk.ask("send", 1, {"last": True})
    phone.look()
    assert "Philadelphia" not in phone.text()  # That is another's stage.

    phone.report("Received", "You said: received")
    phone.report_danger("Checkpoint, soldiers", "Ahead on the way")
    phone.press("Danger")
    expect(phone.page.get_by_text("They are being called now.")).to_be_visible()
    phone.press("We are followed")
    phone.press("Behind us")
    phone.sent("You called for help")
    phone.tell("Late", "a wheel broke", "You said: late")
    phone.report("Met", "You said: met")
    phone.all_well()
    heard = read_all(desk)

    assert heard["states"][0] == "met"
    assert ["hazard", "Checkpoint or soldiers, ahead on the way"] in heard["said"]
    # The alarm itself says nothing more; what it is came behind it.
    assert ["danger", ""] in heard["said"]
    assert ["hazard", "Followed, behind us"] in heard["said"]
    assert ["late", "a wheel broke"] in heard["said"]
    assert all(number.isdigit() and 1 <= int(number) <= 2048 for number in numbers)

    phone.context.grant_permissions(["geolocation"], origin=served.url)
    phone.context.set_geolocation(HERE)
    phone.press("Handed over")
    phone.page.get_by_label("Where they can be picked up (optional)").fill(BEHIND)
    assert phone.page.evaluate("window.asked") == 0
    phone.press("Add roughly where (about 1 km)")
    expect(phone.page.get_by_text("Roughly where: added")).to_be_visible()
    assert phone.page.evaluate("window.asked") == 1
    phone.press("Handed over")
    expect(phone.page.get_by_text("The message has been erased from this phone.")).to_be_visible()
    heard = read_all(desk)

    assert heard["states"][0] == "handed over"
    assert ["pick-up", f"{BEHIND} ~39.95,-75.17"] in heard["said"]
    assert BEHIND not in phone.text()
    phone.context.close()
    assert served.complaints == []
