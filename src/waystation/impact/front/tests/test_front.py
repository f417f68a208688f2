"""The way in, the first page, and what programs ask the site for."""

from xml.etree import ElementTree

import pytest

from waystation.giving import prices, rows, stamps
from waystation.giving.gifts.domain import GiftSaid
from waystation.giving.models import CampaignRow
from waystation.giving.tests.office import TODAY

PLACES = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def campaign(slug, state):
    row = CampaignRow(slug=slug, state=state, fund="CORE", starts_on=TODAY, title_en="The bazaar")
    return rows.put(row, GiftSaid())


@pytest.mark.parametrize(
    ("said", "first"), [("ko-KR,ko;q=0.9", "/ko/"), ("en", "/en/"), ("fr", "/en/"), ("", "/en/")]
)
def test_the_way_in_leads_to_the_language_a_browser_asks_for(slots, visitor, said, first):
    answer = visitor.get("/", headers={"accept-language": said})

    assert answer["Location"] == first
    assert "Accept-Language" in answer["Vary"]


def test_the_first_page_shows_a_campaign_and_a_price_once_they_are_public(slots, visitor):
    assert b"The bazaar" not in visitor.get("/en/").content

    campaign("bazaar", "open")
    campaign("secret", "draft")
    prices.publish(cents=3_412_00, on=TODAY, year=2025)
    stamps.touch()

    page = visitor.get("/en/").content.decode()
    assert page.count("The bazaar") == 1
    assert "$3,412<" in page
    assert "from the book of 2025" in page


def test_robots_may_read_everything_but_pages_of_a_person(slots, visitor):
    lines = visitor.get("/robots.txt").content.decode().splitlines()

    assert {"Disallow: /en/own/", "Disallow: /ko/give/thanks/"} <= set(lines)
    assert "Disallow: /" not in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_the_sitemap_lists_public_pages_that_are_there(slots, visitor, settings):
    settings.SITE_ORIGIN = "https://give.example.org"
    campaign("bazaar", "open")
    campaign("secret", "draft")

    places = [
        one.text for one in ElementTree.fromstring(visitor.get("/sitemap.xml").content).iter(PLACES)
    ]

    assert "https://give.example.org/ko/campaigns/bazaar/" in places
    assert not any("secret" in place for place in places)
    for place in places:
        assert visitor.get(place.removeprefix("https://give.example.org")).status_code == 200


def test_whom_to_tell_of_holes_is_said_only_where_somebody_was_named(slots, visitor, settings):
    settings.SITE_CONTACT = ""
    assert visitor.get("/.well-known/security.txt").status_code == 404

    settings.SITE_CONTACT = "watch@example.org"

    said = visitor.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:watch@example.org" in said
    assert "Expires: " in said


def test_the_old_address_of_the_mark_leads_to_it(slots, visitor):
    assert visitor.get("/favicon.ico")["Location"] == "/static/waystation/mark.svg"
