"""Posts the work of `bench.bookings` into our book, in a process of its own; prints JSON."""

import json
import sys
from collections.abc import Callable
from time import perf_counter

import django

SINGLE, BATCH, LONG_LINES = 400, 5_000, 10
MILLION = 1_000_000
ROUNDS = 5


def main() -> None:
    """Measure what was asked: ``python -m bench.booking N [million]``."""
    django.setup()
    n = int(sys.argv[1])
    _funds()
    found = {"single_ms": _single(), **_bulk(n)}
    if "million" in sys.argv:
        _fill_up()
        found |= _sheets()
    sys.stdout.write(json.dumps(found) + "\n")


def _funds() -> None:
    from bench.bookings import FIRST, FUNDS
    from waystation.ledger.models import Fund

    Fund.objects.bulk_create(
        Fund(code=code, restricted=True, purpose="rescues", opened_on=FIRST) for code in FUNDS
    )


def _drafts(n: int, first: int = 0) -> list:
    from bench import bookings
    from waystation.ledger.domain import Draft, Line

    return [
        (
            entry,
            Draft(
                "other",
                day,
                tuple(Line(*line) for line in lines),
                f"work number {entry.hex[:8]}",
                "Friends of the committee",
            ),
        )
        for entry, day, lines in bookings.work(n, first=first)
    ]


def _single() -> list[float]:
    """Post entries one by one, each a transaction of its own; gives milliseconds."""
    from waystation.ledger import services

    took = []
    for entry, draft in _drafts(SINGLE):
        began = perf_counter()
        services.post(entry_id=entry, draft=draft)
        took.append(1_000 * (perf_counter() - began))
    return took


def _bulk(n: int) -> dict[str, float]:
    """Post n more entries, 5,000 in a transaction, and then check and read the whole book."""
    from waystation.ledger import queries, services
    from waystation.ledger.models import Posting

    drafts = _drafts(n, first=SINGLE)
    n_lines = sum(len(draft.lines) for _entry, draft in drafts)
    began = perf_counter()
    for start in range(0, n, BATCH):
        services.post_many(drafts[start : start + BATCH])
    bulk_s = perf_counter() - began
    began = perf_counter()
    outcomes = services.post_many(drafts[:BATCH])
    again_s = perf_counter() - began
    assert outcomes == ["exists"] * len(outcomes)
    began = perf_counter()
    broken = queries.check_book()
    check_s = perf_counter() - began
    assert broken == [], broken[:3]
    assert Posting.objects.count() >= n_lines
    return {"bulk_s": bulk_s, "lines": n_lines, "again_s": again_s, "check_s": check_s}


def _fill_up() -> None:
    """Post long entries until there are a million lines."""
    from bench.bookings import BANK, FIRST, FUNDS, GIFTS, OURS, RIDES, UUID, timedelta, uuid5
    from waystation.ledger import services
    from waystation.ledger.domain import Draft, Line
    from waystation.ledger.models import Posting

    missing = MILLION - Posting.objects.count()
    drafts: list[tuple[UUID, Draft]] = []
    for number in range(missing // LONG_LINES + 1):
        fund, day = FUNDS[number % len(FUNDS)], FIRST + timedelta(days=number % 1_500)
        lines = [Line(BANK, fund, 900), Line(GIFTS, fund, -900)]
        lines += [Line(RIDES, fund, 10), Line(BANK, fund, -10)] * 4
        drafts.append((uuid5(OURS, f"long {number}"), Draft("other", day, tuple(lines))))
    for start in range(0, len(drafts), BATCH):
        services.post_many(drafts[start : start + BATCH])


def _sheets() -> dict[str, float]:
    """Time the balance sheet and the trial balance over everything, the best of some rounds."""
    from waystation.ledger import queries
    from waystation.ledger.models import Posting
    from waystation.ledger.reports.queries import balance_sheet

    return {
        "postings": Posting.objects.count(),
        "sheet_s": _best(lambda: balance_sheet(202_912)),
        "trial_s": _best(queries.trial_balance),
    }


def _best(what: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        what()
        times.append(perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    main()
