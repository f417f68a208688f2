"""A person reads what is told of them, says yes, and ends it everywhere with twelve words."""

import re
import subprocess
import sys
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk, environment
from waystation.testing.cast import ALLAN, HARRIET, JULIA, LEVI

pytestmark = [pytest.mark.browser, pytest.mark.long]
TITLE_EN, TITLE_KO = "Bread before dawn", "새벽 전의 빵"
# Somebody invented who arrived in July; William is in charge of the case.
ARRIVED = """
import django
django.setup()
from datetime import date
from waystation.base import clock
from waystation.cases import queries, services
from waystation.cases.domain import Contact, Household
from waystation.cases.person import named
from waystation.cases.steps import services as steps
from waystation.testing.cast import WILLIAM
from waystation.vault import staff
now = clock.now()
_profile, ring = staff.ring_of(staff.try_door(WILLIAM.name, WILLIAM.passphrase))
home = Household(
    place="chestertown-md", waiting_since=date(1855, 6, 1), state="arrived",
    arrived_on=date(1855, 7, 1), contact=Contact(at=now, how="a letter", phrase="geese"),
)
people = [named("Zilpah Example", age=30, languages=("ko",))]
made = services.contact_household(household=home, people=people, keyring=ring, now=now)
steps.take_charge(household_id=made, keyring=ring, now=now)
print(queries.household(made, ring, now.date()).household.people[0])
"""


class Read(NamedTuple):
    """What a reader of the site is shown, and what the same answer says to a machine."""

    status: int
    text: str


def someone_arrived(served: Served) -> str:
    """Put somebody on file who arrived long ago; gives their id."""
    settings = {"DJANGO_SETTINGS_MODULE": "waystation.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ARRIVED], env=environment(served.home) | settings,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def asked(page: Page, served: Served, person: str) -> list[str]:
    """Write down what they agree to, and give the words they keep."""
    page.goto(f"{served.url}/telling/{person}/")
    page.get_by_text("Write down a yes").click()
    for choice in ("a story in words", "with another name", "our public pages", "everywhere"):
        page.get_by_label(choice, exact=True).check()
    page.get_by_label("Interpreter").fill("Heron")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("button", name="Words for their paper").click()
    return page.locator("ol.words code").all_inner_texts()


def drafted(page: Page, served: Served) -> str:
    """Write the piece; gives its address in the console."""
    page.goto(f"{served.url}/impact/stories/new/")
    page.locator("[name=codes]").first.check()
    for name, said in (
        ("slug", "bread-before-dawn"),
        ("title_en", TITLE_EN),
        ("text_en", "She bakes at four."),
        ("changed_en", "The name and the trade."),
        ("title_ko", TITLE_KO),
        ("text_ko", "네 시에 빵을 굽는다."),
        ("changed_ko", "이름과 하는 일."),
        ("until", "1856-09-01"),
    ):
        page.locator(f"[name={name}]").fill(said)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name=TITLE_EN, level=1)).to_be_visible()
    return page.url


def read(page: Page, address: str) -> Read:
    """Read a page of the public site."""
    answer = page.goto(address)
    assert answer is not None
    return Read(answer.status, page.locator("main").inner_text())


def test_a_story_is_told_only_with_every_yes_and_twelve_words_end_it_everywhere(
    served: Served, site: Served, browser: Browser
) -> None:
    person = someone_arrived(served)
    harriet, julia, levi, allan = (
        desk(browser, served, member) for member in (HARRIET, JULIA, LEVI, ALLAN)
    )
    stranger = browser.new_context(locale="ko").new_page()
    story = f"{site.url}/ko/stories/bread-before-dawn/"

    words = asked(harriet, served, person)
    assert len(words) == 12
    piece = drafted(julia, served)

    levi.goto(piece)
    for point in levi.locator("[name=points]").all():
        point.check()
    levi.get_by_role("button", name="I sign that nobody is known by it").click()
    assert read(stranger, story).status == 404

    harriet.goto(f"{served.url}/impact/previews/")
    harriet.get_by_role("link", name="Show it to them").click()
    harriet.goto(f"{harriet.url}?in=ko")
    expect(harriet.get_by_role("heading", name=TITLE_KO)).to_be_visible()
    harriet.locator("[name=answer][value=yes]").check()
    harriet.locator("[name=interpreter]").fill("Heron")
    harriet.locator("form[action*=answer] button").click()
    expect(harriet).to_have_url(re.compile(r"/impact/previews/$"))

    julia.goto(piece)
    julia.get_by_role("button", name="Ask for it to be published").click()
    allan.goto(piece)
    allan.get_by_role("button", name="Publish it").click()
    expect(allan.get_by_text("Story · public")).to_be_visible()

    assert "네 시에 빵을 굽는다." in read(stranger, story).text
    assert TITLE_KO in read(stranger, f"{site.url}/ko/stories/").text

    stranger.goto(f"{site.url}/ko/withdraw/")
    stranger.locator("[name=words]").fill(" ".join(words))
    stranger.locator("main form button").click()
    expect(stranger.locator("[name=words]")).to_have_count(0)

    # A browser that read it may show it for the minute it was told; any other finds it gone.
    another = browser.new_context(locale="ko").new_page()
    gone = read(another, story)
    assert (gone.status, "빵을" in gone.text) == (410, False)
    assert TITLE_KO not in read(another, f"{site.url}/ko/stories/").text
    harriet.goto(f"{served.url}/telling/{person}/")
    expect(harriet.get_by_text("no longer holds")).to_be_visible()
    julia.goto(piece)
    expect(julia.get_by_text("nothing of it is left")).to_be_visible()
    assert served.complaints == []
