"""The rule that makes the risk of a leg from its class and from dated hazards."""

from datetime import date, timedelta
from math import exp, prod

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.hazards.domain import (
    PER_HOUR,
    WAY,
    WEIGHT,
    Hazard,
    LegRisk,
    Near,
    first_day,
    house_risk,
    leg_risk,
    near,
)
from waystation.network.domain import MODES, Jurisdiction, Leg, Place

DAY = date(1855, 10, 26)
CHESTERTOWN = Place(slug="ch", name="Ch", region="MD", country="US", lat=39.209, lon=-76.067)
MIDDLETOWN = Place(slug="mi", name="Mi", region="DE", country="US", lat=39.450, lon=-75.716)
HAMILTON = Place(slug="ha", name="Ha", region="ON", country="CA", lat=43.250, lon=-79.850)
RICHMOND = Place(slug="ri", name="Ri", region="VA", country="US", lat=37.554, lon=-77.460)
STAUNTON = Place(slug="sta", name="Sta", region="VA", country="US", lat=38.150, lon=-79.073)


def leg(mode: str = "carriage", hours: float = 5.0, **more: object) -> Leg:
    plain = Leg(
        slug="l",
        from_place="a",
        to_place="b",
        mode=mode,
        duration_min=round(hours * 60),
        km=40.0,
        capacity=12,
    )
    return msgspec.structs.replace(plain, **more)


def incident(slug: str = "h", on: date = DAY, kind: str = "capture", **more: str) -> Hazard:
    return Hazard(slug=slug, on=on, precision="day", kind=kind, **more)


def at(km: float, hazard: Hazard) -> Near:
    return Near(hazard, km)


def risk(one: Leg, *nearby: Near, a: Place = CHESTERTOWN, b: Place = MIDDLETOWN) -> LegRisk:
    return leg_risk(one, a, b, nearby, DAY)


def test_a_night_drive_without_any_word_is_as_worked_by_hand():
    # 5 h by road in a border state: 340 in 100,000 an hour, halved by night: 0.0085.
    # No word: half a standard deviation of a gamma of shape 1 on top, 1.5: 0.01275, so 1.267 %.
    # Of shape 1 the 5 % quantile is -ln 0.95 = 0.0513, the 95 % one -ln 0.05 = 2.9957:
    # 1 - exp(-0.0085 * 0.0513) = 0.0436 % and 1 - exp(-0.0085 * 2.9957) = 2.514 %.
    found = risk(leg(night_only=True))

    assert found.risk_p == pytest.approx(0.01267, abs=1e-5)
    assert found.mean_p == pytest.approx(0.00846, abs=1e-5)
    assert found.low_p == pytest.approx(0.000436, abs=1e-6)
    assert found.high_p == pytest.approx(0.02514, abs=1e-5)
    assert (found.n_words, found.last_word_on, found.stale) == (0, None, 1)


def test_a_capture_on_the_spot_today_doubles_the_belief_and_narrows_the_interval():
    # Weight 1 on a strength of 1: (1 + 1) / 1 = 2. Half the belief rests on no fresh word:
    # 1 + 0.5 * 0.5 / sqrt 2 = 1.1768. 0.0085 * 2 * 1.1768 = 0.020005; 1 - exp(-..) = 1.981 %
    found = risk(leg(night_only=True), at(0, incident()))

    assert found.risk_p == pytest.approx(0.01981, abs=1e-5)
    assert (found.n_words, found.last_word_on, found.stale) == (1, DAY, 0.5)
    quiet = risk(leg(night_only=True))
    assert found.high_p / found.low_p < quiet.high_p / quiet.low_p


@pytest.mark.parametrize(
    ("km", "age_days", "kind", "factor"),
    [
        (0, 0, "capture", 2.0),  # 1 + 1
        (20, 0, "capture", 1.5),  # half the distance: weight 0.5
        (40, 0, "capture", 1.0),
        (0, 90, "capture", 1.5),  # one half-life: weight 0.5
        (0, 180, "capture", 1.25),
        (0, 0, "arrest", 1.6),
        (0, 7, "checkpoint", 1.3),  # weight 0.6, half of it left after a week
        (0, 0, "rescue", 1.3),
        (0, 0, "something new", 2.0),  # an unknown kind counts in full
    ],
)
def test_an_incident_counts_by_kind_distance_and_age(km, age_days, kind, factor):
    told = at(km, incident(on=DAY - timedelta(days=age_days), kind=kind))

    (reason,) = [r for r in risk(leg(), told).because if r.kind == "incident"]

    assert reason.factor == pytest.approx(factor)


