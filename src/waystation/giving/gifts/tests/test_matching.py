"""Offers to match: what they add, never above their cap, and what becomes of a gift that goes."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from waystation.base.errors import Overtaken, Refused
from waystation.giving import totals
from waystation.giving.gifts import book, matching, queries, services, showing
from waystation.giving.gifts.aims import Aim
from waystation.giving.gifts.domain import MatchSaid, Terms
from waystation.giving.gifts.tests import acts
from waystation.giving.gifts.tests.acts import came, campaign, given, matched
from waystation.giving.models import GiftRow, MatchRow
from waystation.giving.tests.office import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(slots):
    pass


def _due() -> list[int]:
    due = GiftRow.objects.filter(kind="matching", state="begun")
    return sorted(due.values_list("cents", flat=True))


def test_each_gift_is_matched_until_the_cap_is_used_up():
    winter = campaign()
    offer = matched(winter, 8_000)
    for _gift in range(3):
        given(5_000, campaign="winter")
    offer.refresh_from_db()
    assert (_due(), offer.taken_cents, offer.state) == ([3_000, 5_000], 8_000, "used up")
    raised = totals.raised(campaign=winter)
    assert (raised.cents, raised.promised_cents) == (15_000, 8_000)
    assert acts.told_by_the_book() == 15_000
    assert book.awaited_cents() == 8_000


def test_a_match_that_is_paid_is_given_and_no_longer_promised():
    winter = campaign()
    matched(winter, 50_000)
    given(5_000, campaign="winter")
    came(GiftRow.objects.get(kind="matching").pk, 5_000)
    raised = totals.raised(campaign=winter)
    assert (raised.cents, raised.promised_cents, raised.n_gifts) == (10_000, 0, 2)
    assert acts.told_by_the_book() == 10_000


def test_a_match_comes_as_the_sum_that_is_due():
    matched(campaign(), 50_000)
    given(5_000, campaign="winter")
    with pytest.raises(Refused, match="were promised"):
        came(GiftRow.objects.get(kind="matching").pk, 4_000)


def test_what_goes_back_takes_its_match_back_and_frees_the_cap():
    winter = campaign()
    offer = matched(winter, 8_000)
    gift = given(6_000, campaign="winter")
    services.refunded(gift.pk, total_refunded_cents=2_000, ref="re", now=NOW)
    offer.refresh_from_db()
    assert (_due(), offer.taken_cents) == ([4_000], 4_000)
    services.dispute_lost(gift.pk, cents=4_000, ref="dp", now=NOW)
    offer.refresh_from_db()
    assert (_due(), offer.taken_cents, offer.state) == ([], 0, "open")
    assert book.awaited_cents() == acts.told_by_the_book() == 0


def test_a_match_that_was_paid_for_a_gift_that_went_back_is_shown_to_a_person():
    matched(campaign(), 8_000)
    gift = given(6_000, campaign="winter")
    came(GiftRow.objects.get(kind="matching").pk, 6_000)
    assert queries.person(TODAY).stray_matches == 0
    services.refunded(gift.pk, total_refunded_cents=6_000, ref="re", now=NOW)
    assert queries.person(TODAY).stray_matches == 1
    assert totals.live_total() == 6_000


def test_two_gifts_at_once_never_take_a_cap_twice():
    """The second one reads the offer before the first one has counted what it took."""
    offer = matched(campaign(), 8_000)
    stale = MatchRow.objects.get(pk=offer.pk)
    given(6_000, campaign="winter")
    gift = services.begin(acts.asked(5_000, campaign="winter"), now=NOW)
    with pytest.raises(Overtaken):
        matching._add(stale, gift, TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchRow.objects.filter(pk=offer.pk).update(taken_cents=F("cap_cents") + 1)


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2026, 6, 1)])
def test_a_gift_outside_its_days_is_not_matched(on):
    matched(campaign(ends_on=None), 8_000)
    given(6_000, campaign="winter", on=on)
    assert _due() == []


def test_nobody_matches_their_own_gift_and_an_offer_does_nothing_before_it_is_accepted():
    matched(campaign(), 8_000)
    given(6_000, campaign="winter", who=acts.LEWIS)
    campaign("spring")
    spring = MatchRow.objects.get().campaign
    services.offer_match(
        match_id=uuid4(), who=acts.LEWIS, campaign=spring.pk, said=MatchSaid(),
        terms=Terms(100, 900, TODAY, TODAY), now=NOW,
    )  # fmt: skip
    given(700, campaign="spring")
    assert _due() == []


def test_a_gift_that_is_corrected_takes_its_match_along(hands):
    winter, spring = campaign(), campaign("spring")
    matched(winter, 8_000)
    matched(spring, 3_000)
    gift = given(5_000, campaign="winter")
    aim = Aim(spring.fund, spring.pk)
    for _again in range(2):
        showing.correct(gift.pk, aim=aim, keyring=hands[0].keyring, now=NOW)
    assert totals.raised(campaign=winter) == (0, 0, 0)
    assert totals.raised(campaign=spring) == (5_000, 1, 3_000)
    assert MatchRow.objects.get(campaign=winter).taken_cents == 0
    assert acts.told_by_the_book() == 5_000
