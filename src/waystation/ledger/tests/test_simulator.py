"""Random acts, crashes and repeats: whatever happens to it, the book is what it must be."""

import pytest
from django.db import connection

from waystation.ledger import services
from waystation.ledger.models import Posting
from waystation.ledger.tests.acts import BEGIN, Acts
from waystation.ledger.tests.simulator import Simulation, Wrong

# A server takes its time over each statement.
ACTS = {"sqlite": 500, "postgresql": 150}


@pytest.fixture
def founded(finance_slot):
    services.found_book(on=BEGIN)


def test_a_book_of_random_acts_is_what_a_second_one_says(founded):
    played = Simulation(seed=1)

    played.run(60)

    assert sum(n for what, n in played.tally.items() if what.endswith("made")) >= 40


@pytest.mark.long
@pytest.mark.parametrize("seed", [7, 1855, 3000])
def test_hundreds_of_acts_and_crashes_leave_a_whole_book(founded, seed):
    played = Simulation(seed)

    played.run(ACTS[connection.vendor])

    assert played.tally["crashed True"] >= 2
    refused = {what for what in played.tally if what.endswith("refused")}
    assert len(refused) >= 3


def test_the_same_seed_draws_the_same_acts(monkeypatch):
    monkeypatch.setattr(Acts, "code_of", lambda self, opened_by: f"R-{opened_by.hex[:6]}")

    drawn = [_drawn(Acts(seed), 120) for seed in (5, 5, 6)]

    assert drawn[0] == drawn[1] != drawn[2]


def _drawn(acts: Acts, n: int) -> list[tuple[str, str]]:
    """Draw acts and believe all that is said of them."""
    found = []
    for act in (acts.draw() for _ in range(n)):
        if act.verdict == "made":
            act.effect()
        found.append((act.name, act.verdict))
    return found


def test_a_sum_that_is_off_by_a_cent_is_noticed(founded, monkeypatch):
    played = Simulation(seed=1)
    played.run(10)
    played.acts.book.sums["UNRESTRICTED", "USD", "Expenses:Admin"] += 1

    with pytest.raises(Wrong, match="seed 1, act 10, sums"):
        played.compare()

    assert Posting.objects.exists()