@pytest.mark.parametrize(
    ("grades", "factor"),
    [
        ({"source_grade": "A", "word_grade": 1}, 2.0),
        ({"source_grade": "B", "word_grade": 2}, 1.7225),  # 0.85 * 0.85
        ({"source_grade": "F", "word_grade": 6}, 1.25),  # 0.5 * 0.5
        ({"source_grade": "E", "word_grade": 5}, 1.02),  # 0.2 * 0.1
        ({"severity": "Minor"}, 1.2),
    ],
)
def test_word_counts_by_who_says_it_and_how_likely_it_is(grades, factor):
    told = at(0, msgspec.structs.replace(incident(), **grades))

    (reason,) = [r for r in risk(leg(), told).because if r.kind == "incident"]

    assert reason.factor == pytest.approx(factor)


def test_word_counts_until_its_last_day_and_not_at_all_once_withdrawn():
    ends = msgspec.structs.replace(incident(on=DAY - timedelta(days=3)), until=DAY)

    assert ends.counts(DAY) > 0
    assert ends.counts(DAY + timedelta(days=1)) == 0
    assert msgspec.structs.replace(ends, withdrawn=True).counts(DAY) == 0
    assert risk(leg(), at(0, msgspec.structs.replace(ends, withdrawn=True))) == risk(leg())


def test_an_incident_of_tomorrow_does_not_count_today():
    tomorrow = at(0, incident(on=DAY + timedelta(days=1)))

    assert risk(leg(), tomorrow) == risk(leg())


def test_an_incident_long_forgotten_is_on_file_but_no_reason():
    found = risk(leg(), at(0, incident(on=DAY - timedelta(days=901))))

    assert found.risk_p == risk(leg()).risk_p
    assert (found.n_words, found.last_word_on) == (1, DAY - timedelta(days=901))


def test_a_law_raises_everything_it_binds_and_never_fades():
    law = incident(on=date(1793, 2, 12), kind="law", scope="US")
    reasons = risk(leg(), at(0, law)).because

    assert [r.factor for r in reasons if r.kind == "law"] == [1.2]
    assert risk(leg(), at(0, law)).n_words == 0  # A law is no word about the road.


def test_a_law_counts_only_where_it_binds():
    law = incident(kind="law", scope="US")

    assert near([law], CHESTERTOWN, HAMILTON, {}) == (Near(law, 0.0),)
    assert near([law], HAMILTON, HAMILTON, {}) == ()


def test_hazards_within_forty_km_of_the_way_are_near():
    # Chestertown and Middletown lie 40.3 km apart, Richmond far away.
    places = {"ch": CHESTERTOWN, "mi": MIDDLETOWN, "ri": RICHMOND}
    here, there, far, unplaced = (
        incident(slug=place or "none", place=place) for place in ("ch", "mi", "ri", "")
    )

    found = near([here, there, far, unplaced], CHESTERTOWN, MIDDLETOWN, places)

    assert [(n.hazard.slug, n.km) for n in found] == [("ch", 0.0), ("mi", 0.0)]


def test_word_from_the_middle_of_a_long_way_counts_on_land_but_not_at_sea():
    # Charlottesville lies 10 km off the straight line from Staunton to Richmond, 48 from an end.
    charlottesville = Place(slug="cv", name="Cv", region="VA", country="US", lat=38.03, lon=-78.48)
    told = incident(place="cv")
    places = {"cv": charlottesville}

    (by_land,) = near([told], STAUNTON, RICHMOND, places, leg("foot"))

    assert 5 < by_land.km < 15
    assert near([told], STAUNTON, RICHMOND, places, leg("ship")) == ()


def test_a_circle_reaches_as_much_farther_as_it_is_wide():
    # 60 km east of Middletown; a radius of 30 km leaves 30.
    told = Hazard(slug="c", on=DAY, precision="day", kind="flood", lat=39.45, lon=-75.018)

    assert near([told], MIDDLETOWN, MIDDLETOWN, {}) == ()
    (wide,) = near([msgspec.structs.replace(told, radius_km=30)], MIDDLETOWN, MIDDLETOWN, {})
    assert wide.km == pytest.approx(30, abs=1)


def test_word_of_a_leg_bears_on_that_leg_alone_in_both_directions():
    told = incident(leg="l")

    assert near([told], CHESTERTOWN, MIDDLETOWN, {}, leg(slug="l~back")) == (Near(told, 0.0),)
    assert near([told], CHESTERTOWN, MIDDLETOWN, {}, leg(slug="other")) == ()


def test_night_is_milder_than_day_and_each_way_has_its_own():
    assert by_light("foot", dark=True) == pytest.approx(by_light("foot", dark=False) / 2, rel=1e-2)
    assert by_light("rail", dark=True) == pytest.approx(
        by_light("rail", dark=False) * 0.8, rel=1e-2
    )


def by_light(mode: str, dark: bool) -> float:
    return leg_risk(leg(mode, 0.1), CHESTERTOWN, MIDDLETOWN, [], DAY, dark).risk_p


