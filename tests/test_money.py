"""Books under random acts: as other programs read them, killed midway, and by several hands."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from bench import databases, journals_read
from tests.conftest import missing
from waystation.ledger import services
from waystation.ledger.tests.conftest import _own_home, finance_slot  # noqa: F401
from waystation.ledger.tests.simulator import Simulation

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def played(finance_slot):  # noqa: F811
    for program in ("hledger", str(Path(sys.executable).parent / "bean-check")):
        if shutil.which(program) is None:
            missing(Path(program).name)
    services.found_book(on=date(2026, 1, 5))
    simulation = Simulation(seed=42)
    simulation.run(150)
    return simulation


def test_a_book_of_random_acts_is_read_by_two_other_programs_to_the_cent(
    played, tmp_path, monkeypatch
):
    journals_read.by_hledger(tmp_path)
    journals_read.by_beancount(tmp_path)

    assert played.tally["advance made"] >= 1
    # And a journal that tells a cent more is noticed.
    told = journals_read.journals("hledger")
    name = next(key for key in told if key[:4].isdigit())
    text = told[name]
    first = next(line for line in text.splitlines() if "Expenses:Fees:Processor" in line)
    cents = first.split(" USD")[0].rsplit(".", 1)[1]
    other = first.replace(f".{cents} USD", f".{(int(cents) + 1) % 100:02} USD")
    monkeypatch.setattr(
        journals_read, "journals", lambda form: told | {name: text.replace(first, other, 1)}
    )

    with pytest.raises(AssertionError, match="hledger"):
        journals_read.by_hledger(tmp_path)


def test_a_process_that_is_killed_again_and_again_ends_with_the_same_book():
    done = money("--how", "killed", "--events", "120")

    assert done.returncode == 0, done.stdout
    assert "1 seeds of 120 acts, 0 wrong" in done.stdout
    assert " killed" in done.stdout


def test_what_four_at_once_are_told_is_what_the_book_holds(db):
    if connection.vendor != "postgresql":
        pytest.skip("one file has one writer; this is tried on PostgreSQL")

    done = money("--postgres", "--how", "shared", "--events", "120")

    assert done.returncode == 0, done.stdout
    assert "1 seeds of 120 acts, 0 wrong" in done.stdout


def money(*words: str) -> "subprocess.CompletedProcess[str]":
    own = {key: os.environ[key] for key in (databases.SERVER,) if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bench.money", "--seeds", "1", "--without-journals", *words],
        env=databases.quiet(own), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
