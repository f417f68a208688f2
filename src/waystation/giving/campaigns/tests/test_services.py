"""Campaigns between two people, and where a gift to one goes."""

from datetime import date
from uuid import uuid4

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.giving import prices, stamps
from waystation.giving.campaigns import office, queries, services
from waystation.giving.campaigns.tests.acts import BAZAAR, PETERBORO, accepted, published
from waystation.giving.domain import CORE
from waystation.giving.gifts.tests.acts import given, monthly
from waystation.giving.models import CampaignRow, LetterRow, RecurringRow
from waystation.giving.tests.office import NOW, TODAY
from waystation.ledger import chart

pytestmark = pytest.mark.usefixtures("office")


def test_a_draft_says_nothing_in_clear_and_opens_for_no_stranger(julia, stranger):
    made = uuid4()
    services.draft(campaign_id=made, wish=BAZAAR, keyring=julia, now=NOW)
    row = CampaignRow.objects.get(pk=made)

    assert (row.slug, row.title_en, row.text_en, row.goal_cents) == (f"~{made.hex}", "", "", 0)
    assert services.drafted(row, julia).wish == BAZAAR
    assert queries.public_campaign("bazaar", TODAY, "en") is None
    assert queries.open_campaigns(TODAY, "en") == []
    with pytest.raises(Refused, match="no such campaign"):
        services.row_of(made, stranger)
    with pytest.raises(Refused):
        services.drafted(row, stranger)


def test_who_wrote_a_campaign_does_not_publish_it_and_another_does(julia, levi):
    made, before = uuid4(), stamps.now()
    services.draft(campaign_id=made, wish=BAZAAR, keyring=julia, now=NOW)
    with pytest.raises(Refused, match="wrote themselves"):
        services.publish(campaign_id=made, keyring=julia, now=NOW)
    assert stamps.now() == before

    services.publish(campaign_id=made, keyring=levi, now=NOW)

    found = queries.public_campaign("bazaar", TODAY, "ko")
    assert (found.title, found.measured.goal_cents) == ("여성 바자회", 30_000_00)
    assert stamps.now() == before + 1


def test_a_change_waits_for_a_second_hand_and_the_page_stays_until_then(julia, levi):
    row = published(julia, levi)
    wish = replace(BAZAAR, title_en="The bazaar, once more")
    services.draft(campaign_id=row.pk, wish=wish, keyring=levi, now=NOW)

    assert queries.public_campaign("bazaar", TODAY, "en").title == "The ladies’ bazaar"
    services.publish(campaign_id=row.pk, keyring=julia, now=NOW)
    assert queries.public_campaign("bazaar", TODAY, "en").title == "The bazaar, once more"


def test_a_goal_of_people_is_frozen_at_the_cost_of_the_day_it_was_published(julia, levi):
    prices.publish(cents=3_120_00, on=TODAY, year=2025)
    row = published(julia, levi, goal_people=5, goal_cents=0)
    prices.publish(cents=4_000_00, on=TODAY, year=2026)

    found = queries.public_campaign("bazaar", TODAY, "en")
    assert (found.measured.goal_cents, found.person_cents) == (15_600_00, 3_120_00)
    assert office.campaign(row.pk, julia, TODAY).latest.goal_people == 5


def test_an_address_stays_with_its_campaign_for_ever(julia, levi):
    first = published(julia, levi)
    services.close(campaign_id=first.pk, why="enough", keyring=julia, now=NOW)

    with pytest.raises(Refused, match="bazaar"):
        published(julia, levi)


def test_closing_tells_givers_of_monthly_gifts_and_lets_these_go_to_the_whole_work(julia, levi):
    row = published(julia, levi)
    gift = monthly(campaign="bazaar")
    assert gift.counts_until == date(2026, 5, 31)

    n = services.close(campaign_id=row.pk, why="the hall burnt down", keyring=julia, now=NOW)

    assert n == 1
    assert RecurringRow.objects.get(pk=gift.pk).counts_until == TODAY
    assert LetterRow.objects.filter(kind="campaign-ends").count() == 1
    assert not queries.public_campaign("bazaar", TODAY, "en").is_open
    with pytest.raises(Refused, match="does not take gifts"):
        queries.target("bazaar", "", "", TODAY)


def test_a_gift_goes_to_the_fund_of_what_it_is_given_to(julia, levi):
    campaign = published(julia, levi)
    team = accepted(julia, campaign=campaign.pk)
    member = accepted(julia, replace(PETERBORO, name="Ann Smith"), team=team.pk)

    assert queries.target("", "", "", TODAY).fund == CORE
    to_campaign = queries.target("bazaar", "", "", TODAY)
    assert (to_campaign.fund, to_campaign.team) == (chart.GENERAL, None)
    to_member = queries.target("bazaar", team.slug, "ann-smith", TODAY)
    assert to_member.fund == team.fund == "TEAM-" + team.fund[5:]
    assert (to_member.campaign, to_member.team, to_member.member) == (
        campaign.pk,
        team.pk,
        member.pk,
    )
    # After the campaign's last day the team goes on by itself.
    later = queries.target("", team.slug, "", date(2026, 6, 1))
    assert (later.campaign, later.counts_until) == (None, None)


@pytest.mark.parametrize(
    "words",
    [
        ("bazar", "", ""),
        ("bazaar", "nobody", ""),
        ("", "friends-in-peterboro", "nobody"),
        ("", "", "ann"),
        ("other", "friends-in-peterboro", ""),
    ],
)
def test_a_gift_to_what_is_not_there_is_refused(julia, levi, words):
    published(julia, levi)
    accepted(julia)

    with pytest.raises(Refused, match="does not take gifts"):
        queries.target(*words, TODAY)


def test_a_month_shows_what_came_what_is_expected_and_the_gap(julia, levi):
    row = published(julia, levi, monthly_goal_cents=500_00)
    given(120_00, campaign="bazaar")

    month = queries.month_of(row.pk, TODAY)

    assert (month.goal_cents, month.raised_cents, month.expected_cents) == (500_00, 120_00, 0)
    assert month.gap_cents == 380_00
