"""What it takes to read a sheet of people, to put everybody on file, and to count them."""

import csv
import io
import random
from datetime import UTC, datetime
from time import perf_counter
from uuid import UUID

from bench.figures import Figure, middle

PART = "Sheets and figures"
ROUNDS = 3
PEOPLE, A_HOUSEHOLD, SEED = 10_000, 4, 1855
NOW = datetime(1872, 1, 1, tzinfo=UTC)
EXPLAINED = (
    "Sheets: in one process, by the wall, medians of "
    f"{ROUNDS}, the large sheet once. The book's two sheets are the 670 passengers and their 809 "
    "ties, from the bytes to "
    f"sealed rows, ties and audit included. The large sheet is {PEOPLE:,} synthetic people in "
    f"households of {A_HOUSEHOLD} with nine columns (seed {SEED}); “looked through” is what the "
    "page does before it shows what comes of it. Figures are counted for all who are on file then.",
)


def measure() -> list[Figure]:
    """Take in the book's sheets and a large one, and give the figures."""
    from waystation.testing import history
    from waystation.vault import cells
    from waystation.vault.keyring import Keyring

    slots = [cells.found(purpose) for purpose in ("gazetteer", "network", "cases", "security")]
    keyring = Keyring.of(UUID(int=1), slots)
    _lay_map(keyring)
    people, ties = history.sheets()
    book = [_taken(people, ties, keyring) for _ in range(ROUNDS)]
    large = _large()
    many = [_taken(large, b"", keyring, keep=True)]
    return [
        _figure("book_taken_in_ms", [one[1] for one in book], "670 people with 809 ties", 5_000),
        _figure("large_looked_through_ms", [one[0] for one in many], f"{PEOPLE:,} people", 3_000),
        _figure("large_taken_in_ms", [one[1] for one in many], f"{PEOPLE:,} people", 30_000),
        _figure("figures_ms", _counted(keyring), f"{PEOPLE:,} people counted", 1_000),
    ]


def _figure(name: str, took_s: list[float], what: str, goal_ms: int) -> Figure:
    value = round(middle(took_s) * 1e3, 1)
    held = {"part": PART, "what": what}
    return Figure(
        name=f"cases.sheet_{name}", value=value, unit="ms", better="lower", target=goal_ms,
        conditions=held,
    )  # fmt: skip


def _lay_map(keyring) -> None:  # type: ignore[no-untyped-def]
    from waystation.network import services
    from waystation.testing import history

    map_ = history.network()
    services.take_in(places=map_.places, houses=[], legs=[], partners=[], keyring=keyring, now=NOW)


def _taken(people: bytes, ties: bytes, keyring, *, keep: bool = False):  # type: ignore[no-untyped-def]
    """Upload, look through and take in, then take back: how long the second and all of it took."""
    from msgspec.structs import replace

    from waystation.cases.exchange import queries, services

    began = perf_counter()
    sheet_id = services.upload(people=people, ties=ties, keyring=keyring, now=NOW)
    plan = queries.sheet(sheet_id, keyring).sheet.plan
    plan = replace(plan, place="philadelphia-pa", only_known=True)
    services.agree(sheet_id=sheet_id, plan=plan, keyring=keyring)
    view = queries.sheet(sheet_id, keyring)
    looked = perf_counter()
    draft = queries.draft(view.sheet, keyring, NOW)
    if draft.bad:
        raise RuntimeError(f"{len(draft.bad)} bad rows, the first: {draft.bad[0]}")
    looked = perf_counter() - looked
    services.take_in(sheet_id=sheet_id, seen=view.revision, keyring=keyring, now=NOW)
    took = perf_counter() - began - looked
    if not keep:
        services.undo(sheet_id=sheet_id, keyring=keyring, now=NOW)
    return looked, took


def _counted(keyring) -> list[float]:  # type: ignore[no-untyped-def]
    from waystation.cases.exchange import queries

    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        queries.figures(keyring, NOW.date())
        took.append(perf_counter() - began)
    return took


def _large() -> bytes:
    """Write a sheet of invented people; nobody of these names lived anywhere."""
    dice = random.Random(SEED)  # noqa: S311
    places = ("chestertown-md", "cambridge-md", "norfolk-va", "richmond-va")
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    columns = ["number", "household", "name", "sex", "age", "place", "needs", "urgency", "note"]
    writer.writerow(columns)
    for number in range(PEOPLE):
        household = number // A_HOUSEHOLD
        writer.writerow([
            number, f"h{household}", f"Quillmarsh {number}", dice.choice("fm"),
            dice.randint(0, 90), places[household % len(places)], "", "medium", f"row {number}",
        ])  # fmt: skip
    return written.getvalue().encode()
