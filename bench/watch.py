"""How long the audit chain takes to write and to examine, and case lists to open without a page."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

from django.core.management import call_command
from django.db import transaction

from bench.figures import Figure
from waystation.base.ids import new_id
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow
from waystation.testing.population import population, settle
from waystation.vault import audit, cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all

PART = "Vault"
ENTRIES, ROUNDS = 10_000, 5
LISTS = (1_400, 10_000)
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EXPLAINED = (
    f"Audit: {ENTRIES:,} entries, written one by one in one transaction, each sealed to the "
    f"security compartment; examining reads them all and follows every link. Best of {ROUNDS}.",
    "Opening a list: household rows read from SQLite with their shred keys and opened into values "
    f"in one process, database included, page and its drawing not; best of {ROUNDS}. The goal is "
    "what a page of 300 ms leaves for it.",
)


def measure() -> list[Figure]:
    """Fill a database of its own, and give the figures."""
    call_command("migrate", verbosity=0)
    return [*_chain(), *(_list(n_cases) for n_cases in LISTS)]


def _chain() -> list[Figure]:
    security = cells.found("security")
    who, keyring = new_id(), Keyring.of(new_id(), [security])
    began = perf_counter()
    with transaction.atomic():
        for number in range(ENTRIES):
            audit.write("keys changed", actor=who, says={"n": str(number)}, now=NOW)
    write_ms = (perf_counter() - began) * 1e3 / ENTRIES
    public = audit.key_of(keyring)
    examine_ms = best(lambda: audit.examine(public))
    return [
        _figure("vault.audit_write_ms", write_ms, None, "an entry, sealed and chained"),
        _figure("vault.audit_examine_ms", examine_ms, 1_000, f"{ENTRIES:,} entries, all links"),
    ]


def _list(n_cases: int) -> Figure:
    slot = cells.found("cases")
    keyring = Keyring.of(new_id(), [slot])
    settle(list(population(n_cases, sizes=(1, 1))), [slot.cell], keyring=keyring, now=NOW)

    def opened() -> int:
        # A ring as at a new request: nothing remembered.
        fresh = Keyring.of(new_id(), [slot])
        return len(open_all(HouseholdRow.objects.filter(cell=slot.cell), Household, fresh))

    assert opened() == n_cases
    note = f"{n_cases:,} households, {n_cases * 2:,} keys joined"
    return _figure(f"cases.open_{n_cases}_ms", best(opened), n_cases / 20, note)


def best(what: Callable[[], object]) -> float:
    """Give the shortest of some rounds, in milliseconds by the wall."""
    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        what()
        took.append((perf_counter() - began) * 1e3)
    return min(took)


def _figure(name: str, value: float, target: float | None, what: str) -> Figure:
    held = {"part": PART, "what": what}
    return Figure(
        name=name, value=round(value, 3), unit="ms", better="lower", target=target, conditions=held
    )
