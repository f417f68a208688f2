"""Makes the demo organisation, "Vigilance Committee, 1855", from historical records.

Every row is sealed before it is written. The keys exist in this process only until they have been
put into the rings of the cast.
"""

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.cases import intake, recording
from waystation.cases import services as cases
from waystation.cases.complaints import services as complaints
from waystation.cases.contact import plans
from waystation.cases.contact import services as contact
from waystation.cases.contact.domain import ContactPlan
from waystation.cases.contact.sources import Source
from waystation.cases.domain import Contact, Household, Person, Sex, Tip
from waystation.cases.kin import KinKind
from waystation.cases.models import HouseholdRow
from waystation.cases.person import named
from waystation.cases.recording import Tie
from waystation.hazards import services as hazards
from waystation.hazards.domain import first_day
from waystation.ledger import services as ledger
from waystation.network import services as network
from waystation.testing import (
    demo_advocacy,
    demo_dispatch,
    demo_donors,
    demo_figures,
    demo_giving,
    demo_money,
    demo_resettlement,
    demo_resettlement_following,
    demo_stories,
    demo_tracing,
    history,
)
from waystation.testing.cast import (
    ALLAN,
    CAST,
    HARRIET,
    JACOB,
    JULIA,
    LEVI,
    PASSMORE,
    PETER,
    WILLIAM,
    Member,
    keeper,
)
from waystation.testing.history import HouseholdIn, PersonIn
from waystation.vault import audit, founding, locks, staff
from waystation.vault.cells import Slot
from waystation.vault.crowd import kdf_slot
from waystation.vault.door import Who
from waystation.vault.doors import Lock
from waystation.vault.founding import Ground, Seat
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row
from waystation.vault.staff import Stretched

ORGANISATION = "Vigilance Committee, 1855"
CLOCK = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)
PHILADELPHIA = (39.95, -75.16)
# So few in one case compartment that no ring comes near one case in ten.
HOUSEHOLDS_A_CELL = 28
N_NEWCOMERS = 6
# A household is taken to be known so long before its recorded arrival; assumed.
KNOWN_BEFORE = timedelta(days=21)
ACTIVE_UNTIL = date(1855, 12, 31)
GIFT_CENTS = 120_000
# Three of different work, so that a complaint about one of them still reaches two.
HEARS_COMPLAINTS = (HARRIET, ALLAN, PASSMORE)
# What the words of the books make somebody to the head of the household.
KIN_OF: dict[str, KinKind] = {"wife": "spouse", "betrothed": "partner", "cousin": "cousin"}
KIN_OF |= dict.fromkeys(("brother", "sister"), "sibling")
KIN_OF |= dict.fromkeys(("child", "children", "infant", "son", "daughter", "daughters"), "child")
WILMINGTON = Source(
    alias="T. G.",
    kind="partner",
    circle="friends in Wilmington (assumed)",
    since=CLOCK.date(),
)
BY_A_FRIEND = ContactPlan(
    way="somebody",
    reach="by the friend who brought the word (assumed)",
    days=(0, 2, 4),
    first_min=5 * 60,
    last_min=8 * 60,
    code_words="the brown hen (assumed)",
    danger_words="the hen is lame (assumed)",
    never_say="the carriages, or whose horses they are (assumed)",
    language="English",
)
FIRST_WORD = Contact(
    at=CLOCK - timedelta(hours=26),
    how="by the hand of a friend (assumed)",
    phrase="the brown hen has eleven chicks (assumed)",
)
SHEPHARD_TIP = (
    "A mother with five children and five others will leave together. They have two carriages "
    "and horses, and ask where to drive by night."
)


def load() -> None:
    """Make the whole demo: network, people, money, cast and clock, all of it or nothing."""
    with transaction.atomic():
        _load()


