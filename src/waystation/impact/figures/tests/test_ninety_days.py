"""Nothing public changes within ninety days of a rescue because of it: simulated years, and pages.

The publisher here is as eager as can be: it publishes on every day whatever the guard lets pass.
"""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from django.urls import reverse

from waystation.base.errors import Refused
from waystation.giving import pages
from waystation.impact.figures import domain, preparing, services
from waystation.impact.figures.domain import DELAY_DAYS, OFFSETS, Journey
from waystation.impact.figures.preparing import Wish
from waystation.impact.figures.tests.office import NOW
from waystation.vault.opening import lot_of

BEGIN, DAYS = date(1854, 1, 1), 730
FIGURES = ("people", "children", "years")


def arrivals(chance: Random) -> list[tuple[date, int, int]]:
    """Draw two years of journeys: the day, how many people, how many children."""
    found, day = [], BEGIN
    while day < BEGIN + timedelta(days=DAYS):
        people = chance.randint(1, 7)
        found.append((day, people, chance.randint(0, people)))
        day += timedelta(days=chance.randint(1, 16))
    return found


def public(there: list[tuple[date, int, int]], offset: int) -> list[tuple]:
    """Publish eagerly for three years; gives what stands in public on each day."""
    # In the order in which they are counted: a journey that comes later has a later number.
    there = sorted(there, key=lambda one: domain.quarter_end(one[0]))
    journeys = [
        Journey(number=n, mark=b"", people=people, children=children,
                quarter=domain.quarter_end(day))
        for n, (day, people, children) in enumerate(there)
    ]  # fmt: skip
    stands, released, shown, seen = {}, [], [], None
    for nth in range(DAYS + 365):
        until = domain.counted_to(BEGIN + timedelta(days=nth), offset)
        if until != seen:
            seen = until
            for key in FIGURES:
                made = _candidate(key, journeys, released, until)
                if made and not made.refusals and stands.get(key) != made.told:
                    stands[key] = made.told
                    released += made.cells
        shown.append(tuple(stands.items()))
    return shown


def _candidate(key, journeys, released, until):
    try:
        return preparing.candidate(Wish(key), journeys, released, until)
    except Refused:
        return None


def waits(n: int, seed: int) -> list[int]:
    """Simulate pairs of years, with and without rescues of one day more.

    Gives after how many days, beyond the figures' offset, the first public difference shows.
    """
    chance, found = Random(seed), []
    for _nth in range(n):
        offset = chance.randrange(OFFSETS)
        there = arrivals(chance)
        day = BEGIN + timedelta(days=chance.randrange(60, DAYS))
        more = [(day, chance.randint(1, 7), 0) for _journey in range(chance.randint(1, 6))]
        pairs = zip(public(there, offset), public(there + more, offset), strict=True)
        first = next((n for n, (without, with_it) in enumerate(pairs) if without != with_it), None)
        if first is not None:
            found.append((BEGIN + timedelta(days=first) - day).days - offset)
    return found


def test_simulated_years_are_the_same_for_ninety_days_with_and_without_a_rescue():
    found = waits(4, seed=7)

    # The rescue is told of at last; and never before its delay and offset are over.
    assert len(found) >= 2
    assert min(found) >= DELAY_DAYS


@pytest.mark.long
def test_sixty_pairs_of_years_are_the_same_for_ninety_days():
    found = waits(60, seed=8)

    assert len(found) >= 40
    assert min(found) >= DELAY_DAYS


def test_on_which_day_of_a_quarter_a_rescue_ended_changes_nothing_ever():
    there = arrivals(Random(11))
    rescue = [(4, 1), (5, 0), (3, 1)]

    first = public(there + [(date(1854, 7, 1), *who) for who in rescue], 12)
    last = public(there + [(date(1854, 9, 30), *who) for who in rescue], 12)

    assert first == last


def test_the_offset_of_a_figure_is_drawn_evenly_and_is_always_the_same(room):
    cell, ring = room.passmore.cell("passages"), room.passmore
    n = 10 * OFFSETS

    drawn = [lot_of(cell, b"%d" % nth, OFFSETS, ring) for nth in range(n)]

    seen = [drawn.count(offset) for offset in range(OFFSETS)]
    # Chi square with 30 degrees of freedom is above 80 twice in a million draws.
    assert sum((k - 10) ** 2 / 10 for k in seen) < 80
    assert lot_of(cell, b"7", OFFSETS, room.jacob) == drawn[7]


def addresses() -> list[str]:
    named = [reverse(name) for name in ("site-figures", "site-figures-csv", "site-figures-json")]
    named += [reverse("site-figure", args=[key]) for key in FIGURES]
    return [*named, reverse("site-widget-figure", args=["people"])]


def read(room, visitor, after: int) -> list[tuple[int, bytes]]:
    """Publish whatever may be so many days later, and read every public page."""
    now = NOW + timedelta(days=after)
    for key in ("people", "years"):
        try:
            # Undone as a whole where it is refused, as a request is.
            with transaction.atomic():
                room.publish(key, now=now)
        except Refused:
            continue
    pages.forget()
    answers = [visitor.get(address) for address in addresses()]
    return [(answer.status_code, answer.content) for answer in answers]


def test_every_public_byte_is_the_same_for_ninety_days_with_and_without_a_rescue(room, visitor):
    room.arrive(date(1855, 4, 3), 4, 5, 6, children=1)
    # Each publishes what may be published: 90 days later nothing of the rescue may be.
    days = (0, 45, 90, 200)
    # NOW is 26 October; with this rescue there are 3 journeys of 15 people more in that quarter.
    seen = []
    for rescue in ((), (5, 5, 5)):
        with transaction.atomic():
            if rescue:
                room.arrive(NOW.date(), *rescue, children=1)
            seen.append([read(room, visitor, after) for after in days])
            transaction.set_rollback(True)

    without, with_it = seen
    assert [code for code, _body in without[0]] == [200, 200, 200, 200, 404, 200, 200]
    assert with_it[:3] == without[:3]
    assert with_it[3] != without[3]


def test_what_is_looked_at_and_refused_changes_no_page(room, visitor):
    room.publish("people")
    before = read(room, visitor, 0)

    room.arrive(date(1855, 1, 5), 3)
    services.look(Wish("people"), keyring=room.passmore, now=NOW)

    assert read(room, visitor, 0) == before
