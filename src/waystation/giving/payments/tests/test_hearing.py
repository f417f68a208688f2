"""What a provider tells: once, in whatever order, and only by the provider itself."""

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from waystation.base.errors import Refused, Tampered
from waystation.giving.gifts import services as gifts
from waystation.giving.models import (
    ForgedCount,
    GiftRow,
    NoticeRow,
    PayoutRow,
    RecurringRow,
    TrialCheckout,
    TrialPayment,
)
from waystation.giving.payments import by_test, queries, services, steering
from waystation.giving.payments.by_test import Notice
from waystation.giving.payments.tests.paying import BACK, GERRIT, begun, hear, seed_of
from waystation.giving.tests.office import NOW
from waystation.ledger.queries import check_book
from waystation.vault import cells

pytestmark = pytest.mark.usefixtures("slots")
CORE, GENERAL = "UNRESTRICTED", "RESCUE-GENERAL"


def test_a_gift_that_is_paid_stands_in_the_book_with_its_fee():
    row, checkout = begun(10_000)
    assert hear(*by_test.pays(checkout, now=NOW)) == ["done"]
    row.refresh_from_db()
    # 2.9 % of 100.00 and 0.30.
    assert (row.state, row.cents, row.fee_cents) == ("paid", 10_000, 320)
    assert queries.held() == {CORE: 9_680}


def test_the_same_notice_again_changes_nothing():
    _row, checkout = begun(10_000)
    paid = by_test.pays(checkout, now=NOW)
    assert hear(*paid, *paid, *paid) == ["done"] * 3
    assert queries.held() == {CORE: 9_680}
    assert NoticeRow.objects.count() == 1
    assert by_test.pays(checkout, now=NOW) == []


@pytest.mark.parametrize("how", ["changed", "unsigned", "old", "of tomorrow"])
def test_a_notice_that_is_not_the_providers_leaves_a_count_and_nothing_else(how):
    _row, checkout = begun(10_000)
    [raw] = by_test.pays(checkout, now=NOW)
    off = {"old": timedelta(seconds=-301), "of tomorrow": timedelta(seconds=301)}
    headers = by_test.signed(raw, now=NOW + off.get(how, timedelta()))
    if how == "changed":
        raw = raw.replace(b'"cents":10000', b'"cents":90000')
    if how == "unsigned":
        headers = {}
    with pytest.raises(Refused):
        services.hear("test", raw, headers, now=NOW)
    assert not NoticeRow.objects.exists()
    assert ForgedCount.objects.get().n == 1
    assert queries.held() == {}


def test_a_refund_that_comes_before_its_payment_waits_for_it():
    row, checkout = begun(10_000)
    paid = by_test.pays(checkout, now=NOW)
    payment = TrialPayment.objects.get()
    payment.refunded_cents = 2_500
    back = by_test.refunds(payment, now=NOW)
    assert hear(back) == ["parked"]
    assert hear(*paid) == ["done"]
    row.refresh_from_db()
    assert (row.state, row.refunded_cents) == ("part refunded", 2_500)
    assert queries.held() == {CORE: 9_680 - 2_500}
    assert queries.counts().parked == 0


def test_smaller_sums_of_a_refund_that_come_late_change_nothing():
    row, checkout = begun(10_000)
    hear(*by_test.pays(checkout, now=NOW))
    payment = TrialPayment.objects.get()
    notices = []
    for total in (1_000, 2_500, 4_000):
        payment.refunded_cents = total
        notices.append(by_test.refunds(payment, now=NOW))
    hear(notices[2], notices[0], notices[1])
    row.refresh_from_db()
    assert row.refunded_cents == 4_000


def test_the_end_of_a_dispute_waits_for_its_beginning():
    row, checkout = begun(10_000)
    hear(*by_test.pays(checkout, now=NOW))
    name = TrialPayment.objects.get().name

    def told(kind, about, **more):
        notice = Notice(f"evt-{kind}", kind, int(NOW.timestamp()), about, "dp_1", cents=10_000)
        return msgspec.json.encode(msgspec.structs.replace(notice, **more))

    opened = told("dispute opened", name, also=("dp_1",), fee_cents=1_500)
    assert hear(told("dispute won", "dp_1", fee_cents=1_500)) == ["parked"]
    row.refresh_from_db()
    assert row.state == "paid"
    hear(opened)
    row.refresh_from_db()
    assert (row.state, row.disputed_cents) == ("paid", 0)
    # Gone and back, and so is its fee.
    assert queries.held() == {CORE: 9_680}
    assert check_book() == []


def test_a_notice_of_an_unknown_kind_is_kept_and_counted_until_somebody_sets_it_aside(levi):
    cells.found("security")
    odd = msgspec.json.encode(Notice("evt-odd", "moon full", int(NOW.timestamp())))
    assert hear(odd) == ["unknown"]
    row = NoticeRow.objects.get()
    assert queries.raw_of(row, levi) == odd
    assert queries.counts().unknown == 1
    services.set_aside(row.pk, by=levi, now=NOW)
    assert (queries.counts().unknown, queries.counts().aside) == (0, 1)


def test_a_stranger_reads_no_notice(stranger):
    _row, checkout = begun()
    hear(*by_test.pays(checkout, now=NOW))
    with pytest.raises(Refused):
        queries.raw_of(NoticeRow.objects.get(), stranger)


