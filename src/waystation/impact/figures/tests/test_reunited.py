"""People who found their family again are counted as late, as roughly and by the same guard."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.impact.figures import domain, queries, services
from waystation.impact.figures.preparing import Wish
from waystation.impact.figures.tests.office import NOW
from waystation.tracing.papers import services as papers
from waystation.tracing.reunion.domain import Reunited
from waystation.vault import cells
from waystation.vault.keyring import Keyring


@pytest.fixture
def peter(room) -> Keyring:
    """A tracing officer: no journey opens with his keys."""
    return Keyring.of(uuid4(), [cells.found("tracing")])


def tell(room, peter, n, people, *, year=1854, quarter=4, first=0):
    """Say of n reunions that so many people found their family in a quarter."""
    for mark in range(first, first + n):
        papers.send(
            to=room.slots["passages"].cell,
            sender=peter.cell("tracing"),
            body=Reunited(mark=mark.to_bytes(8, "big"), people=people, year=year, quarter=quarter),
            about=uuid4(),
            keyring=peter,
            now=NOW,
        )


def test_reunions_are_told_apart_from_journeys_and_rounded_down_to_tens(room, peter):
    tell(room, peter, 17, 2)

    assert services.n_uncounted(keyring=room.passmore) == 17
    assert services.count(keyring=room.passmore, now=NOW) == 17
    assert services.n_uncounted(keyring=room.passmore) == 0
    room.publish("reunited")
    room.publish("people")

    # 17 reunions of 2 are 34, and the 48 of the journeys are nowhere among them.
    assert queries.one("reunited", "en").value == 30
    assert queries.one("people", "en").value == 40


def test_reunions_of_the_last_ninety_days_are_in_no_figure(room, peter):
    tell(room, peter, 17, 2)
    late = datetime(1855, 12, 31, tzinfo=UTC) + timedelta(days=90 + domain.OFFSETS - 1)
    tell(room, peter, 20, 2, year=1855, quarter=4, first=100)
    services.count(keyring=room.passmore, now=NOW)

    before = services.look(Wish("reunited"), keyring=room.passmore, now=late - timedelta(days=92))
    after = services.look(Wish("reunited"), keyring=room.passmore, now=late)

    assert (before.told.value, after.told.value) == (30, 70)


def test_the_guard_refuses_few_people_and_few_reunions(room, peter):
    tell(room, peter, 2, 3)
    services.count(keyring=room.passmore, now=NOW)

    assert services.look(Wish("reunited"), keyring=room.passmore, now=NOW).refusals
    with pytest.raises(Refused):
        room.propose("reunited")


def test_a_number_that_was_corrected_takes_the_place_of_the_first(room, peter):
    tell(room, peter, 17, 2)
    services.count(keyring=room.passmore, now=NOW)
    tell(room, peter, 1, 5, quarter=3)

    assert services.count(keyring=room.passmore, now=NOW) == 1

    known = queries.journeys(room.passmore)
    stands = domain.standing(known)
    assert (len(known), len(stands), sum(one.people for one in stands if one.of == "reunion")) == (
        30, 29, 37,
    )  # fmt: skip
    # It stays in the quarter it was counted in, so that nobody sees one move.
    assert {one.quarter for one in stands if one.of == "reunion"} == {
        domain.quarter_end(datetime(1854, 12, 1, tzinfo=UTC).date())
    }


def test_what_another_compartment_than_tracing_says_counts_nothing(room, peter):
    william = Keyring.of(uuid4(), [cells.found("cases")])
    papers.send(
        to=room.slots["passages"].cell,
        sender=william.cell("cases"),
        body=Reunited(mark=bytes(8), people=9, year=1854, quarter=4),
        about=uuid4(),
        keyring=william,
        now=NOW,
    )

    assert services.n_uncounted(keyring=room.passmore) == 0


def test_who_holds_tracing_and_no_passages_makes_no_figure(room, peter):
    for act in (
        lambda: services.count(keyring=peter, now=NOW),
        lambda: services.propose(Wish("reunited"), keyring=peter, now=NOW),
    ):
        with pytest.raises(Refused):
            act()
