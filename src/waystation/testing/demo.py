"""Makes the demo organisation, "Vigilance Committee, 1855", from historical records.

Every row is sealed before it is written. The keys exist in this process only until they have been
put into the rings of the cast.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.cases import services as cases
from waystation.cases.domain import Contact, Household, Person, Sex, Tip
from waystation.hazards import services as hazards
from waystation.hazards.domain import first_day
from waystation.ledger import services as ledger
from waystation.network import services as network
from waystation.testing import history
from waystation.testing.cast import CAST, Member, keeper
from waystation.testing.history import HouseholdIn, PersonIn
from waystation.vault import cells, staff
from waystation.vault.cells import Slot
from waystation.vault.keyring import Keyring

ORGANISATION = "Vigilance Committee, 1855"
CLOCK = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)
# About as many households as one case compartment may hold: fewer than one in ten of all.
HOUSEHOLDS_A_CELL = 35
# A household is taken to be known so long before its recorded arrival; assumed.
KNOWN_BEFORE = timedelta(days=21)
ACTIVE_UNTIL = date(1855, 12, 31)
GIFT_CENTS = 120_000
FIRST_WORD = Contact(
    at=CLOCK - timedelta(hours=26),
    how="by the hand of a friend (assumed)",
    phrase="the brown hen has eleven chicks (assumed)",
)
SHEPHARD_TIP = (
    "A mother with five children and five others will leave together. They have two carriages "
    "and horses, and ask where to drive by night."
)


@transaction.atomic
def load() -> None:
    """Make the whole demo: network, people, money, cast and clock, all of it or nothing."""
    clock.stand_at(CLOCK)
    purposes = ("gazetteer", "network", "passages", "finance", "security")
    slots = {purpose: cells.found(purpose) for purpose in purposes}
    households = history.households()
    case_slots = [cells.found("cases") for _ in range(-(-len(households) // HOUSEHOLDS_A_CELL))]
    everything = Keyring.of(new_id(), [*slots.values(), *case_slots])

    map_ = history.network()
    network.take_in(
        places=map_.places,
        houses=map_.houses,
        legs=map_.legs,
        partners=history.partners(),
        keyring=everything,
        now=CLOCK,
    )
    hazards.take_in(hazards=history.hazards(), keyring=everything, now=CLOCK)
    _people(households, case_slots, everything)
    _money()
    for member in (*CAST, *(keeper(number) for number in range(1, len(case_slots)))):
        _admit(member, slots, case_slots)


def logins() -> list[Member]:
    """List the demo's users and passphrases."""
    return list(CAST)


def _people(households: tuple[HouseholdIn, ...], slots: list[Slot], keyring: Keyring) -> None:
    """Put those on the move this autumn into the first compartment, the rest into the others."""
    first: list[HouseholdIn] = []
    rest: list[HouseholdIn] = []
    for household in households:
        arrived = _day(household.arrived)
        now_active = arrived is not None and CLOCK.date() <= arrived <= ACTIVE_UNTIL
        (first if now_active or household.company else rest).append(household)
    rest.sort(key=lambda household: (household.arrived, household.code))
    first, overflow = first[:HOUSEHOLDS_A_CELL], first[HOUSEHOLDS_A_CELL:]
    rest = overflow + rest
    families = [_family(household, slots[0].cell) for household in first]
    others = slots[1:]
    for position, household in enumerate(rest):
        families.append(_family(household, others[position % len(others)].cell))
    ids = cases.take_in(families=families, keyring=keyring, now=CLOCK)
    codes = [household.code for household, _people, _cell in families]
    mother = codes.index(history.COMPANY_OF_ELEVEN[0])
    _shephard_tip(slots[0].cell, ids[mother], keyring)


def _family(household: HouseholdIn, cell: UUID) -> tuple[Household, list[Person], UUID]:
    arrived = _day(household.arrived)
    is_company = bool(household.company)
    there = arrived is not None and arrived < CLOCK.date() and not is_company
    known_since = (arrived or CLOCK.date()) - KNOWN_BEFORE
    with_whom = household.company if household.company != household.code else ""
    value = Household(
        code=household.code,
        place=household.origin or "philadelphia-pa",
        waiting_since=CLOCK.date() - timedelta(days=2) if is_company else known_since,
        urgency="high" if is_company else "medium",
        needs="" if household.origin else "origin not told in the source",
        contact=None if there else FIRST_WORD,
        state="arrived" if there or arrived is None else "waiting",
        arrived_on=arrived if there else None,
        goes_with=(with_whom,) if with_whom else (),
    )
    return value, [_person(person) for person in household.people], cell


def _person(person: PersonIn) -> Person:
    sexes: dict[str, Sex] = {"m": "male", "f": "female"}
    return Person(
        name=person.name,
        also_known_as=(person.assumed_name,) if person.assumed_name else (),
        sex=sexes.get(person.sex, "unknown"),
        age=person.age,
        seems_under_18=person.is_child,
        relation=person.relation,
        note=person.source,
    )


def _shephard_tip(cell: UUID, household: UUID, keyring: Keyring) -> None:
    tip = Tip(
        heard_at=CLOCK - timedelta(hours=30),
        place="chestertown-md",
        words=SHEPHARD_TIP,
        people_estimate=11,
        danger_now="yes",
        source_alias="T. G.",
        source_grade="A",
        word_grade=2,
        urgency="high",
        state="accepted",
        household=household,
        contacted_at=CLOCK - timedelta(hours=26),
    )
    cases.hear_tip(tip=tip, cell=cell, keyring=keyring, now=CLOCK)


def _money() -> None:
    ledger.found_book(on=CLOCK.date())
    ledger.record_gift(
        entry_id=new_id(),
        cents=GIFT_CENTS,
        on=CLOCK.date(),
        memo="Collected for rescues this autumn (synthetic)",
        payee="Friends of the committee",
    )


def _admit(member: Member, slots: dict[str, Slot], case_slots: list[Slot]) -> None:
    staff.admit(
        name=member.name,
        alias=member.alias,
        role=member.role,
        passphrase=member.passphrase,
        slots=[slots[purpose] for purpose in member.purposes]
        + [case_slots[number] for number in member.cases],
    )


def _day(text: str) -> date | None:
    return first_day(text) if text else None
