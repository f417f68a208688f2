"""Fares: documented, derived or none, and said which."""

import msgspec
import pytest

from waystation.network.domain import Leg, Place
from waystation.network.fares import Payment, Rate, rates, with_fares

# One degree of latitude is 111.195 km; by rail (winding 1.2) the road is 133.43 km.
PLACES = {
    "a": Place(slug="a", name="A", region="PA", country="US", lat=40.0, lon=-75.0),
    "b": Place(slug="b", name="B", region="PA", country="US", lat=41.0, lon=-75.0),
    "c": Place(slug="c", name="C", region="VA", country="US", lat=39.0, lon=-75.0),
    "x": Place(slug="x", name="X"),
}


def leg(a: str, b: str, mode: str, km: float = 100.0) -> Leg:
    return Leg(
        slug=f"{a}-{b}", from_place=a, to_place=b, mode=mode, duration_min=60, km=km, capacity=9
    )


def paid(a: str, b: str, mode: str, cents: int, slug: str = "p1") -> Payment:
    return Payment(slug=slug, from_place=a, to_place=b, mode=mode, cents=cents, source="a book")


def priced(one: Leg, *payments: Payment) -> tuple[int, str]:
    (found,) = with_fares([one], PLACES, payments)
    return found.cost_cents, found.cost_evidence


def test_the_rate_of_a_mode_is_the_median_of_its_payments_by_kilometre():
    # 133, 200, 400 cents over 133.43 km: 997, 1499, 2998 millicents a km.
    found = rates([paid("a", "b", "rail", cents) for cents in (133, 400, 200)], PLACES)

    assert found == {("rail", False): Rate(1_499, 400, 3)}


def test_a_payment_for_the_very_leg_counts_in_either_direction():
    cents, evidence = priced(leg("b", "a", "rail"), paid("a", "b", "rail", 150))

    assert cents == 150
    assert evidence == "documented: paid once for this leg (p1; a book)"


def test_of_several_payments_for_one_leg_the_median_is_taken():
    # 50, 100, 225, 225: halfway between 100 and 225 is 162.5, a whole even cent 162.
    payments = [paid("a", "b", "rail", cents) for cents in (50, 225, 100, 225)]

    assert priced(leg("a", "b", "rail"), *payments)[0] == 162


def test_another_leg_of_the_mode_is_priced_by_the_kilometre():
    # 200 cents over 133.43 km is 1.499 cents a km; 100 km cost 150 cents.
    cents, evidence = priced(leg("a", "c", "rail"), paid("a", "b", "rail", 200))

    assert cents == 150
    assert evidence == "derived: 1.50 cents a km by rail, median of 1, at most $2.00"


def test_a_long_way_never_costs_more_than_the_dearest_payment_on_file():
    assert priced(leg("a", "c", "rail", km=5_000), paid("a", "b", "rail", 200))[0] == 200


def test_a_mode_without_payments_is_priced_like_the_nearest_one():
    cents, evidence = priced(leg("a", "b", "canal"), paid("a", "b", "rail", 200))

    assert cents == 150
    assert "by rail" in evidence


def test_a_hiding_place_on_a_ship_has_a_price_of_its_own():
    payments = paid("a", "c", "schooner", 10_000), paid("a", "b", "rail", 200, "p2")

    out_of_virginia = priced(leg("b", "c", "schooner"), *payments)
    between_free_states = priced(leg("a", "b", "schooner"), *payments)

    # Winding 1.35: 10,000 cents over 150.11 km is 66.62 cents a km.
    assert out_of_virginia == (
        6_662,
        "derived: 66.62 cents a km hidden by schooner, median of 1, at most $100.00",
    )
    assert between_free_states[0] == 150


def test_walking_costs_nothing():
    assert priced(leg("a", "b", "foot"), paid("a", "b", "rail", 200)) == (
        0,
        "none: walking costs nothing",
    )


def test_a_price_given_with_the_leg_stays():
    given = msgspec.structs.replace(leg("a", "b", "rail"), cost_cents=7, cost_evidence="given")

    assert priced(given, paid("a", "b", "rail", 200)) == (7, "given")


def test_without_any_comparable_payment_nothing_is_made_up():
    assert priced(leg("a", "b", "car"))[0] == 0
    assert priced(leg("a", "b", "car"))[1].startswith("none: no payment on file")


def test_a_payment_between_places_without_coordinates_makes_no_rate():
    assert rates([paid("a", "x", "rail", 200)], PLACES) == {}


def test_a_payment_for_an_unknown_place_is_an_error():
    with pytest.raises(KeyError):
        rates([paid("a", "nowhere", "rail", 200)], PLACES)