def _load() -> None:
    clock.stand_at(CLOCK)
    households = history.households()
    n_case_cells = -(-len(households) // HOUSEHOLDS_A_CELL)
    ground = founding.lay_ground(now=CLOCK, n_case_cells=n_case_cells, around=PHILADELPHIA)
    everything = ground.keyring

    map_, partners = history.network(), history.partners()
    network.take_in(
        places=map_.places,
        houses=map_.houses,
        legs=map_.legs,
        partners=partners,
        keyring=everything,
        now=CLOCK,
    )
    hazards.take_in(hazards=history.hazards(), keyring=everything, now=CLOCK)
    _people(households, ground.cases, everything)
    _money()
    audit.write("founded", actor=None, says={"of": ORGANISATION}, now=CLOCK)
    keepers = [keeper(number) for number in range(1, len(ground.cases))]
    seats = {member.name: _admit(member, ground) for member in CAST}
    for member in keepers:
        _seat(member, ground, _nobodys())
    for member in HEARS_COMPLAINTS:
        user_id = seats[member.name].user_id
        complaints.appoint(user_id=user_id, who=seats[ALLAN.name], now=CLOCK)
    harriet = Keyring.of(seats[HARRIET.name].user_id, ground.every)
    intake.open_line(cell=ground.cases[0].cell, keyring=harriet, now=CLOCK)
    demo_dispatch.furnish(seats[HARRIET.name], seats[ALLAN.name], partners, CLOCK)
    demo_money.furnish(seats[LEVI.name], seats[HARRIET.name], CLOCK)
    demo_resettlement.furnish(seats[HARRIET.name], seats[WILLIAM.name], CLOCK)
    demo_resettlement_following.furnish(seats[HARRIET.name], seats[WILLIAM.name], CLOCK)
    demo_tracing.furnish(seats[WILLIAM.name], seats[PETER.name], CLOCK)
    _telling(seats)


def _telling(seats: dict[str, Who]) -> None:
    """Let people give, and figures and stories be told."""
    julia, levi = seats[JULIA.name], seats[LEVI.name]
    for part in (demo_giving, demo_donors, demo_advocacy):
        part.furnish(julia, levi, CLOCK)
    demo_figures.furnish(seats[PASSMORE.name], seats[JACOB.name], CLOCK)
    demo_stories.furnish(julia, levi, seats[ALLAN.name], CLOCK)


def logins() -> list[Member]:
    """List the demo's users and passphrases."""
    return list(CAST)


def _people(households: tuple[HouseholdIn, ...], slots: tuple[Slot, ...], keyring: Keyring) -> None:
    """Put those who wait this autumn into the first compartment, the rest into the others."""
    first: list[HouseholdIn] = []
    rest: list[HouseholdIn] = []
    for household in households:
        arrived = _day(household.arrived)
        now_active = arrived is not None and CLOCK.date() <= arrived <= ACTIVE_UNTIL
        waits = now_active or household.company or household.code in demo_dispatch.FORMED
        (first if waits else rest).append(household)
    rest.sort(key=lambda household: (household.arrived, household.code))
    first, overflow = first[:HOUSEHOLDS_A_CELL], first[HOUSEHOLDS_A_CELL:]
    rest = overflow + rest
    # The last who arrived stay with those who brought them, and some who came long before: their
    # first months and years are the demo's too.
    there = [one for one in rest if _arrived_before(one, CLOCK.date())]
    earlier = [one for one in there if one.code == history.CAME_EARLIER]
    newcomers = earlier + there[len(earlier) - N_NEWCOMERS :]
    rest = [one for one in rest if one not in newcomers]
    families = [_family(household, slots[0].cell) for household in first + newcomers]
    others = slots[1:]
    for position, household in enumerate(rest):
        families.append(_family(household, others[position % len(others)].cell))
    ids = cases.take_in(families=families, keyring=keyring, now=CLOCK)
    recording.tie_all(ties=list(_ties(ids, families, keyring)), keyring=keyring, now=CLOCK)
    codes = [household.code for household, _people, _cell in families]
    mother = codes.index(history.COMPANY_OF_ELEVEN[0])
    _shephard_tip(slots[0].cell, ids[mother], keyring)


def _ties(ids: Sequence[UUID], families: Sequence[cases.Family], keyring: Keyring) -> Iterator[Tie]:
    """Say what people are to the head of their household, as far as the books say so."""
    rows = {row.id: row for row in HouseholdRow.objects.filter(pk__in=ids)}
    for household_id, (_household, people, _cell) in zip(ids, families, strict=True):
        if not any(person.relation in KIN_OF for person in people):
            continue
        listed = open_row(rows[household_id], Household, keyring).people
        for person_id, person in zip(listed, people, strict=True):
            if person.relation in KIN_OF:
                kind, source = KIN_OF[person.relation], person.note
                yield Tie(one=listed[0], other=person_id, kind=kind, evidence=source)


def _arrived_before(household: HouseholdIn, day: date) -> bool:
    arrived = _day(household.arrived)
    return arrived is not None and arrived < day and not household.company


def _family(household: HouseholdIn, cell: UUID) -> tuple[Household, list[Person], UUID]:
    arrived = _day(household.arrived)
    is_company = bool(household.company)
    there = arrived is not None and arrived < CLOCK.date() and not is_company
    known_since = (arrived or CLOCK.date()) - KNOWN_BEFORE
    if household.code in demo_dispatch.FORMED:
        known_since = CLOCK.date() - timedelta(days=demo_dispatch.FORMED[household.code])
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
    return named(
        person.name,
        alias=(person.assumed_name,) if person.assumed_name else (),
        age=person.age,
        sex=sexes.get(person.sex, "unknown"),
        seems_under_18=person.is_child,
        relation=person.relation,
        note=person.source,
    )


def _shephard_tip(cell: UUID, household: UUID, keyring: Keyring) -> None:
    source = contact.add_source(source=WILMINGTON, cell=cell, keyring=keyring, now=CLOCK)
    plans.agree(household_id=household, plan=BY_A_FRIEND, keyring=keyring, now=CLOCK)
    tip = Tip(
        heard_at=CLOCK - timedelta(hours=30),
        place="chestertown-md",
        words=SHEPHARD_TIP,
        people_estimate=11,
        danger_now="yes",
        source=source,
        source_alias=WILMINGTON.alias,
        source_grade="A",
        word_grade=2,
        urgency="high",
        state="accepted",
        household=household,
        contacted_at=CLOCK - timedelta(hours=26),
    )
    cases.hear_tip(tip=tip, cell=cell, keyring=keyring, now=CLOCK)


def _money() -> None:
    ledger.record_gift(
        entry_id=new_id(),
        cents=GIFT_CENTS,
        on=CLOCK.date(),
        memo="Collected for rescues this autumn (synthetic)",
        payee="Friends of the committee",
    )


def _admit(member: Member, ground: Ground) -> Who:
    """Let one of the cast in, with their second passphrase if they have one; they keep the code."""
    with kdf_slot():
        own = staff.stretch(staff.digest_of(member.passphrase))
        duress = staff.digest_of(member.duress)
        other = staff.stretch(duress, own.salt) if member.duress else None
    user_id = _seat(member, ground, own)
    door = staff.door_behind(user_id, own)
    assert door is not None
    if other is not None:
        second = duress + staff.new_seeds()
        locks.make_anew(door, Lock(door.seeds), own, other, duress=second)
    profile, keyring = staff.ring_of(door)
    who = Who(user_id, profile.alias, profile.role, keyring, door, profile)
    complaints.keep_code(who=who, now=CLOCK)
    return who


def _nobodys() -> Stretched:
    """Make keys that no passphrase gives: nobody in the demo signs in as a keeper."""
    return Stretched(secrets.token_bytes(16), (secrets.token_bytes(32), secrets.token_bytes(32)))


def _seat(member: Member, ground: Ground, paid: Stretched) -> UUID:
    return founding.give_seat(
        Seat(member.name, member.alias, member.role, member.passphrase),
        paid,
        ground=ground,
        slots=[ground.slots[purpose] for purpose in member.purposes]
        + [ground.cases[number] for number in member.cases],
    )


def _day(text: str) -> date | None:
    return first_day(text) if text else None
