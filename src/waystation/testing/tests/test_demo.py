"""The demo: everything of the historical input is there, sealed, and no ring opens much of it."""

import pytest

from waystation.base import clock
from waystation.cases import queries as cases
from waystation.cases.models import HouseholdRow, PersonRow
from waystation.hazards import queries as hazards
from waystation.ledger import queries as ledger
from waystation.network import queries as network
from waystation.testing import demo, history
from waystation.testing.cast import ALLAN, CAST, HARRIET, JACOB, LEVI, PASSMORE, WILLIAM, keeper
from waystation.vault import staff
from waystation.vault.keyring import Keyring

TENTH = 10


@pytest.fixture
def loaded(db, settings):
    settings.KDF = (1024, 1, 1)
    demo.load()


def ring(member) -> Keyring:
    door = staff.try_door(member.name, member.passphrase)
    assert door is not None
    return staff.ring_of(door)[1]


def test_the_whole_historical_input_is_there_and_sealed(loaded):
    keyring = ring(HARRIET)

    assert len(network.places(keyring)) == 371
    assert len(network.legs(keyring)) == 437
    assert len(network.partners(keyring)) == 3255
    assert len(hazards.hazards(keyring)) == 102
    passengers = {person.source.split(":")[0] for h in history.households() for person in h.people}
    assert len({p for p in passengers if p.startswith("pax")}) == 670
    assert PersonRow.objects.count() == sum(len(h.people) for h in history.households())
    assert clock.now() == demo.CLOCK


def test_no_ring_opens_more_than_a_tenth_of_the_cases(loaded):
    everybody = [*CAST, *(keeper(n) for n in range(1, 20))]
    whole = HouseholdRow.objects.count()
    shares, opened = [], set()

    for member in everybody:
        door = staff.try_door(member.name, member.passphrase)
        if door is None:
            continue
        keyring = staff.ring_of(door)[1]
        mine = list(HouseholdRow.objects.filter(cell__in=keyring.cells_of("cases")))
        shares.append(len(mine))
        opened |= {row.id for row in mine}

    assert max(shares) * TENTH <= whole
    assert len(opened) == whole  # Nobody's case is lost: each lies in somebody's ring.


def test_the_party_of_harriet_shephard_waits_in_chestertown(loaded):
    waiting = cases.waiting(ring(WILLIAM), demo.CLOCK.date())
    company = [view for view in waiting if view.household.place == "chestertown-md"]

    assert sum(view.size for view in company) == 11
    assert sum(view.n_children for view in company) == 5
    assert sum(person.name is None for view in company for person in view.people) == 5


def test_each_role_holds_what_its_work_needs_and_nothing_else(loaded):
    purposes = ("gazetteer", "network", "cases", "passages", "finance", "security")
    held = {m.name: {p for p in purposes if ring(m).cells_of(p)} for m in CAST}

    assert held[HARRIET.name] == {"gazetteer", "network", "cases", "passages"}
    assert held[WILLIAM.name] == {"gazetteer", "cases"}
    assert held[LEVI.name] == {"finance"}
    assert held[ALLAN.name] == {"gazetteer", "network", "security"}
    assert held[PASSMORE.name] == held[JACOB.name] == {"gazetteer", "network", "passages"}


def test_the_demos_book_is_whole_and_has_money_for_three_companies_of_eleven(loaded):
    assert ledger.check_book() == []
    assert ledger.free_money().rescues_cents == 120_000  # 3 x 11 x $30 = $990
