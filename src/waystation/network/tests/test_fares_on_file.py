"""Fares on file: every one a whole sum, and none put on a network it does not belong to."""

from waystation.network.domain import Leg, Place
from waystation.network.fares_on_file import default_fares, payments
from waystation.network.tables import Network


def test_a_network_of_ones_own_is_not_priced_by_the_fares_of_1855():
    a, b = (
        Place(slug=slug, name=slug, lat=50.0, lon=lon) for slug, lon in (("a", 0.0), ("b", 1.0))
    )
    leg = Leg(
        slug="l", from_place="a", to_place="b", mode="rail", duration_min=60, km=71.0, capacity=9
    )

    (priced,) = default_fares(Network((a, b), (), (leg,)))

    assert priced.cost_cents == 0
    assert priced.cost_evidence.startswith("none:")


def test_a_leg_between_two_places_of_a_payment_gets_its_price():
    paid = next(p for p in payments() if p.slug == "exp01")  # $8.00 a person.
    a, b = (Place(slug=slug, name=slug) for slug in (paid.from_place, paid.to_place))
    leg = Leg(
        slug="l",
        from_place=a.slug,
        to_place=b.slug,
        mode="wagon",
        duration_min=60,
        km=9,
        capacity=9,
    )

    (priced,) = default_fares(Network((a, b), (), (leg,)))

    assert priced.cost_cents == 800
    assert priced.cost_evidence.startswith("documented: paid once for this leg (exp01;")


def test_every_payment_is_a_whole_sum_with_a_source():
    assert len({paid.slug for paid in payments()}) == 40
    assert all(paid.cents > 0 and paid.source for paid in payments())
