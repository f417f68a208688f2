"""What may happen to money, drawn at random: each act says beforehand what must come of it."""

import hashlib
import random
from collections.abc import Callable, Container
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import transaction

from waystation.ledger import chart, domain, reserving, services
from waystation.ledger.budgets import services as budgets
from waystation.ledger.budgets.domain import PROMISED_DAYS, Promise
from waystation.ledger.domain import Draft, Line
from waystation.ledger.models import Advance, Budget, ClosedMonth, Entry, Fund, Reservation
from waystation.ledger.tests.expected import STAYS, Cash, Expected, Promised, Rescue
from waystation.vault import cells

SEEDS = UUID("7a0c1b86-52fe-4f0a-9a68-000000003000")
BEGIN = date(2026, 1, 5)
MAKER, CHECKER = uuid5(SEEDS, "maker"), uuid5(SEEDS, "checker")
BANK, CLEARING, FX = chart.BANK, "Assets:Clearing:Cards", chart.EXCHANGE
PARTNER = chart.PARTNER_ADVANCES
GENERAL, OPEN = chart.GENERAL, chart.UNRESTRICTED
GIVEN_TO = (GENERAL, GENERAL, GENERAL, OPEN, OPEN, "RESETTLEMENT", "PARTNER-EMERGENCY")
SPENT_ON = {
    GENERAL: "Expenses:Program:Transportation",
    OPEN: "Expenses:Admin",
    "RESETTLEMENT": "Expenses:Program:Resettlement",
    "PARTNER-EMERGENCY": "Expenses:Program:PartnerEmergency",
    "REUNIFICATION": "Expenses:Program:Reunification",
}
PLAN = {
    "basic_needs": 25_000,
    "transportation": 50_000,
    "accommodation": 10_000,
    "rescue_fees": 135_000,
    "contingency": 30_000,
    "resettlement": 50_000,
}
# Satang for a cent; the rates of a year that did not happen.
RATES = (31, 33, 34, 36)


class Act(NamedTuple):
    """Something somebody tries: how, what must come of it, and what it then changes."""

    name: str
    call: Callable[[], object]
    verdict: str
    effect: Callable[[], object]


def nothing() -> None:
    """Change nothing."""


