"""Cash that is gone: two hands, no blame, contingency first; and agreed ranges as proof."""

from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.ledger import queries as book
from waystation.ledger import services as ledger
from waystation.ledger.approving import queries as approvals
from waystation.ledger.approving import services as approving
from waystation.ledger.field import queries, services, tariffs
from waystation.ledger.field.domain import Lose, Tariff
from waystation.ledger.field.tests.conftest import NOW, ROLE, given, settled, sums
from waystation.ledger.models import Entry


def approve_all(keyring):
    for one in approvals.waiting(keyring, ROLE):
        approving.approve(proposal_id=one.id, role=ROLE, keyring=keyring, now=NOW)


def lose(keyring, advance, minor):
    return services.lose(
        entry_id=uuid4(),
        lose=Lose(advance, minor, "seized"),
        why="A patrol took the purse.",
        role=ROLE,
        keyring=keyring,
        now=NOW,
    )


def test_a_loss_however_small_is_booked_by_two_and_borne_by_contingency_first(rescue, desk, grace):
    advance, _answer = given(desk, {"transportation": 10_000, "contingency": 2_000}, fund=rescue)

    assert lose(desk, advance, 5_000) == "waits"
    assert queries.advance(advance, desk).minor == 12_000
    approve_all(grace)

    assert sums(entry__kind="field-loss") == {
        ("Field", "contingency"): 2_000,
        ("Field", "transportation"): 3_000,
        ("Partner", "contingency"): -2_000,
        ("Partner", "transportation"): -3_000,
    }
    assert book.check_book(desk) == []


def test_proofs_are_shares_of_what_was_spent_and_what_was_reversed_does_not_count(desk, grace):
    advance, _answer = given(desk, {"": 50_000})
    settled(desk, advance, {"medical": 9_000}, level=1)
    settled(desk, advance, {"medical": 500}, level=3)
    settled(desk, advance, {"medical": 500}, level=5)
    approve_all(grace)
    settled(desk, advance, {"medical": 7_000}, level=1)
    undone = Entry.objects.filter(kind="settlement").order_by("-number").first()
    ledger.reverse(entry_id=uuid4(), undoes=undone.pk, on=NOW.date())

    found = {one.level: (one.cents, one.per_mille) for one in queries.proven()}

    assert found == {1: (9_000, 900), 2: (0, 0), 3: (500, 50), 4: (0, 0), 5: (500, 50)}


def test_no_more_is_lost_than_was_in_the_hand(desk, grace):
    advance, _answer = given(desk, {"": 5_000})

    with pytest.raises(Refused, match=r"Only \$50.00"):
        lose(desk, advance, 5_001)


def test_a_loss_that_was_settled_meanwhile_is_refused_at_its_approval_and_waits_on(desk, grace):
    advance, _answer = given(desk, {"": 5_000})
    lose(desk, advance, 5_000)
    settled(desk, advance, {"medical": 1_000})

    with pytest.raises(Refused, match=r"Only \$40.00"):
        approve_all(grace)

    assert approvals.n_waiting() == 1


def test_an_agreed_range_proves_a_sum_inside_it_and_none_outside(desk, grace):
    advance, _answer = given(desk, {"": 50_000})
    agreed = Tariff("boat", 1_500, 2_000)

    def by_boat(cents, n_legs=2):
        costs = {"transportation": cents}
        return settled(desk, advance, costs, level=4, leg="boat", n_legs=n_legs)

    with pytest.raises(Refused, match="No range"):
        by_boat(3_000)
    tariffs.agree(
        proposal_id=uuid4(), tariff=agreed, why="three boats", role=ROLE, keyring=desk, now=NOW
    )
    with pytest.raises(Refused, match="No range"):
        by_boat(3_000)
    approve_all(grace)

    # Two legs: 30.00 to 40.00.
    for outside in (2_999, 4_001):
        with pytest.raises(Refused, match=r"\$15.00 to \$20.00 each"):
            by_boat(outside)
    assert [by_boat(3_000), by_boat(4_000)] == ["booked", "booked"]


def test_a_range_is_of_a_known_kind_and_not_upside_down(desk):
    for wrong in (Tariff("boat", 200, 100), Tariff("ship", 100, 200), Tariff("boat", 0, 100)):
        with pytest.raises(Refused, match="range"):
            tariffs.agree(
                proposal_id=uuid4(), tariff=wrong, why="x", role=ROLE, keyring=desk, now=NOW
            )


def test_two_ranges_for_a_kind_of_leg_are_not_agreed_on_one_day(desk, grace):
    for high in (2_000, 9_000):
        tariffs.agree(
            proposal_id=uuid4(),
            tariff=Tariff("boat", 1_500, high),
            why="boats",
            role=ROLE,
            keyring=desk,
            now=NOW,
        )
    with pytest.raises(Refused, match="today already"):
        approve_all(grace)

    assert [one.state for one in approvals.decided(grace, ROLE)] == ["approved"]