def test_a_monthly_gift_fails_twice_and_goes_on():
    row, checkout = begun(2_000, every="monthly")
    assert hear(*by_test.pays(checkout, now=NOW)) == ["done", "done"]
    for _month in range(2):
        hear(*by_test.instalments(now=NOW, failing=True))
    row.refresh_from_db()
    assert row.state == "failing"
    hear(*by_test.instalments(now=NOW))
    row.refresh_from_db()
    assert (row.state, row.failing_since) == ("active", None)
    assert GiftRow.objects.filter(recurring=row, state="paid").count() == 2


def test_word_of_a_failure_that_comes_after_the_payment_is_too_late():
    row, checkout = begun(2_000, every="monthly")
    hear(*by_test.pays(checkout, now=NOW))
    sub = f"sub_{checkout.ref}"
    paid = Notice("e1", "instalment paid", int(NOW.timestamp()), sub, "in_1", ("in_1",), 2_000)
    failed = Notice("e2", "instalment failed", int(NOW.timestamp()), sub, "in_1#1", unless="in_1")
    hear(msgspec.json.encode(paid), msgspec.json.encode(failed))
    row.refresh_from_db()
    assert row.state == "active"


def test_a_payout_empties_what_the_provider_holds():
    for cents in (10_000, 5_000):
        _row, checkout = begun(cents)
        hear(*by_test.pays(checkout, now=NOW))
    payment = TrialPayment.objects.first()
    payment.refunded_cents = 1_000
    payment.save()
    hear(by_test.refunds(payment, now=NOW))
    assert hear(*by_test.pays_out(now=NOW)) == ["done"]
    # 100.00 less 3.20 less 10.00, and 50.00 less 1.75.
    assert PayoutRow.objects.get().cents == 8_680 + 4_825
    assert queries.clearing().cents == 0
    assert queries.held() == {}
    assert by_test.pays_out(now=NOW) == []
    assert check_book() == []


def test_a_payout_of_something_that_is_not_in_the_book_waits(levi):
    _row, checkout = begun()
    paid = by_test.pays(checkout, now=NOW)
    assert hear(*by_test.pays_out(now=NOW)) == ["parked"]
    hear(*paid)
    [waiting] = queries.waiting()
    assert (waiting.kind, waiting.why) == ("payout", "book")
    assert services.hear_again(waiting.id, keyring=levi, now=NOW) == "done"
    assert queries.held() == {}


def test_a_giver_steers_their_own_gift_and_nobody_elses(julia):
    row, checkout = begun(2_000, every="monthly")
    hear(*by_test.pays(checkout, now=NOW))
    seed = seed_of(row.donor, GERRIT.email)
    steering.change_amount(row.pk, cents=2_500, key=seed, now=NOW)
    checkout.refresh_from_db()
    assert checkout.cents == 2_500
    with pytest.raises(Tampered):
        steering.stop(row.pk, key=bytes(32), now=NOW)
    steering.pause(row.pk, until=NOW.date() + timedelta(days=30), key=julia, now=NOW)
    assert by_test.instalments(now=NOW) == []
    steering.resume(row.pk, key=seed, now=NOW)
    steering.stop(row.pk, key=seed, now=NOW)
    checkout.refresh_from_db()
    assert (checkout.state, RecurringRow.objects.get().state) == ("stopped", "stopped")


def test_money_goes_back_through_the_provider_and_then_in_the_book(levi):
    cells.found("security")
    row, checkout = begun(10_000)
    hear(*by_test.pays(checkout, now=NOW))
    once = uuid4()
    steering.refund(row.pk, cents=3_000, once=once, by=levi, now=NOW)
    hear(by_test.refunds(TrialPayment.objects.get(), now=NOW))
    row.refresh_from_db()
    assert row.refunded_cents == 3_000
    with pytest.raises(Refused, match="more than is left"):
        steering.refund(row.pk, cents=7_001, once=uuid4(), by=levi, now=NOW)


def test_a_gift_that_came_is_not_paid_for_again():
    row, checkout = begun()
    hear(*by_test.pays(checkout, now=NOW))
    row.refresh_from_db()
    with pytest.raises(Refused):
        services.open_checkout(row, back="https://give.example.org/", now=NOW)
    assert gifts.failed(row.pk).state == "paid"


def test_a_refund_is_asked_once_however_often_the_form_is_sent(levi):
    cells.found("security")
    row, checkout = begun(10_000)
    hear(*by_test.pays(checkout, now=NOW))
    once = uuid4()
    for _again in range(2):
        steering.refund(row.pk, cents=3_000, once=once, by=levi, now=NOW)
    assert TrialPayment.objects.get().refunded_cents == 3_000


def test_who_pays_twice_on_two_pages_gave_twice_and_the_payout_finds_both():
    row, first = begun(10_000)
    services.open_checkout(row, back=BACK, now=NOW)
    second = TrialCheckout.objects.latest("pk")
    assert first.pk != second.pk
    notices = [*by_test.pays(first, now=NOW), *by_test.pays(second, now=NOW)]
    assert hear(*notices, *notices) == ["done"] * 4
    assert sorted(GiftRow.objects.values_list("cents", "state")) == [(10_000, "paid")] * 2
    assert hear(*by_test.pays_out(now=NOW)) == ["done"]
    assert queries.held() == {}


def test_what_cannot_be_is_refused_before_the_provider_is_asked(julia):
    row, checkout = begun(2_000, every="monthly")
    hear(*by_test.pays(checkout, now=NOW))
    with pytest.raises(Refused, match="a year"):
        steering.pause(row.pk, until=NOW.date() + timedelta(days=400), key=julia, now=NOW)
    with pytest.raises(Refused, match="between"):
        steering.change_amount(row.pk, cents=1, key=julia, now=NOW)
    checkout.refresh_from_db()
    assert (checkout.state, checkout.cents) == ("active", 2_000)