class Acts:
    """Draws acts from a seed; what it knows of the book is the second book only."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.own = uuid5(SEEDS, str(seed))
        self.book = Expected()
        self.on = BEGIN
        self.step = 0
        self.closed = 0
        self.codes: dict[UUID, str] = {}
        self.drafts: list[tuple[UUID, Draft]] = []
        self.stages: list[tuple[str, tuple[UUID, ...]]] = []

    def draw(self, without: Container[str] = ()) -> Act:
        """Draw the next act; one that has nothing to work on becomes a gift.

        Args:
          without: names of acts that are not drawn.
        """
        self.step += 1
        if self.chance.random() < 0.3:
            self.on += timedelta(days=self.chance.randint(1, 3))
        allowed = [pair for pair in WEIGHTS if pair[0].__name__ not in without]
        kinds, weights = zip(*allowed, strict=True)
        drawn = self.chance.choices(kinds, weights)[0]
        return drawn(self) or self.gift()

    def id(self, what: str = "") -> UUID:
        """Make an id that the same seed makes again, as a caller who noted it before trying."""
        return uuid5(self.own, f"{self.step} {what}")

    def cents(self, most: int) -> int:
        """Draw a sum: mostly small, sometimes all of it, never nothing."""
        part = self.chance.choice((0.05, 0.3, 0.6, 1.0))
        return max(1, self.chance.randint(1, max(1, round(most * part))))

    def _posts(self, name: str, draft: Draft, *, is_right: bool | None = None) -> Act:
        """Post an entry; right, unless it is said otherwise, if no restricted fund is overdrawn."""
        entry, kept = self.id(), [promise for promise, _cents in draft.resolves]
        if is_right is None:
            is_right = self.book.affords(draft.lines, kept)

        def effect() -> None:
            self.book.book(entry, draft.kind, draft.lines, draft.advance)
            for promise in kept:
                del self.book.promised[promise]
            self.drafts.append((entry, draft))

        call = lambda: services.post(entry_id=entry, draft=draft)  # noqa: E731
        return Act(name, call, "made" if is_right else "refused", effect)

    def _draft(self, kind: str, *lines: Line, **more: object) -> Draft:
        return Draft(kind, self.on, lines, f"{kind} {self.step}", "somebody", **more)  # type: ignore[arg-type]

    def _two(self, kind: str, debit: str, credit: str, fund: str, cents: int, **more) -> Draft:
        return self._draft(kind, Line(debit, fund, cents), Line(credit, fund, -cents), **more)

    # Money that comes in.

    def gift(self) -> Act:
        cents = self.cents(400_000) + 1
        fee = self.chance.choice((0, self.chance.randint(0, cents - 1) // 30))
        fund, into = self.chance.choice(GIVEN_TO), self.chance.choice((BANK, CLEARING))
        key = hashlib.sha256(self.id("event").bytes).digest()
        lines = domain.gift(fund=fund, cents=cents, fee_cents=fee, into=into)
        draft = self._draft("gift", *lines, source="processor", external_key=key)
        return self._posts("gift", draft)

    def payout(self) -> Act | None:
        waiting = [
            (fund, cents)
            for (fund, _money, account), cents in self.book.sums.items()
            if account == CLEARING and cents > 0
        ]
        if not waiting:
            return None
        fund, most = self.chance.choice(sorted(waiting))
        return self._posts("payout", self._two("payout", BANK, CLEARING, fund, self.cents(most)))

    def refund(self) -> Act | None:
        """Give a gift back: out of its fund, or, once that is spent, out of unrestricted money."""
        gifts = [one for one in self.book.entries.values() if one.kind == "gift"]
        if not gifts:
            return None
        given = self.chance.choice(gifts)
        fund, cents = given.lines[0].fund, -given.lines[-1].cents
        if self.book.is_restricted(fund) and self.book.free(fund) < cents:
            fund = OPEN
        return self._posts("refund", self._two("refund", chart.GIFTS, BANK, fund, cents))

    def grant(self) -> Act:
        tranche = self._two("grant", BANK, chart.REFUNDABLE, "REUNIFICATION", self.cents(200_000))
        return self._posts("grant", tranche)

    def condition_met(self) -> Act | None:
        held = -self.book.sums["REUNIFICATION", "USD", chart.REFUNDABLE]
        if held <= 0:
            return None
        met = self._two(
            "condition-met", chart.REFUNDABLE, chart.GRANTS, "REUNIFICATION", self.cents(held)
        )
        return self._posts("condition met", met)

    def pledge(self) -> Act | None:
        """Promise of a donor: made, then paid or given up by two."""
        held = self.book.sums[OPEN, "USD", chart.PLEDGES]
        if held > 0 and self.chance.random() < 0.6:
            if self.chance.random() < 0.7:
                paid = self._two("pledge-paid", BANK, chart.PLEDGES, OPEN, self.cents(held))
                return self._posts("pledge paid", paid)
            lost = self._two(
                "write-off",
                chart.GIFTS,
                chart.PLEDGES,
                OPEN,
                self.cents(held),
                made_by=MAKER,
                approved_by=CHECKER,
            )
            return self._posts("pledge given up", lost)
        made = self._two("pledge", chart.PLEDGES, chart.GIFTS, OPEN, self.cents(90_000))
        return self._posts("pledge", made)

    # Money that goes out, or is promised.

    def spend(self) -> Act:
        """Spend out of a fund, now and then more than a restricted one has."""
        fund = self.chance.choice(sorted(SPENT_ON))
        cents = self.cents(max(1, round(1.2 * max(0, self.book.liquid(fund)))))
        return self._posts("spend", self._two("other", SPENT_ON[fund], BANK, fund, cents))

    def bank_fee(self) -> Act:
        fee = self._two("bank-fee", chart.BANK_FEES, BANK, OPEN, self.cents(2_500))
        return self._posts("bank fee", fee)

    def promise(self) -> Act:
        """Set money aside, now and then more than is free."""
        fund = self.chance.choice((GENERAL, "RESETTLEMENT", "PARTNER-EMERGENCY"))
        cents = self.cents(max(1, round(1.3 * max(0, self.book.free(fund)))))
        promise, last = self.id(), self.on + timedelta(days=self.chance.randint(0, 40))
        made = Promised(fund, "", cents, last)

        def call() -> object:
            return reserving.reserve(
                reservation_id=promise, fund=fund, cents=cents, on=self.on, expires_on=last
            )

        verdict = "made" if cents <= self.book.free(fund) else "refused"
        return Act("promise", call, verdict, lambda: self.book.promised.update({promise: made}))

    def keep_promise(self) -> Act | None:
        """Spend a promise, wholly or in part; the rest of it is free again."""
        found = self._a_promise()
        if found is None:
            return None
        promise, (fund, _part, most, _last) = found
        cents = self.cents(most)
        draft = self._two("other", SPENT_ON[fund], BANK, fund, cents, resolves=((promise, cents),))
        return self._posts("keep a promise", draft)

    def take_back(self) -> Act | None:
        found = self._a_promise()
        if found is None:
            return None
        promise = found[0]
        return Act(
            "take a promise back",
            lambda: reserving.void(promise),
            "made",
            lambda: self.book.promised.pop(promise),
        )

    def lapse(self) -> Act:
        """Let promises lapse, as the worker does every day."""
        late = [key for key, one in self.book.promised.items() if one.last_day < self.on]
        on = self.on

        def effect() -> None:
            for promise in late:
                del self.book.promised[promise]

        def call() -> str:
            with transaction.atomic():
                n_lapsed = reserving.expire(on)
            return "made" if n_lapsed == len(late) else "another number of promises"

        return Act("lapse", call, "made", effect)

    def _a_promise(self) -> tuple[UUID, Promised] | None:
        plain = [(key, one) for key, one in self.book.promised.items() if not one.part]
        return self.chance.choice(plain) if plain else None

    # Rescues.

    def open_rescue(self) -> Act:
        """Set a budget aside; what earlier rescues left waiting comes along."""
        n, entry, token = self.chance.randint(1, 4), self.id(), self.id("case").bytes
        plan = {part: cents * n for part, cents in PLAN.items()}
        waiting = self.book.liquid(chart.CONTINGENCY_NEXT)
        on = self.on

        def call() -> str:
            had = Budget.objects.filter(opened_by=entry).exists()
            self.codes[entry] = budgets.open_rescue(
                entry_id=entry, template="rescue-3000", n_people=n, case_token=token, on=on
            )
            return "exists" if had else "made"

        def effect() -> None:
            code = self.code_of(entry)
            self.book.rescues[code] = Rescue(plan, token)
            lines = [_line(chart.RELEASE, GENERAL, sum(plan.values()))]
            lines += [_line(BANK, GENERAL, -sum(plan.values()))]
            for part, cents in plan.items():
                lines += [_line(BANK, code, cents, part), _line(chart.RELEASE, code, -cents, part)]
            self.book.book(entry, "rescue-opened", lines)
            if waiting:
                self._rolls(uuid5(entry, "roll"), chart.CONTINGENCY_NEXT, code, waiting)

        right = self.book.free(GENERAL) >= sum(plan.values())
        return Act("open a rescue", call, "made" if right else "refused", effect)

    def code_of(self, opened_by: UUID) -> str:
        """Say which fund an opening made; after a crash the book is asked."""
        if opened_by not in self.codes:
            self.codes[opened_by] = Fund.objects.get(budget__opened_by=opened_by).code
        return self.codes[opened_by]

    def _rolls(self, entry: UUID, from_fund: str, to_fund: str, cents: int) -> None:
        part = "contingency"
        lines = [_line(chart.ROLL, from_fund, cents, part), _line(BANK, from_fund, -cents, part)]
        lines += [_line(BANK, to_fund, cents, part), _line(chart.ROLL, to_fund, -cents, part)]
        self.book.book(entry, "contingency-rolled", lines)

    def plan(self) -> Act | None:
        """Promise a stage of a rescue the money that it is foreseen to cost."""
        code = self._open_rescue()
        if code is None:
            return None
        free = {part: self.book.part_free(code, part) for part in PLAN if part not in STAYS}
        parts = [part for part in free if free[part] > 0]
        costs = {part: self.cents(free[part]) for part in parts[: self.chance.randint(1, 3)]}
        if not costs:
            return None
        on, stage = self.on, [Promise(self.id(part), code, part, costs[part]) for part in costs]
        last = on + timedelta(days=PROMISED_DAYS)

        def call() -> str:
            had = Reservation.objects.filter(pk=stage[0].id).exists()
            budgets.foresee(fund=code, costs=costs, promises=stage, on=on)
            return "exists" if had else "made"

        def effect() -> None:
            for one in stage:
                self.book.promised[one.id] = Promised(code, one.part, one.cents, last)
            self.stages.append((code, tuple(one.id for one in stage)))

        return Act("plan a stage", call, "made", effect)

    def _a_stage(self) -> tuple[str, tuple[UUID, ...]] | None:
        """Choose a rescue to pay for, with what was promised to one of its stages, or without."""
        stages = [
            (code, own)
            for code, own in self.stages
            if self.book.rescues[code].is_open and all(one in self.book.promised for one in own)
        ]
        if stages and self.chance.random() < 0.7:
            return self.chance.choice(stages)
        code = self._open_rescue()
        return (code, ()) if code else None

    def pay_stage(self) -> Act | None:
        """Pay what a stage cost: each part from its own money first, then from contingency."""
        chosen = self._a_stage()
        if chosen is None:
            return None
        code, own_promises = chosen
        left = {part: self.book.part_free(code, part, own_promises) for part in PLAN}
        parts = self.chance.sample(sorted(set(PLAN) - set(STAYS)), self.chance.randint(1, 3))
        costs = {part: self.cents(max(1, round(1.2 * left[part]))) for part in parts}
        above = sum(max(0, cents - left[part]) for part, cents in costs.items())
        entry, on = self.id(), self.on
        lines: list[Line] = []
        for part, cents in costs.items():
            own = min(cents, left[part])
            for paid, budget_line in ((own, part), (cents - own, "contingency")):
                if paid:
                    lines += [_line(chart.EXPENSE_OF[part], code, paid, budget_line)]
                    lines += [_line(BANK, code, -paid, budget_line)]

        def call() -> object:
            return budgets.pay_stage(
                entry_id=entry, fund=code, costs=costs, on=on, promises=own_promises
            )

        def effect() -> None:
            self.book.book(entry, "stage-cost", lines)
            for promise in own_promises:
                del self.book.promised[promise]

        verdict = "made" if above <= left["contingency"] else "refused"
        return Act("pay a stage", call, verdict, effect)

    def close_rescue(self) -> Act | None:
        """Close a rescue: contingency moves on, the resettlement share stays, the rest returns."""
        code = self._open_rescue()
        if code is None:
            return None
        others = [each for each, one in self.book.rescues.items() if one.is_open and each != code]
        to_fund = self.chance.choice([None, *others])
        left, entry, on = self.book.left(code), self.id(), self.on
        back = {part: cents for part, cents in left.items() if part not in STAYS and cents}

        def call() -> str:
            had = Budget.objects.filter(closed_by=entry).exists()
            budgets.close_rescue(entry_id=entry, fund=code, on=on, next_fund=to_fund)
            return "exists" if had else "made"

        def effect() -> None:
            if left["contingency"]:
                goal = to_fund or chart.CONTINGENCY_NEXT
                self._rolls(uuid5(entry, "roll"), code, goal, left["contingency"])
            if back:
                lines = [_line(BANK, GENERAL, sum(back.values()))]
                lines += [_line(chart.RELEASE, GENERAL, -sum(back.values()))]
                for part, cents in back.items():
                    lines += [_line(chart.RELEASE, code, cents, part)]
                    lines += [_line(BANK, code, -cents, part)]
                self.book.book(entry, "unspent-returned", lines)
            for promise in [key for key, one in self.book.promised.items() if one.fund == code]:
                del self.book.promised[promise]
            self.book.rescues[code].is_open = False

        return Act("close a rescue", call, "made", effect)

    def _open_rescue(self) -> str | None:
        found = [code for code, one in self.book.rescues.items() if one.is_open]
        return self.chance.choice(found) if found else None

    # Cash in hand.

    def advance(self) -> Act:
        """Put cash into somebody's hand, at times in money of another country."""
        fund = self.chance.choice((OPEN, GENERAL))
        cents, rate = self.cents(80_000), self.chance.choice((0, *RATES))
        name, on = self.id("cash"), self.on
        money, minor = ("THB", cents * rate) if rate else ("USD", cents)
        lines = self._exchanged(PARTNER, fund, minor, money, cents)
        posts = self._posts("advance", self._draft("advance", *lines, advance=name))

        def call() -> object:
            return give(name, fund, money, on, posts.call)

        def effect() -> None:
            self.book.cash[name] = Cash(fund, money, cents)
            posts.effect()

        return posts._replace(call=call, effect=effect)

    def _exchanged(
        self, account: str, fund: str, minor: int, money: str, usd: int, bank: str = BANK
    ) -> tuple[Line, ...]:
        """Move money against another account, through the exchange if it is foreign."""
        if money == "USD":
            return Line(account, fund, minor), Line(bank, fund, -minor)
        return (
            Line(FX, fund, usd),
            Line(bank, fund, -usd),
            Line(account, fund, minor, currency=money),
            Line(FX, fund, -minor, currency=money),
        )

    def settle(self) -> Act | None:
        """Account for cash, now and then for more than was given; or take it back, or lose it."""
        held = [name for name, minor in self.book.held.items() if minor > 0]
        if not held:
            return None
        name = self.chance.choice(held)
        fund, money, _usd = self.book.cash[name]
        minor = self.cents(round(1.15 * self.book.held[name]))
        usd = minor if money == "USD" else max(1, round(minor / self.chance.choice(RATES)))
        kind, account, more = self.chance.choice(
            (
                ("settlement", "Expenses:Program:Transportation", {"evidence_level": 1}),
                ("settlement", "Expenses:Program:Accommodation", {"evidence_level": 4}),
                ("advance-returned", BANK, {}),
                (
                    "field-loss",
                    chart.FIELD_LOSS,
                    {"evidence_level": 5, "made_by": MAKER, "approved_by": CHECKER},
                ),
            )
        )
        lines = self._exchanged(PARTNER, fund, -minor, money, -usd, account)
        draft = self._draft(kind, *lines, advance=name, **more)
        return self._posts(kind, draft, is_right=minor <= self.book.held[name])

    # What goes wrong.

    def undo(self) -> Act | None:
        """Undo an entry, if it still can be undone."""
        plain = [
            key
            for key, one in self.book.entries.items()
            if one.kind not in domain.NOT_REVERSED
            and not one.advance
            and not any(x.fund in self.book.rescues for x in one.lines)
        ]
        if not plain:
            return None
        undoes, entry, on = self.chance.choice(plain), self.id(), self.on
        lines = domain.reversal(self.book.entries[undoes].lines)
        right = undoes not in self.book.undone and self.book.affords(lines)

        def effect() -> None:
            self.book.undone.add(undoes)
            self.book.book(entry, "reversal", lines)

        call = lambda: services.reverse(entry_id=entry, undoes=undoes, on=on)  # noqa: E731
        return Act("undo", call, "made" if right else "refused", effect)

    def again(self) -> Act | None:
        """Send again what was sent before: the same, or something else under its id."""
        if not self.drafts:
            return None
        entry, draft = self.chance.choice(self.drafts)
        if self.chance.random() < 0.5:
            call = lambda: services.post(entry_id=entry, draft=draft)  # noqa: E731
            return Act("again", call, "exists", nothing)
        other = Draft(draft.kind, draft.booked_on, draft.lines, draft.memo + " or not")
        call = lambda: services.post(entry_id=entry, draft=other)  # noqa: E731
        return Act("another under its id", call, "refused", nothing)

    def wrong(self) -> Act:
        """Try what no book takes."""
        cents, account = self.cents(5_000), "Assets:Receivable:Passenger"
        lines = self.chance.choice(
            (
                (Line(BANK, OPEN, cents), Line(chart.GIFTS, OPEN, -cents - 1)),
                (Line(BANK, OPEN, cents), Line(chart.GIFTS, GENERAL, -cents)),
                (Line(BANK, OPEN, cents), Line(FX, OPEN, -cents, currency="THB")),
                (Line(account, OPEN, cents), Line(chart.GIFTS, OPEN, -cents)),
                (Line(BANK, OPEN, cents),),
            )
        )
        return self._posts("wrong", self._draft("other", *lines), is_right=False)

    def close_month(self) -> Act | None:
        """Lock the month before; from then on nothing more is booked into it."""
        last = domain.month_of(self.on.replace(day=1) - timedelta(days=1))
        if last <= self.closed or last < domain.month_of(BEGIN):
            return None
        on = self.on

        def call() -> str:
            head = Entry.objects.filter(posted=True).order_by("-number").first()
            told = {"head": bytes(32), "n_entries": 0}
            if head:
                told = {"head": bytes(head.hash), "n_entries": head.number}
            _row, is_new = ClosedMonth.objects.get_or_create(
                month=last, defaults={"closed_on": on, "closed_by": MAKER, **told}
            )
            return "made" if is_new else "exists"

        def effect() -> None:
            self.closed = last

        return Act("close a month", call, "made", effect)

    def late(self) -> Act | None:
        """Book something into a month that is locked."""
        if not self.closed:
            return None
        day = date(self.closed // 100, self.closed % 100, 28)
        lines = (Line(BANK, OPEN, 700), Line(chart.GIFTS, OPEN, -700))
        return self._posts("late", Draft("gift", day, lines), is_right=False)

    def one_hand(self) -> Act:
        """Give money up without a second hand, or with the same one twice."""
        more = self.chance.choice(({}, {"made_by": MAKER, "approved_by": MAKER}))
        lost = self._two("write-off", chart.FIELD_LOSS, BANK, OPEN, 100, **more)
        return self._posts("one hand", lost, is_right=False)

    def batch(self) -> Act:
        """Take in several events at once, out of order and some of them known already."""
        new = [
            (
                self.id(f"batch {n}"),
                self._two("gift", BANK, chart.GIFTS, self.chance.choice(GIVEN_TO), self.cents(900)),
            )
            for n in range(self.chance.randint(2, 5))
        ]
        known = self.chance.sample(self.drafts, min(2, len(self.drafts)))
        sent = [*new, *known]
        self.chance.shuffle(sent)

        def effect() -> None:
            for entry, draft in (pair for pair in sent if pair in new):
                self.book.book(entry, draft.kind, draft.lines)
                self.drafts.append((entry, draft))

        def call() -> str:
            outcomes = services.post_many(sent)
            wanted = ["made" if pair in new else "exists" for pair in sent]
            if outcomes == ["exists"] * len(sent):
                return "exists"
            return "made" if outcomes == wanted else f"{outcomes}"

        return Act("batch", call, "made", effect)


def give(name: UUID, fund: str, money: str, on: date, post: Callable[[], object]) -> object:
    """Write the row of an advance together with its entry, as the field desk does."""
    with transaction.atomic():
        Advance.objects.get_or_create(
            id=name,
            defaults={
                "cell": cells.only("finance"),
                "box": b"closed",
                "fund": Fund.objects.get(code=fund),
                "currency": money,
                "given_on": on,
                "due_on": on + timedelta(days=14),
            },
        )
        return post()


def _line(account: str, fund: str, cents: int, part: str = "") -> Line:
    return Line(account, fund, cents, part)


WEIGHTS = (
    (Acts.gift, 16),
    (Acts.payout, 5),
    (Acts.refund, 4),
    (Acts.grant, 2),
    (Acts.condition_met, 2),
    (Acts.pledge, 4),
    (Acts.spend, 7),
    (Acts.bank_fee, 2),
    (Acts.promise, 7),
    (Acts.keep_promise, 6),
    (Acts.take_back, 3),
    (Acts.lapse, 2),
    (Acts.open_rescue, 5),
    (Acts.plan, 7),
    (Acts.pay_stage, 10),
    (Acts.close_rescue, 3),
    (Acts.advance, 6),
    (Acts.settle, 9),
    (Acts.undo, 5),
    (Acts.again, 4),
    (Acts.wrong, 2),
    (Acts.one_hand, 1),
    (Acts.close_month, 1),
    (Acts.late, 1),
    (Acts.batch, 3),
)
