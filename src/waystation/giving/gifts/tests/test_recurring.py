"""Gifts that repeat: what an instalment counts for, what a failure does, who may change them."""

from datetime import date

import pytest

from waystation.base.errors import Refused
from waystation.giving import daily, totals
from waystation.giving.gifts import queries, services, showing
from waystation.giving.gifts.tests.acts import UNTIL, asked, campaign, instalment, monthly
from waystation.giving.models import LetterRow, RecurringRow
from waystation.giving.tests.office import NOW, TODAY
from waystation.ledger import queries as ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(slots):
    pass


def _letters() -> list[str]:
    return list(LetterRow.objects.order_by("pk").values_list("kind", flat=True))


def test_after_its_campaign_an_instalment_counts_for_the_core_and_the_giver_knew_before():
    winter = campaign(ends_on=UNTIL)
    row = monthly(campaign="winter")
    for month in (3, 4):
        instalment(row, date(2026, month, 2), f"in {month}")
    assert "campaign-ends" not in _letters()
    instalment(row, date(2026, 5, 2), "in 5")
    assert _letters().count("campaign-ends") == 1
    last = instalment(row, date(2026, 6, 2), "in 6")
    assert (last.campaign_id, last.fund) == (None, "UNRESTRICTED")
    assert _letters().count("campaign-ends") == 1
    assert totals.raised(campaign=winter).cents == 15_000
    assert totals.raised_for_core().cents == 5_000
    assert (ledger.balance("CAMPAIGN-WINTER"), ledger.balance("UNRESTRICTED")) == (15_000, 5_000)


def test_the_same_instalment_again_changes_nothing():
    row = monthly()
    first = instalment(row, TODAY, "in 1")
    assert instalment(row, TODAY, "in 1").pk == first.pk
    assert totals.live_total() == 5_000
    with pytest.raises(Refused, match="came already"):
        instalment(row, TODAY, "in 1", cents=6_000)


def test_a_gift_that_fails_twice_and_is_paid_goes_on():
    row = monthly()
    instalment(row, TODAY, "in 1")
    for _try in range(2):
        failing = services.instalment_failed(row.pk, ref="in 2", now=NOW)
    assert (failing.state, failing.failed_n) == ("failing", 1)
    assert _letters().count("failed") == 1
    instalment(row, date(2026, 4, 5), "in 2")
    row.refresh_from_db()
    assert (row.state, row.failed_n, row.next_on) == ("active", 0, date(2026, 5, 2))
    # Word of the failure comes once more, after the payment.
    assert services.instalment_failed(row.pk, ref="in 2", now=NOW).state == "active"


def test_days_alone_remind_and_then_let_a_failing_gift_lapse():
    row = monthly()
    instalment(row, TODAY, "in 1")
    services.instalment_failed(row.pk, ref="in 2", now=NOW)
    seen = []
    for day in (2, 5, 5, 9, 16, 17):
        daily.step(date(2026, 3, day))
        row.refresh_from_db()
        seen.append((row.state, row.failed_n, services.tell_all_failing(now=NOW)))
    assert seen == [
        ("failing", 1, 0), ("failing", 2, 1), ("failing", 2, 0), ("failing", 3, 1),
        ("failing", 4, 1), ("lapsed", 5, 1),
    ]  # fmt: skip
    assert _letters().count("lapsed") == 1
    # Money is money, however late; and the gift goes on.
    instalment(row, date(2026, 3, 20), "in 2")
    row.refresh_from_db()
    assert row.state == "active"


def test_a_pause_ends_by_itself_and_a_late_standing_order_has_failed():
    row = monthly(way="bank")
    instalment(row, TODAY, "line 1")
    services.pause(row.pk, until=date(2026, 3, 20), now=NOW)
    for day, state in (
        ((3, 19), "paused"),
        ((3, 20), "active"),
        ((4, 11), "active"),
        ((4, 12), "failing"),
    ):
        daily.step(date(2026, *day))
        assert RecurringRow.objects.get().state == state
    assert daily.step(date(2026, 4, 12)) == 0


def test_what_is_stopped_stays_stopped_though_late_money_is_taken():
    row = monthly()
    services.stop(row.pk, now=NOW)
    gift = instalment(row, TODAY, "in 1")
    row.refresh_from_db()
    assert (gift.state, row.state) == ("paid", "stopped")
    with pytest.raises(Refused, match="stopped"):
        services.change_amount(row.pk, cents=900, now=NOW)


def test_another_sum_and_a_pause_are_told_and_kept_within_reason():
    row = monthly()
    assert services.change_amount(row.pk, cents=700, now=NOW).cents == 700
    with pytest.raises(Refused, match="between"):
        services.change_amount(row.pk, cents=1, now=NOW)
    with pytest.raises(Refused, match="a year"):
        services.pause(row.pk, until=date(2028, 1, 1), now=NOW)
    assert services.pause(row.pk, now=NOW).state == "paused"
    assert services.resume(row.pk, now=NOW).state == "active"
    assert set(_letters()) == {"changed", "paused", "resumed"}


def test_nobody_repeats_a_gift_they_could_not_stop():
    with pytest.raises(Refused, match="address of mail"):
        services.begin_recurring(asked(every="monthly", who=None), now=NOW)


def test_a_month_shows_what_came_and_what_is_expected():
    winter = campaign()
    row = monthly(campaign="winter")
    instalment(row, TODAY, "in 1")
    assert totals.of_month(winter, TODAY) == (5_000, 0)
    assert totals.of_month(winter, date(2026, 4, 1)) == (0, 5_000)
    assert totals.of_month(winter, date(2026, 6, 1)) == (0, 0)


def test_a_name_once_decided_stands_on_later_instalments_until_it_is_hidden(hands):
    keyring = hands[0].keyring
    row = monthly(shown_as="initials")
    first = instalment(row, TODAY, "in 1")
    assert (first.shown_name, first.is_to_show) == ("", True)
    showing.show(first.pk, name=True, message=False, keyring=keyring, now=NOW)
    second = instalment(row, date(2026, 4, 2), "in 2")
    assert (second.shown_name, second.is_to_show) == ("G. S.", False)
    showing.hide(second.pk, keyring=keyring, now=NOW)
    assert instalment(row, date(2026, 5, 2), "in 3").shown_name == ""
    assert queries.person(TODAY).to_show == 0


def test_what_fell_due_in_a_rest_is_not_late_when_the_rest_is_over():
    row = monthly(way="bank")
    instalment(row, TODAY, "line 1")
    services.pause(row.pk, until=date(2026, 6, 20), now=NOW)
    daily.step(date(2026, 6, 20))
    row.refresh_from_db()
    assert (row.state, row.next_on) == ("active", date(2026, 7, TODAY.day))
