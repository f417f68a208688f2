"""An intake of 1,400 people over ten years, the boards at that size, one plan and its booklet."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench import databases
from bench.figures import Figure

PART = "After arrival"
PEOPLE, VISITS = 1_400, 20
PHRASE = "a long phrase"
BOARD_MS, PLAN_MS, BOOKLET_MS = 300.0, 100.0, 1_000.0
EXPLAINED = (
    "After arrival: people in households drawn by a seed come over four and a half years, wait, "
    "fly in groups of ten at most, go through every step of the Korean pathway with a course, "
    "and are asked again for five years, with the services that a worker's buttons call, on "
    "SQLite in one process. It breaks off with an error if a step is lost, a household split, a "
    "flight above ten or a due without its rule or reason.",
    f"Boards: the whole page as the console answers it, no network, {VISITS} visits, 95th "
    "percentile; `waiting` on the day after the last arrival, `newcomers` at the end.",
)


def measure(people: int = PEOPLE) -> list[Figure]:
    """Play an intake of so many people in a process of its own, and give the figures."""
    found = played(people)
    what = (
        f"{found['people']:,} people, {found['households']} households, {found['flights']} "
        f"flights, {found['steps']:,} steps, {found['dues']:,} dues, all held against the rules"
    )
    said = [
        ("after.intake_s", "intake_s", "s", None, what),
        ("after.newcomers_p95_ms", "newcomers_ms", "ms", BOARD_MS, "board of newcomers"),
        ("after.waiting_p95_ms", "waiting_ms", "ms", BOARD_MS,
         f"roster with {found['n_waiting']} people who wait"),
        ("after.plan_ms", "plan_ms", "ms", PLAN_MS, "one household's plan, median"),
        ("after.booklet_ms", "booklet_ms", "ms", BOOKLET_MS, "its booklet as PDF, median"),
    ]  # fmt: skip
    return [
        Figure(
            name=name, value=found[key], unit=unit, better="lower", target=target,
            conditions={"part": PART, "what": what},
        )
        for name, key, unit, target, what in said
    ]  # fmt: skip


def played(people: int) -> dict[str, Any]:
    """Play an intake in a process of its own on an empty database; gives what it printed.

    Raises:
      CalledProcessError: something was lost, or a service refused; its own words are shown.
    """
    with tempfile.TemporaryDirectory(prefix="waystation-arrivals-") as folder:
        home = Path(folder) / "home"
        databases.found(home, postgres=False)
        done = subprocess.run(
            [sys.executable, "-m", "bench.arrivals", "--people", str(people)],
            env=databases.quiet(databases.environment_of(home)),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Play in this process, whose database is founded and empty: ``--people N``."""
    import django

    parser = argparse.ArgumentParser(prog="bench.arrivals")
    parser.add_argument("--people", type=int, default=PEOPLE)
    people = parser.parse_args().people
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.config.settings")
    django.setup()
    from waystation.cli import serve

    # As the console starts.
    serve.settle()
    sys.stdout.write(json.dumps(_play(people)) + "\n")


def _play(people: int) -> dict[str, Any]:
    from bench.arriving import ARRIVALS, FIRST, LAST, Intake

    keyring, visit = _office()
    intake = Intake(people, keyring)
    began = perf_counter()
    last_arrival = FIRST + ARRIVALS
    intake.run(last_arrival)
    took = perf_counter() - began
    waiting_ms = visit("/newcomers/waiting/", intake.now)
    n_waiting = _n_waiting(keyring)
    began = perf_counter()
    intake.run(LAST)
    found = intake.check()._asdict()
    took += perf_counter() - began
    household = next(iter(intake.sizes))
    return found | {
        "intake_s": round(took, 1),
        "waiting_ms": waiting_ms,
        "n_waiting": n_waiting,
        "newcomers_ms": visit("/newcomers/", intake.now - timedelta(days=365)),
    } | _plan(household, keyring, intake.today)  # fmt: skip


def _office() -> tuple[Any, Any]:
    """Set up a compartment with a worker in it; gives a keyring and how to visit a page."""
    from django.conf import settings
    from django.test import Client

    from bench.arriving import FIRST, PLACE
    from waystation.base import clock
    from waystation.base.ids import new_id
    from waystation.network import services as network
    from waystation.network.domain import Place
    from waystation.vault import cells, door, staff
    from waystation.vault.keyring import Keyring

    settings.KDF = (1024, 1, 1)
    settings.ALLOWED_HOSTS = ["testserver"]
    slots = [cells.found("gazetteer"), cells.found("cases")]
    at = clock.real_now().replace(year=FIRST.year, month=FIRST.month, day=FIRST.day)
    place = Place(slug=PLACE, name="First place", region="X", lat=1.0, lon=1.0)
    network.take_in(
        places=[place], houses=[], legs=[], partners=[],
        keyring=Keyring.of(new_id(), [slots[0], cells.found("network")]), now=at,
    )  # fmt: skip
    staff.admit(name="worker", alias="Levi", role="case worker", passphrase=PHRASE,
                slots=slots)  # fmt: skip
    browser = Client()

    def visit(path: str, now: Any) -> float:
        """Give the 95th percentile of the time of a page, in milliseconds."""
        clock.stand_at(now)
        cookie = door.sign_in("worker", PHRASE, now=clock.real_now())
        browser.cookies[settings.DOOR_COOKIE] = cookie
        times = []
        for _nth in range(VISITS):
            began = perf_counter()
            answer = browser.get(path)
            times.append(1_000 * (perf_counter() - began))
            assert answer.status_code == 200, f"{path} answered {answer.status_code}"
        return round(sorted(times)[-(-95 * VISITS // 100) - 1], 1)

    return Keyring.of(new_id(), slots), visit


def _n_waiting(keyring: Any) -> int:
    from waystation.resettlement.stays.queries import stays

    return sum(one.stay.size for one in stays(keyring) if one.stay.state == "waiting")


def _plan(household: Any, keyring: Any, today: Any) -> dict[str, float]:
    """Compute one household's plan and print its booklet."""
    from waystation.resettlement.mine import booklets, queries

    plans, prints = [], []
    for _nth in range(5):
        began = perf_counter()
        plan = queries.plan(household, "ko", keyring, today)
        plans.append(1_000 * (perf_counter() - began))
        began = perf_counter()
        assert booklets.booklet(plan).startswith(b"%PDF")
        prints.append(1_000 * (perf_counter() - began))
    return {"plan_ms": round(median(plans), 1), "booklet_ms": round(median(prints), 1)}


if __name__ == "__main__":
    main()
