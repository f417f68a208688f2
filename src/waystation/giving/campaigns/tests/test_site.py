"""The public pages: what moves them and what does not, what they show of nobody, and limits."""

from uuid import uuid4

import pytest
from msgspec.structs import replace

from waystation.giving import pages as kept_pages
from waystation.giving.campaigns import pages, services
from waystation.giving.campaigns.tests.acts import BAZAAR, PETERBORO, accepted, published
from waystation.giving.gifts import showing
from waystation.giving.gifts.tests.acts import given
from waystation.giving.models import PageAskRow
from waystation.giving.tests.office import NOW, TODAY
from waystation.ledger import chart
from waystation.ledger import services as ledger
from waystation.ledger.budgets import services as budgets

pytestmark = pytest.mark.usefixtures("office")
FORM = {
    "name": "Friends in Peterboro",
    "text": "We give up sugar for a year and give what it would have cost.",
    "goal": "3000",
    "contact_name": "Gerrit Smith",
    "email": "gerrit@example.org",
}
PAGES = (
    "campaigns/",
    "campaigns/bazaar/",
    "campaigns/bazaar/card.svg",
    "campaigns/bazaar/card.png",
    "widget/campaign/bazaar/",
    "teams/",
    "teams/friends-in-peterboro/",
    "teams/friends-in-peterboro/card.svg",
    "teams/friends-in-peterboro/members/ann-smith/",
)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("waystation.base.clock.now", lambda: NOW)


@pytest.fixture
def public(julia, levi):
    """Have a campaign, a team that collects for it, and a member."""
    campaign = published(julia, levi)
    team = accepted(julia, campaign=campaign.pk)
    accepted(julia, replace(PETERBORO, name="Ann Smith"), team=team.pk)


def seen(visitor, language="en"):
    """Read every public page anew."""
    kept_pages.forget()
    answers = [visitor.get(f"/{language}/{page}") for page in PAGES]
    assert [answer.status_code for answer in answers] == [200] * len(PAGES)
    return [answer.content for answer in answers]


def test_a_rescue_changes_no_byte_of_any_page_and_a_gift_moves_the_line(public, visitor):
    ledger.record_gift(entry_id=uuid4(), cents=9_000_00, on=TODAY, fund=chart.GENERAL)
    before = seen(visitor)

    budgets.open_rescue(
        entry_id=uuid4(), template="rescue-3000", n_people=2, case_token=bytes(16), on=TODAY
    )
    assert seen(visitor) == before

    given(750_00, team="friends-in-peterboro", campaign="bazaar")
    after = seen(visitor)
    assert b"$750" in after[1]
    assert b"(25 %)" in after[6]
    assert before[3] != after[3]


def test_an_anonymous_gift_moves_the_sum_and_shows_nobody(public, visitor):
    given(
        750_00, team="friends-in-peterboro", campaign="bazaar", shown_as="anonymous",
        message="from Gerrit, with love",
    )  # fmt: skip
    told = b"".join(seen(visitor))

    assert b"$750" in told
    assert b"Gerrit" not in told
    assert b"Given by" not in told
    assert b"Anonymous" not in told


def test_a_giver_and_their_words_are_shown_only_once_somebody_read_them(public, visitor, julia):
    gift = given(750_00, campaign="bazaar", shown_as="name", message="For the spring <b>")
    assert b"Gerrit Smith" not in seen(visitor)[1]

    showing.show(gift.pk, name=True, message=False, keyring=julia, now=NOW)
    told = seen(visitor)[1]
    assert b"Gerrit Smith" in told
    assert b"For the spring" not in told

    showing.show(gift.pk, name=True, message=True, keyring=julia, now=NOW)
    assert b"For the spring &lt;b&gt;" in seen(visitor)[1]


def test_pages_are_whole_in_korean(public, visitor):
    told = seen(visitor, "ko")

    assert "여성 바자회".encode() in told[1]
    assert b'<html lang="ko">' in told[1]


@pytest.mark.parametrize("path", ["campaigns/~x/", "teams/nobody/", "asked/else/"])
def test_there_is_no_page_for_other_words(visitor, path):
    assert visitor.get(f"/en/{path}").status_code == 404


def test_neither_a_draft_nor_a_team_taken_off_is_anywhere(public, julia, levi, visitor):
    services.draft(
        campaign_id=uuid4(), wish=replace(BAZAAR, slug="secret", title_en="A secret one"),
        keyring=julia, now=NOW,
    )  # fmt: skip
    team = pages.team_of(pages.TeamRow.objects.get().pk, julia)
    pages.turn(team, "refused", keyring=julia, now=NOW)
    kept_pages.forget()

    lists = visitor.get("/en/campaigns/").content + visitor.get("/en/teams/").content
    assert b"A secret one" not in lists
    assert b"Peterboro" not in lists
    assert b"Peterboro" not in visitor.get("/en/campaigns/bazaar/").content
    for path in ("", "card.png", "card.svg", "poster.pdf", "join/", "report/", "change/"):
        assert visitor.get(f"/en/teams/friends-in-peterboro/{path}").status_code == 404
    assert visitor.get("/en/teams/friends-in-peterboro/members/ann-smith/").status_code == 404
    assert visitor.get("/en/campaigns/secret/").status_code == 404


def test_a_team_is_asked_for_without_a_script_and_waits_sealed(public, visitor):
    answer = visitor.post("/ko/start-a-team/?campaign=bazaar", FORM)

    assert (answer.status_code, answer["Location"]) == (302, "/ko/asked/page/")
    row = PageAskRow.objects.get(state="waiting")
    assert (row.kind, row.campaign.slug) == ("team", "bazaar")
    assert b"gerrit" not in bytes(row.box)


def test_a_form_with_a_telephone_number_keeps_what_was_typed_and_says_where(visitor):
    answer = visitor.post("/en/start-a-team/", FORM | {"name": "Ring 315-555-0188"})

    assert answer.status_code == 422
    assert b"telephone number" in answer.content
    assert b"We give up sugar" in answer.content
    assert not PageAskRow.objects.exists()


def test_the_fifth_page_asked_for_from_one_network_waits_and_a_program_is_kept_out(visitor):
    for _ in range(4):
        assert visitor.post("/en/start-a-team/", FORM).status_code == 302
    fifth = visitor.post("/en/start-a-team/", FORM)
    assert b"That was too often." in fifth.content
    assert PageAskRow.objects.count() == 4

    assert visitor.post("/en/start-a-team/", FORM | {"subject": "buy"}).status_code == 302
    assert PageAskRow.objects.count() == 4


def test_a_page_is_reported_without_a_name(public, visitor):
    answer = visitor.post(
        "/en/teams/friends-in-peterboro/members/ann-smith/report/",
        {"reason": "danger", "words": "It says too much."},
    )

    assert answer["Location"] == "/en/asked/report/"
    row = PageAskRow.objects.get(kind="report")
    assert row.member.slug == "ann-smith"


def test_the_widget_may_be_framed_anywhere_sets_nothing_and_runs_nothing(public, visitor):
    widget = visitor.get("/en/widget/campaign/bazaar/")
    page = visitor.get("/en/campaigns/bazaar/")

    assert "frame-ancestors *" in widget["Content-Security-Policy"]
    assert "script-src 'none'" in widget["Content-Security-Policy"]
    assert "X-Frame-Options" not in widget
    assert not widget.cookies
    assert b"<script" not in widget.content
    assert b"<form" not in widget.content
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert b"/en/widget/campaign/bazaar/" in page.content
