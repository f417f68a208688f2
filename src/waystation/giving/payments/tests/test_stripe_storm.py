"""Ten thousand notices at once, shuffled, doubled, replayed, forged and late: right to the cent."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Sum

from waystation.base.errors import Refused
from waystation.giving.donors.domain import Donor
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.book import income_cents
from waystation.giving.gifts.domain import Asked
from waystation.giving.models import ForgedCount, GiftRow, NameRow, NoticeRow, RecurringRow
from waystation.giving.payments import domain, queries, services
from waystation.giving.payments.tests import stripes
from waystation.giving.tests.office import NOW
from waystation.ledger.queries import check_book

GIVERS = [Donor(name=f"Giver {n}", email=f"giver{n}@example.org") for n in range(5)]
FEE = 1_500


class Oracle:
    """What the book must say in the end, by plain arithmetic over what happened."""

    def __init__(self):
        self.came, self.back, self.held_back, self.fees = Counter(), Counter(), Counter(), 0

    @property
    def income(self):
        return sum(self.came.values()) - sum(self.back.values()) - sum(self.held_back.values())


@pytest.fixture
def by_stripe(settings, tmp_path, slots):
    """Take payments by Stripe, with files as an operator makes them."""
    (tmp_path / "key").write_text(stripes.KEY)
    (tmp_path / "secret").write_text(stripes.SECRET + "\n")
    settings.PAYMENTS = "stripe"
    settings.STRIPE_KEY_FILE = str(tmp_path / "key")
    settings.STRIPE_SECRET_FILE = str(tmp_path / "secret")


def named(ref, **own):
    NameRow.objects.create(digest=domain.digest("stripe", ref), **own)


def one_gift(n, dice, oracle):
    """A gift that is paid, and perhaps goes back in parts or is disputed."""
    cents, ref, payment = dice.randrange(100, 50_000), f"ref_{n:030d}", f"pi_{n:024d}"
    asked = Asked(
        cents=cents, provider="stripe", fund=dice.choice(("UNRESTRICTED", "RESETTLEMENT"))
    )
    named(ref, gift=gifts.begin(asked, now=NOW))
    oracle.came[payment] = cents
    yield "checkout.session.completed", stripes.session(ref, payment=payment, cents=cents)
    # What follows says nothing new, or nothing anybody here knows.
    yield "payment_intent.succeeded", {"id": payment, "currency": "usd"}
    yield from may_go_back(payment, cents, dice, oracle)


def may_go_back(payment, cents, dice, oracle):
    fate = dice.random()
    if fate < 0.25:
        totals = sorted(dice.sample(range(1, cents + 1), min(dice.randrange(1, 4), cents)))
        oracle.back[payment] = totals[-1]
        for total in totals:
            yield "charge.refunded", stripes.charge(payment, cents=cents, refunded=total)
    elif fate < 0.4:
        name = f"dp_{payment}"
        oracle.fees += FEE
        said = stripes.dispute(name, payment, cents=cents, fee=FEE)
        yield "charge.dispute.created", said
        yield "charge.dispute.funds_withdrawn", said
        if dice.random() < 0.5:
            oracle.held_back[payment] = cents
            yield "charge.dispute.closed", said | {"status": "lost"}
        else:
            won = stripes.dispute(name, payment, cents=cents, fee=FEE, is_back=True, status="won")
            yield "charge.dispute.funds_reinstated", won
            yield "charge.dispute.closed", won


def one_recurring(n, dice, oracle):
    """A gift that repeats: instalments, some after failures, some given back; at times it ends."""
    cents, ref, sub = dice.randrange(500, 9_000), f"again_{n:030d}", f"sub_{n:024d}"
    who = dice.choice(GIVERS)
    asked = Asked(cents=cents, every="monthly", who=who, provider="stripe")
    named(ref, recurring=gifts.begin_recurring(asked, now=NOW))
    yield "checkout.session.completed", stripes.session(ref, subscription=sub, cents=cents)
    for month in range(dice.randrange(1, 7)):
        name, payment = f"in_{n:020d}{month:02d}", f"pi_again{n:020d}{month:02d}"
        for attempt in range(1, dice.choice((1, 1, 2, 3))):
            said = stripes.invoice(name, sub, cents=cents, attempt=attempt)
            yield "invoice.payment_failed", said
        oracle.came[payment] = cents
        yield "invoice.paid", stripes.invoice(name, sub, cents=cents)
        yield "invoice_payment.paid", stripes.invoice_payment(name, payment, cents=cents)
        yield from may_go_back(payment, cents, dice, oracle)
    if dice.random() < 0.2:
        yield "customer.subscription.deleted", {"id": sub, "status": "canceled"}


def storm(n_deliveries, dice, oracle):
    """Make so many deliveries: (raw, headers, whether it is genuine and fresh)."""
    said, n = [], 0
    while len(said) < n_deliveries * 0.6:
        said += list((one_recurring if n % 4 == 3 else one_gift)(n, dice, oracle))
        n += 1
    said += [("capital.financing_offer.created", {"id": f"x_{i}"}) for i in range(10)]
    raws = [stripes.event(kind, about) for kind, about in said]
    deliveries = [(raw, stripes.signed(raw), True) for raw in raws]
    while len(deliveries) < n_deliveries:
        raw, fate = dice.choice(raws), dice.random()
        if fate < 0.5:
            deliveries.append((raw, stripes.signed(raw), True))
        elif fate < 0.7:
            later = NOW + timedelta(seconds=dice.randrange(-299, 299))
            deliveries.append((raw, stripes.signed(raw, now=later), True))
        elif fate < 0.8:
            long_ago = NOW - timedelta(seconds=dice.randrange(301, 10**6))
            deliveries.append((raw, stripes.signed(raw, now=long_ago), False))
        elif fate < 0.9:
            deliveries.append((raw, stripes.signed(raw, secret="whsec_of_somebody"), False))
        else:
            forged = raw.replace(b'"currency": "usd"', b'"currency": "usd", "x": 1')
            deliveries.append((forged, stripes.signed(raw), forged == raw))
    dice.shuffle(deliveries)
    return deliveries, len(raws)


def weather(n_deliveries, seed):
    """Let a storm pass, and hold what came of it against the oracle."""
    dice, oracle = random.Random(seed), Oracle()
    deliveries, n_notices = storm(n_deliveries, dice, oracle)
    n_refused = 0
    for raw, headers, is_good in deliveries:
        try:
            services.hear("stripe", raw, headers, now=NOW)
            assert is_good
        except Refused:
            assert not is_good
            n_refused += 1
    counts = queries.counts()
    assert (counts.parked, counts.unknown, counts.forged) == (0, 10, n_refused)
    assert NoticeRow.objects.count() == n_notices
    assert income_cents() == oracle.income
    assert queries.clearing().cents == oracle.income - oracle.fees
    assert check_book() == []
    return oracle


def test_a_small_storm_leaves_the_book_right_to_the_cent(by_stripe):
    oracle = weather(250, seed=1855)
    paid = GiftRow.objects.filter(entry__isnull=False).aggregate(
        came=Sum("cents"), back=Sum("refunded_cents"), gone=Sum("disputed_cents")
    )
    assert paid["came"] == sum(oracle.came.values())
    assert paid["back"] == sum(oracle.back.values())
    assert paid["gone"] == sum(oracle.held_back.values())
    assert ForgedCount.objects.exists()
    assert not RecurringRow.objects.filter(state="begun").exists()


@pytest.mark.sqlite_only("a small storm says the same on a server")
@pytest.mark.long
def test_two_thousand_notices_leave_the_book_right_to_the_cent(by_stripe):
    weather(2_000, seed=1856)


@pytest.mark.long
@pytest.mark.soak
def test_ten_thousand_notices_leave_the_book_right_to_the_cent(by_stripe):
    weather(10_000, seed=1857)
