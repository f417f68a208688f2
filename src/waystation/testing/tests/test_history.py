"""The historical input: complete, each person once, nothing sourced that is not."""

import csv
from collections import Counter, defaultdict, deque

import pytest

from waystation.network.domain import MODES, directed
from waystation.network.fares_on_file import payments
from waystation.testing import history


@pytest.fixture(scope="module")
def network():
    return history.network()


@pytest.fixture(scope="module")
def households():
    return history.households()


def reached(network, start: str) -> set[str]:
    ways = defaultdict(list)
    for leg in network.legs:
        for way in directed(leg):
            ways[way.from_place].append(way.to_place)
    seen, queue = {start}, deque([start])
    while queue:
        for place in ways[queue.popleft()]:
            if place not in seen:
                seen.add(place)
                queue.append(place)
    return seen


def test_the_whole_network_is_read(network):
    assert (len(network.places), len(network.houses), len(network.legs)) == (371, 371, 437)
    assert network.ignored == ()
    assert all(house.assumed for house in network.houses)


def test_a_leg_is_as_the_table_tells_it(network):
    leg = next(leg for leg in network.legs if leg.slug == "leg021")

    # 5.4 hours are 324 minutes.
    assert (leg.from_place, leg.to_place) == ("chestertown-md", "middletown-de")
    assert (leg.mode, leg.duration_min, leg.km, leg.night_only) == ("carriage", 324, 48.4, True)
    assert not leg.oneway


def test_every_origin_reaches_freedom(network):
    free = {place.slug for place in network.places if place.kind == "destination"}
    origins = [place.slug for place in network.places if place.kind.startswith("origin")]

    assert len(origins) == 120
    assert all(reached(network, origin) & free for origin in origins)
    assert "st-catharines-on" in reached(network, "chestertown-md")


def test_every_leg_says_where_its_fare_comes_from(network):
    kinds = Counter(leg.cost_evidence.split(":")[0] for leg in network.legs)

    # 127 legs on foot; six legs with a payment for that very pair and mode.
    assert kinds == {"derived": 304, "none": 127, "documented": 6}
    assert all(leg.cost_cents > 0 for leg in network.legs if leg.mode != "foot")


def test_a_documented_fare_is_the_one_in_the_book(network):
    fares = {leg.slug: leg.cost_cents for leg in network.legs}

    assert fares["leg035"] == 100  # Wilmington to Philadelphia by rail: one dollar each
    assert fares["leg242"] == 875  # fishing boat, four for 35 dollars
    assert fares["leg002"] == 3_500  # Eliza McCoy's steamer, all her savings


def test_every_payment_counted_as_a_fare_is_an_expense_between_two_known_places(network):
    known = {place.slug for place in network.places}
    paid = payments()

    assert len(paid) == 40
    assert all({p.from_place, p.to_place} <= known and p.mode in MODES for p in paid)
    assert {p.slug: p.cents for p in paid}["g24"] == 575


def test_every_operator_has_a_place_in_the_printed_state(network):
    region = {place.slug: place.region for place in network.places}
    with (history.DATA / "people.csv").open(encoding="utf-8", newline="") as file:
        state = {row["id"]: row["state"] for row in csv.DictReader(file)}

    partners = history.partners()

    assert len(partners) == len({partner.slug for partner in partners}) == 3_255
    for partner in partners:
        assert partner.region == region[partner.place]
        assert partner.region in history.REGIONS[state[partner.slug]]


def test_only_a_printed_town_is_no_assumption():
    stated = Counter(partner.place for partner in history.partners() if not partner.assumed)

    # The list prints these three towns where a county belongs.
    assert stated == {"wilmington-de": 7, "wheeling-wv": 2, "philadelphia-pa": 34}


def test_thomas_garrett_keeps_the_house_at_wilmington():
    garrett = [p for p in history.partners() if p.name == "Thomas Garrett"]

    assert [(p.place, p.assumed) for p in garrett] == [("wilmington-de", False)]


def test_a_hazard_counts_from_the_first_day_its_date_leaves_open():
    found = {hazard.slug: hazard for hazard in history.hazards()}

    assert len(found) == 102
    assert found["hz079"].on.isoformat() == "1855-07-18"
    assert found["hz080"].on.isoformat() == "1855-09-01"
    assert found["hz003"].on.isoformat() == "1856-03-01"  # a day is written, a month is known
    assert found["hz101"].on.isoformat() == "1850-01-01"


def test_the_three_laws_bind_a_country_or_a_state():
    laws = {hazard.slug: hazard.scope for hazard in history.hazards() if hazard.scope}

    assert laws == {"hz001": "US", "hz002": "US", "hz003": "VA"}


def test_every_passenger_is_there_exactly_once(households):
    rows = Counter(
        person.source.split(":")[0]
        for household in households
        for person in household.people
        if person.source.startswith("pax")
    )

    assert len(rows) == 670
    assert set(rows.values()) == {1}
    # 373 parties of the book, and the unnamed companions of one of them.
    assert len(households) == len({household.code for household in households}) == 374


def test_children_without_a_row_of_their_own_travel_with_their_mother(households):
    jackson = next(h for h in households if h.people[0].name == "Ann Maria Jackson")

    assert len(jackson.people) == 8
    assert sum(person.is_child for person in jackson.people) == 7


def test_a_child_told_of_by_both_parents_is_one_child(households):
    # William Thomas Nelson stands in the entries of his father and of his mother.
    nelson = next(h for h in households if h.code == "p262")

    assert [p.name for p in nelson.people].count("William Thomas") == 1


def test_a_wife_with_a_row_of_her_own_is_not_added_again(households):
    # Barnaby Grigby's wife Mary Elizabeth is passenger Mary Elizabeth Grigby.
    wanzer = next(h for h in households if h.code == "p124")

    assert len(wanzer.people) == 4


def test_ages_in_months_and_years_are_read(households):
    by_name = {p.name: p for h in households for p in h.people if p.source.startswith("tie")}

    assert by_name["Lydia"].age == 7
    assert by_name["Sarah Catharine"].age == 1  # 19 months
    assert by_name["Garrett"].age == 0  # 8 months


def test_eleven_left_chestertown_five_of_them_children(households):
    family, others = (h for h in households if h.code in history.COMPANY_OF_ELEVEN)
    everybody = family.people + others.people

    assert [p.name for p in family.people] == [
        "Harriet Shephard",
        *("Anna Maria", "Edwin", "Eliza Jane", "Mary Ann", "John Henry"),
    ]
    assert [p.name for p in others.people] == [None] * 5
    assert len(everybody) == 11
    assert sum(person.is_child for person in everybody) == 5
    assert family.origin == others.origin == "chestertown-md"
    assert family.company == others.company == "p302"


def test_the_books_tell_of_no_other_households_that_travelled_as_one(households):
    party = {row["id"]: row["party_id"] for row in history.rows("passengers")}
    together = [
        (party[tie["passenger_id"]], party[tie["relative_passenger_id"]])
        for tie in history.rows("family_ties")
        if tie["status"] == "travelling_together" and tie["relative_passenger_id"]
    ]

    assert all(one == other for one, other in together)
    assert {h.code for h in households if h.company} == {"p302", "p302-others"}
