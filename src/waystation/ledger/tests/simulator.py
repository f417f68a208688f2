"""A book under random acts and crashes, held against a second one after every few of them."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Count, Sum

from waystation.base.errors import Refused
from waystation.ledger import queries
from waystation.ledger.models import (
    Advance,
    Budget,
    ClosedMonth,
    Entry,
    EntryBody,
    Fund,
    FundBalance,
    Posting,
    Reservation,
)
from waystation.ledger.tests.acts import Act, Acts

COMPARED_EVERY = 50
CRASHES = 0.08
LAST_STATEMENT = 16


class Wrong(AssertionError):
    """The book did something else than it had to; the seed and the step do it again."""


class Crash(Exception):
    """The machine stops here."""


class Bomb:
    """Stops everything after so many statements, those that begin or end a transaction apart."""

    def __init__(self, statements: int) -> None:
        self.left = statements

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if not sql.startswith(("BEGIN", "RELEASE", "ROLLBACK")):
            self.left -= 1
            if self.left == 0:
                raise Crash
        return found


class Simulation:
    """One seed's book. `tally` counts what came of each kind of act."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.acts = Acts(seed)
        # Apart from the acts' own, so that the same acts are drawn after a true crash.
        self.chance = random.Random(f"crashes of {seed}")
        self.tally: Counter[str] = Counter()

    def run(self, n_acts: int, *, begun: int = 0, note: Callable[[int], object] = int) -> None:
        """Try so many acts one after the other, then hold the whole book against the second one.

        Args:
          begun: how many were begun before a crash: all but the last of them are over, and that
            one may be.
          note: called with the number of each act before it is tried.
        """
        for step in range(1, n_acts + 1):
            act = self.acts.draw()
            if step < begun:
                if act.verdict == "made":
                    act.effect()
                continue
            note(step)
            self._try(act, may_exist=step == begun)
            if step % COMPARED_EVERY == 0:
                self.compare()
        self.compare()
        broken = queries.check_book()
        if broken:
            raise self._wrong("check", f"{broken}")

    def _try(self, act: Act, *, may_exist: bool) -> None:
        """Try an act, at times with a crash in the middle and then once more."""
        allowed = {act.verdict, "exists"} if may_exist and act.verdict == "made" else {act.verdict}
        if self.chance.random() < CRASHES:
            before = state()
            outcome = self._outcome(act, Bomb(self.chance.randint(1, LAST_STATEMENT)))
            self.tally[f"crashed {outcome == 'crashed'}"] += 1
            if outcome == "crashed" and state() != before:
                raise self._wrong(act.name, "a crash left half an act behind")
            if outcome == "made":
                allowed = {"exists"}
                if act.name in ("take a promise back", "lapse"):
                    allowed |= {"made", "another number of promises"}
        outcome = self._outcome(act)
        self.tally[f"{act.name} {act.verdict}"] += 1
        if outcome not in allowed:
            raise self._wrong(act.name, f"came to {outcome}, not {act.verdict}")
        if act.verdict == "made":
            act.effect()

    def _outcome(self, act: Act, bomb: Bomb | None = None) -> str:
        try:
            if bomb is None:
                return str(act.call())
            with connection.execute_wrapper(bomb):
                return str(act.call())
        except Crash:
            return "crashed"
        except Refused:
            return "refused"
        except IntegrityError as why:
            raise self._wrong(act.name, f"only the database refused: {why}") from why

    def compare(self) -> None:
        """Hold every sum of the book against the second book."""
        for what, ours, theirs in (
            ("sums", sums(), {key: cents for key, cents in self.acts.book.sums.items() if cents}),
            ("balances", _balances(), self._wanted_balances()),
            ("promises", _promises(), self._wanted_promises()),
            ("entries", _entries(), len(self.acts.book.entries)),
        ):
            if ours != theirs:
                raise self._wrong(what, _difference(ours, theirs))
        for code in self.acts.book.rescues:
            left = {part: cents for part, cents in queries.parts_left(code).items() if cents}
            wanted = {part: cents for part, cents in self.acts.book.left(code).items() if cents}
            if left != wanted:
                raise self._wrong(f"parts of {code}", _difference(left, wanted))

    def _wanted_balances(self) -> dict[tuple[str, str], tuple[int, int]]:
        book = self.acts.book
        keys = {(fund, money) for fund, money, _account in book.sums}
        found = {}
        for fund, money in keys:
            promised = book.reserved(fund) if money == "USD" else 0
            found[fund, money] = book.liquid(fund, money), promised
        return {key: pair for key, pair in found.items() if any(pair)}

    def _wanted_promises(self) -> dict[str, int]:
        return {str(key): one.cents for key, one in self.acts.book.promised.items()}

    def _wrong(self, what: str, says: str) -> Wrong:
        return Wrong(f"seed {self.seed}, act {self.acts.step}, {what}: {says}")


def sums() -> dict[tuple[str, str, str], int]:
    """Sum every account in every fund, as the lines say; those at nothing are left out."""
    keys = ("fund__code", "currency", "account__code")
    rows = Posting.objects.filter(entry__posted=True).values_list(*keys).annotate(s=Sum("minor"))
    return {row[:3]: row[3] for row in rows if row[3]}


def _balances() -> dict[tuple[str, str], tuple[int, int]]:
    """Read the sums that the database keeps itself."""
    columns = ("fund__code", "currency", "liquid_minor", "reserved_minor")
    rows = FundBalance.objects.values_list(*columns)
    return {row[:2]: row[2:] for row in rows if any(row[2:])}


def _promises() -> dict[str, int]:
    rows = Reservation.objects.filter(state="open").values_list("pk", "reserved_minor")
    return {str(key): cents for key, cents in rows}


def _entries() -> int:
    """Count the entries, and see that none is left open and none without a note."""
    n = Entry.objects.filter(posted=True).count()
    return n if n == Entry.objects.count() == EntryBody.objects.count() else -1


def _difference(ours: Any, theirs: Any) -> str:
    if not isinstance(ours, dict):
        return f"{ours}, not {theirs}"
    keys = sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
    return "; ".join(f"{key}: {ours.get(key)}, not {theirs.get(key)}" for key in keys[:5])


def state() -> tuple[object, ...]:
    """Say briefly what stands in the book, to see whether anything at all was changed."""
    plain = Posting.objects.filter(minor__gt=0)
    return (
        [model.objects.count() for model in (Entry, EntryBody, Fund, Advance, ClosedMonth)],
        plain.aggregate(n=Count("pk"), s=Sum("minor")),
        sorted(_balances().items()),
        sorted(Reservation.objects.values_list("state").annotate(n=Count("pk"))),
        Budget.objects.filter(closed_on__isnull=True).count(),
        Budget.objects.count(),
    )
