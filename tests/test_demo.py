"""The demo: everything of the historical input is there, sealed, and no ring opens much of it."""

import pytest

from waystation.base import clock
from waystation.cases import queries as cases
from waystation.cases.models import HouseholdRow, PersonRow
from waystation.hazards import queries as hazards
from waystation.ledger import queries as ledger
from waystation.ledger.field import queries as field
from waystation.ledger.models import ClosedMonth, Proposal, StatementLine
from waystation.network import queries as network
from waystation.testing import demo, history
from waystation.testing.cast import (
    ALLAN,
    CAST,
    GRACE,
    HARRIET,
    JACOB,
    JULIA,
    LEVI,
    PASSMORE,
    PETER,
    VINA,
    WILLIAM,
    keeper,
)
from waystation.vault import register, staff
from waystation.vault.keyring import Keyring

TENTH = 10


@pytest.fixture
def loaded(demo):
    """Give the demo, loaded once for all of them."""
    return demo


def ring(member) -> Keyring:
    door = staff.try_door(member.name, member.passphrase)
    assert door is not None
    return staff.ring_of(door)[1]


def decoys(member) -> set:
    return {slot.cell for slot in ring(member).decoys}


def test_the_whole_historical_input_is_there_and_sealed(loaded):
    keyring = ring(HARRIET)

    assert len(network.places(keyring)) == 371
    assert len(network.legs(keyring)) == 437
    assert len(network.partners(keyring)) == 3255
    assert len(hazards.hazards(keyring)) == 102
    passengers = {person.source.split(":")[0] for h in history.households() for person in h.people}
    assert len({p for p in passengers if p.startswith("pax")}) == 670
    true = PersonRow.objects.exclude(cell__in=decoys(HARRIET))
    assert true.count() == sum(len(h.people) for h in history.households())
    assert clock.now() == demo.CLOCK


def test_a_keepers_door_opens_with_no_passphrase(loaded):
    assert staff.try_door(keeper(1).name, keeper(1).passphrase) is None


def test_no_ring_opens_more_than_a_tenth_of_the_cases(loaded):
    whole = HouseholdRow.objects.exclude(cell__in=decoys(HARRIET)).count()
    shares, opened = [], set()

    for _row, member in register.members(ring(ALLAN)):
        mine = list(HouseholdRow.objects.filter(cell__in=set(member.cells)))
        shares.append(len(mine))
        opened |= {row.id for row in mine}

    assert max(shares) == 27  # Of 374: 7.2 %.
    assert max(shares) * TENTH <= whole
    assert len(opened) == whole  # Nobody's case is lost: each lies in somebody's ring.


def test_the_party_of_harriet_shephard_waits_in_chestertown(loaded):
    waiting = cases.waiting(ring(WILLIAM), demo.CLOCK.date())
    company = [view for view in waiting if view.household.place == "chestertown-md"]

    assert sum(view.size for view in company) == 11
    assert sum(view.n_children for view in company) == 5
    assert sum(person.name is None for view in company for person in view.people) == 5


def test_each_role_holds_what_its_work_needs_and_nothing_else(loaded):
    purposes = ("gazetteer", "network", "cases", "passages", "finance", "security", "giving",
                "tracing")  # fmt: skip
    held = {m.name: {p for p in purposes if ring(m).cells_of(p)} for m in CAST}

    assert held[HARRIET.name] == {"gazetteer", "network", "cases", "passages"}
    assert held[WILLIAM.name] == {"gazetteer", "cases"}
    assert held[LEVI.name] == held[GRACE.name] == {"finance", "giving"}
    assert held[JULIA.name] == {"giving"}
    assert held[PETER.name] == held[VINA.name] == {"gazetteer", "tracing"}
    assert held[ALLAN.name] == {"gazetteer", "network", "security"}
    assert held[PASSMORE.name] == held[JACOB.name] == {"gazetteer", "network", "passages"}


def test_the_demos_book_is_whole_has_money_for_rescues_and_work_for_finance(loaded):
    assert ledger.check_book() == []
    assert ledger.free_money().rescues_cents == 120_000  # 3 x 11 x $30 = $990

    # Twenty dollars given, eight settled with a receipt; fifteen and three pounds this month.
    out = [one.out for one in field.held(ring(GRACE), demo.CLOCK.date()) if one.holder]
    assert [(one.minor, one.currency, one.is_overdue) for one in out] == [
        (1_200, "USD", True),
        (1_500, "USD", False),
        (300, "GBP", False),
    ]
    assert sorted(Proposal.objects.values_list("kind", "state")) == [
        ("field-loss", "waiting"),
        ("second-look", "waiting"),
    ]
    assert list(StatementLine.objects.filter(state="new").values_list("minor", flat=True)) == [
        3_000,
        -1_500,
        700,
        -50,
    ]
    assert ClosedMonth.objects.get().month == 185_509
    assert ledger.balance("RECORDS-1855") == 116_000


def test_behind_a_second_passphrase_lies_a_small_world_of_inventions(loaded):
    door = staff.try_door(HARRIET.name, HARRIET.duress)
    profile, keyring = staff.ring_of(door)

    assert (profile.alias, profile.role, profile.is_duress) == ("Harriet", "field manager", True)
    assert set(keyring.cells) == decoys(HARRIET)
    assert len(network.places(keyring)) == 14
    legs = network.legs(keyring)
    assert len(legs) == 18
    # In 1855 nobody drives a car.
    assert {leg.mode for leg in legs} == {"foot", "carriage", "wagon", "rail", "ferry"}
    found = cases.waiting(keyring, demo.CLOCK.date())
    assert 1 <= len(found) <= 24
    assert not {view.id for view in found} & {
        view.id for view in cases.waiting(ring(HARRIET), demo.CLOCK.date())
    }


def test_everybody_carries_the_same_decoys_and_stands_in_the_register(loaded):
    everybody = {frozenset(decoys(member)) for member in CAST}
    entered = {member.alias: member for _row, member in register.members(ring(ALLAN))}

    assert len(everybody) == 1
    assert {member.alias for member in CAST} < set(entered)
    assert set(entered["Harriet"].cells) == set(ring(HARRIET).cells)
    assert len({member.mailbox for member in entered.values()}) == len(entered)


def test_the_demos_families_are_tied_as_the_books_tell(loaded):
    company = cases.waiting(ring(WILLIAM), demo.CLOCK.date())
    (home,) = [view for view in company if view.household.code == "p302"]
    mother, *_rest = home.people

    assert {kin.kind for kin in mother.kin} == {"child"}
    children = [person for person in home.people if person.relation == "child"]
    assert {person.kin[0].kind for person in children} == {"parent"}
