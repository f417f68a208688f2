"""Any mix of gifts, refunds, disputes, corrections, instalments, matches and promises adds up."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.giving import totals
from waystation.giving.gifts import book, pledges, services, showing
from waystation.giving.gifts.aims import Aim
from waystation.giving.gifts.domain import PledgeSaid
from waystation.giving.gifts.pledges import Promised
from waystation.giving.gifts.tests import acts
from waystation.giving.models import CampaignRow, GiftRow, PledgeDue, RecurringRow
from waystation.giving.tests.office import NOW, TODAY
from waystation.ledger import queries as ledger
from waystation.ledger.models import Posting

SLUGS = ("", "winter", "spring")
KINDS = (
    "give", "give", "give", "refund", "dispute", "win", "lose", "correct", "instalment",
    "pay a match", "promise", "pay a part", "give up",
)  # fmt: skip
ACTS = st.tuples(st.sampled_from(KINDS), st.integers(0, 11), st.integers(100, 90_000))


class World:
    """What a history can act on, and how."""

    def __init__(self, keyring):
        self.keyring, self.day = keyring, TODAY
        for slug in SLUGS[1:]:
            row = acts.campaign(slug, ends_on=None if slug == "spring" else acts.UNTIL)
            acts.matched(row, 60_000, percent=50)
        self.aims = [Aim(), *(Aim(row.fund, row.pk) for row in CampaignRow.objects.all())]
        self.monthly = [acts.monthly(campaign=slug) for slug in SLUGS]

    def act(self, kind: str, n: int, cents: int) -> None:
        """Do one thing; what is refused changes nothing."""
        self.day += timedelta(days=n)
        try:
            with transaction.atomic():
                getattr(self, kind.replace(" ", "_"))(n, cents)
        except Refused:
            pass

    def _gift(self, n: int, **wanted: object) -> GiftRow:
        rows = list(GiftRow.objects.filter(**wanted).order_by("pk"))
        if not rows:
            raise Refused("nothing to act on")
        return rows[n % len(rows)]

    def give(self, n: int, cents: int) -> None:
        row = services.begin(acts.asked(cents, campaign=SLUGS[n % 3]), now=NOW)
        acts.came(row.pk, cents, fee_cents=cents // 40, on=self.day)

    def refund(self, n: int, cents: int) -> None:
        row = self._gift(n, entry__isnull=False)
        services.refunded(row.pk, total_refunded_cents=cents, ref="re", now=NOW)

    def dispute(self, n: int, cents: int, verb: str = "disputed") -> None:
        row = self._gift(n, entry__isnull=False, state__in=("paid", "disputed", "lost"))
        getattr(services, verb)(row.pk, cents=row.cents, ref="dp", now=NOW)

    def win(self, n: int, cents: int) -> None:
        self.dispute(n, cents, "dispute_won")

    def lose(self, n: int, cents: int) -> None:
        self.dispute(n, cents, "dispute_lost")

    def correct(self, n: int, cents: int) -> None:
        row, aim = self._gift(n, entry__isnull=False), self.aims[cents % 3]
        showing.correct(row.pk, aim=aim, keyring=self.keyring, now=NOW)

    def instalment(self, n: int, cents: int) -> None:
        acts.instalment(self.monthly[n % 3], self.day, f"in {self.day}", cents)

    def pay_a_match(self, n: int, cents: int) -> None:
        row = self._gift(n, kind="matching", state="begun")
        acts.came(row.pk, row.cents, on=self.day)

    def promise(self, n: int, cents: int) -> None:
        parts = ((self.day, cents), (self.day + timedelta(days=30), cents + n))
        made = Promised(("promise", "conditional")[n % 2], self.aims[cents % 3], parts)
        row = pledges.promise(
            pledge_id=uuid4(), who=acts.GERRIT, promised=made, said=PledgeSaid(), now=NOW
        )
        pledges.decide(row.pk, accept=True, now=NOW)

    def _due(self, n: int) -> PledgeDue:
        rows = list(PledgeDue.objects.filter(totals.UNPAID, pledge__state="open").order_by("pk"))
        if not rows:
            raise Refused("nothing is due")
        return rows[n % len(rows)]

    def pay_a_part(self, n: int, cents: int) -> None:
        due = pledges.unpaid(self._due(n).pk)
        acts.came(pledges.gift_of(due).pk, due.cents, on=self.day)

    def give_up(self, n: int, cents: int) -> None:
        hands = book.Hands(uuid4(), uuid4())
        row = self._due(n).pledge
        pledges.give_up(row.pk, entry_id=uuid4(), hands=hands, now=NOW)


def _check() -> None:
    campaigns = [totals.raised(campaign=row).cents for row in CampaignRow.objects.all()]
    assert sum(campaigns) + totals.raised_for_core().cents == totals.live_total()
    assert totals.live_total() == book.income_cents() - book.awaited_cents()
    for fund in ledger.fund_balances():
        gifts = totals.given().filter(fund=fund.code).aggregate(s=Sum(totals.NET))["s"] or 0
        ours = Posting.objects.filter(fund__code=fund.code, entry__source=book.SOURCE)
        income = ours.filter(account__code__startswith="Income:").aggregate(s=Sum("minor"))
        awaited = ours.filter(account__code="Assets:Pledges").aggregate(s=Sum("minor"))
        assert gifts == -(income["s"] or 0) - (awaited["s"] or 0), fund.code
        assert (awaited["s"] or 0) >= 0
    assert RecurringRow.objects.exclude(state__in=("begun", "active")).count() == 0
    assert ledger.check_book() == []


def _live(history: list[tuple[str, int, int]], keyring: object) -> None:
    with transaction.atomic():
        world = World(keyring)
        for kind, n, cents in history:
            world.act(kind, n, cents)
        _check()
        transaction.set_rollback(True)


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(history=st.lists(ACTS, max_size=14))
def test_every_history_adds_up_with_the_book(hands, history):
    _live(history, hands[0].keyring)


@pytest.mark.long
@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(history=st.lists(ACTS, min_size=30, max_size=60))
def test_every_long_history_adds_up_with_the_book(hands, history):
    _live(history, hands[0].keyring)
