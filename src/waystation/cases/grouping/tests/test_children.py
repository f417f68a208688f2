"""No child is alone with unrelated adults in any group, and so in no house and on no leg."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.cases.grouping.domain import Party, alone, bind_children, may_form
from waystation.cases.grouping.search import propose
from waystation.cases.person import Kin, named
from waystation.cases.safeguarding.domain import Clearance, travellers, unaccompanied

TODAY = date(1855, 10, 26)
KINDS = ["parent", "guardian", "foster_parent", "grandparent", "sibling", "friend"]
CELL = UUID(int=1)


def home(number: int) -> UUID:
    return UUID(int=1_000 + number)


def row(household: int, place: int) -> UUID:
    return UUID(int=10_000 + 100 * household + place)


@st.composite
def households(draw):
    """Draw households of one to three, some of children alone, with ties between any of them."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=6))
    everybody = [(one, place) for one, size in enumerate(sizes) for place in range(size)]
    people: dict[tuple[int, int], object] = {}
    for one in everybody:
        kin = [
            Kin(to=row(*other), case=home(other[0]), kind=draw(st.sampled_from(KINDS)),
                informal=draw(st.booleans()))
            for other in draw(st.lists(st.sampled_from(everybody), max_size=2, unique=True))
            if other != one
        ]  # fmt: skip
        people[one] = named(
            "A",
            age=draw(st.sampled_from([4, 11, 17, 18, 40])),
            relation=draw(st.sampled_from(["", "daughter", "nephew"])),
            kin=tuple(kin),
        )
    cleared = draw(st.lists(st.sampled_from(everybody), max_size=2, unique=True))
    with_whom = st.sampled_from([None, *(row(*one) for one in everybody)])
    until = st.sampled_from([TODAY, TODAY - timedelta(days=1)])
    clearances = {
        row(*one): Clearance(row(*one), draw(with_whom), "", draw(until)) for one in cleared
    }
    return sizes, people, clearances


def looked_at(sizes, people, clearances):
    """Look at drawn households as grouping does."""
    adults = {
        row(*one): home(one[0]) for one, person in people.items() if not person.is_child_on(TODAY)
    }
    found = [
        Party(
            id=home(one),
            code=f"H-{one}",
            place="ripley",
            cell=CELL,
            size=size,
            alone=alone(
                travelling(one, sizes, people), adults=adults, clearances=clearances, today=TODAY
            ),
        )
        for one, size in enumerate(sizes)
    ]
    return bind_children(found)


def travelling(one, sizes, people):
    rows = [row(one, place) for place in range(sizes[one])]
    return travellers([(rows, [people[one, place] for place in range(sizes[one])])])


def has_somebody(child, group, people, clearances) -> bool:
    """Say by the plainest reading whether somebody in a group answers for a child."""
    person = people[child]
    grown = {row(*one) for one in group if one != child and not people[one].is_child_on(TODAY)}
    for kin in person.kin:
        if kin.kind in KINDS[:3] and not kin.informal and kin.to in grown:
            return True
    if not person.kin and person.relation == "daughter" and row(child[0], 0) in grown:
        return True
    clearance = clearances.get(row(*child))
    if clearance is None or clearance.until < TODAY:
        return False
    return clearance.companion is None or clearance.companion in grown


@settings(max_examples=60)
@given(households(), st.integers(1, 12))
def test_no_proposed_group_holds_a_child_nobody_in_it_answers_for(drawn, carries):
    sizes, people, clearances = drawn
    parties = looked_at(sizes, people, clearances)

    groups = propose(parties, lambda _limits: carries).groups

    for group in groups:
        inside = [party.id.int - 1_000 for party in group.parties]
        there = [(one, place) for one in inside for place in range(sizes[one])]
        for one in there:
            if people[one].is_child_on(TODAY):
                assert has_somebody(one, there, people, clearances)
        everybody = [one for home in inside for one in travelling(home, sizes, people)]
        assert {child for child, _standing in unaccompanied(everybody, TODAY)} <= set(clearances)


@settings(max_examples=60)
@given(households(), st.data())
def test_every_group_built_by_hand_is_refused_exactly_where_a_child_has_nobody(drawn, data):
    sizes, people, clearances = drawn
    parties = looked_at(sizes, people, clearances)
    chosen = data.draw(st.lists(st.sampled_from(parties), min_size=1, unique=True))

    reasons = may_form(chosen, {party.id: party.code for party in parties})

    there = [
        (one, place)
        for one in (party.id.int - 1_000 for party in chosen)
        for place in range(sizes[one])
    ]
    lonely = {
        f"H-{one[0]}"
        for one in there
        if people[one].is_child_on(TODAY) and not has_somebody(one, there, people, clearances)
    }
    assert {reason.code for reason in reasons if reason.kind == "child alone"} == lonely