def test_a_land_on_file_has_the_last_word_on_its_law():
    free = {"US": Jurisdiction(code="US", name="", law="free state")}

    found = leg_risk(leg(), CHESTERTOWN, MIDDLETOWN, [], DAY, lands=free)

    assert found.risk_p < risk(leg()).risk_p


def test_a_day_of_waiting_is_as_worked_by_hand():
    # Border state: 250 in 100,000 a day, 1.5 for no word: 0.00375; 1 - exp(-..) = 0.374 %
    quiet = house_risk(CHESTERTOWN, [], DAY)
    raided = house_risk(CHESTERTOWN, [at(0, incident(kind="raid"))], DAY)

    assert quiet.risk_p == pytest.approx(0.003743, abs=1e-6)
    assert raided.risk_p > 1.5 * quiet.risk_p


def test_a_risk_given_with_the_leg_is_taken_as_it_is():
    found = risk(leg(risk_p=0.02), at(0, incident()))

    assert (found.risk_p, found.low_p, found.high_p) == (0.02, 0.02, 0.02)
    assert [reason.kind for reason in found.because] == ["given"]


def test_the_harsher_end_rules_the_leg_and_an_unknown_law_counts_as_a_border_state():
    into_canada = risk(leg(), a=CHESTERTOWN, b=HAMILTON).risk_p
    nowhere = Place(slug="x", name="X")

    assert into_canada == risk(leg()).risk_p
    assert risk(leg(), a=nowhere, b=nowhere).risk_p == risk(leg()).risk_p


def test_at_sea_only_the_ends_of_a_voyage_count():
    assert risk(leg("ship", 24)).risk_p == risk(leg("ship", 900)).risk_p
    assert risk(leg("ship", 23)).risk_p < risk(leg("ship", 24)).risk_p


@pytest.mark.parametrize(
    ("one", "ends", "low", "high"),
    [
        (leg("rail", 0.7), (HAMILTON, HAMILTON), 0.0002, 0.001),
        (leg("carriage", 4.8, night_only=True), (CHESTERTOWN, MIDDLETOWN), 0.01, 0.03),
        (leg("foot", 60, night_only=True), (STAUNTON, RICHMOND), 0.08, 0.20),
    ],
)
def test_the_figures_stay_where_common_sense_puts_them(one, ends, low, high):
    assert low < risk(one, a=ends[0], b=ends[1]).risk_p < high


def test_every_mode_has_a_way_and_slavery_never_makes_a_way_safer():
    assert set(WAY) == set(MODES)
    assert set(WAY.values()) == set(PER_HOUR)
    for rates in PER_HOUR.values():
        assert list(rates) == sorted(rates, reverse=True)


hazards = st.builds(
    lambda slug, age, kind, km, law: Near(
        Hazard(
            slug=slug,
            on=DAY - timedelta(days=age),
            precision="day",
            kind=kind,
            scope="US" if law else "",
        ),
        0.0 if law else km,
    ),
    st.text("abc", min_size=1, max_size=6),
    st.integers(-30, 1_200),
    st.sampled_from([*WEIGHT, "new"]),
    st.floats(0, 40),
    st.booleans(),
)
legs = st.builds(leg, st.sampled_from(list(MODES)), st.floats(0.1, 200), night_only=st.booleans())


@given(legs, st.lists(hazards, max_size=8))
def test_the_reasons_multiply_back_to_the_figure(one, nearby):
    found = risk(one, *nearby)

    assert found.risk_p == pytest.approx(1 - exp(-prod(r.factor for r in found.because)))
    assert 0 < found.low_p < found.risk_p < found.high_p < 1


@given(legs, st.lists(hazards, max_size=8), hazards)
def test_one_more_hazard_never_lowers_the_risk(one, nearby, another):
    before, after = risk(one, *nearby), risk(one, *nearby, another)

    assert after.risk_p >= before.risk_p * (1 - 1e-12)


@given(legs, st.lists(hazards, max_size=8, unique_by=lambda n: n.hazard.slug), st.randoms())
def test_the_order_in_which_hazards_are_told_does_not_matter(one, nearby, chance):
    shuffled = list(nearby)
    chance.shuffle(shuffled)

    assert risk(one, *shuffled) == risk(one, *nearby)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1855-10-26", date(1855, 10, 26)),
        ("1855-10", date(1855, 10, 1)),
        ("1855", date(1855, 1, 1)),
        ("1850s", date(1850, 1, 1)),
    ],
)
def test_a_vague_date_is_its_first_day(text, day):
    assert first_day(text) == day


@pytest.mark.parametrize("text", ["", "55", "1855-13", "1855-1-1-1", "autumn 1855", "-1855"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        first_day(text)
