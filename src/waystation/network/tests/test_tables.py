"""Reading a network: what is taken, what is assumed, and every refusal with its line."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.network import tables
from waystation.network.domain import MODES, House
from waystation.network.tables import BadTables, read_network

PLACES = "id\na\nb\n"
LEGS = "from_place,to_place,mode,hours\na,b,foot,2\n"


@pytest.fixture
def folder(tmp_path: Path):
    def write(places: str | bytes = PLACES, legs: str | bytes = LEGS) -> Path:
        for name, text in (("places.csv", places), ("legs.csv", legs)):
            raw = text if isinstance(text, bytes) else text.encode()
            (tmp_path / name).write_bytes(raw)
        return tmp_path

    return write


def problems(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(BadTables) as refusal:
        read_network(folder)
    assert all(row.hint for row in refusal.value.rows)
    return [(row.file, row.line, row.reason) for row in refusal.value.rows]


def one_leg(folder, header: str, row: str):
    legs = f"from_place,to_place,mode,{header}\na,b,{row}\n"
    return read_network(folder(legs=legs)).legs[0]


def leg_problem(folder, header: str, row: str) -> str:
    found = problems(folder(legs=f"from_place,to_place,mode,{header}\na,b,{row}\n"))
    assert [(name, line) for name, line, _ in found] == [("legs.csv", 2)]
    return found[0][2]


def place_problem(folder, header: str, row: str) -> str:
    nothing = "," * header.count(",")
    found = problems(folder(places=f"id,{header}\na,{nothing}\nb,{row}\n"))
    assert [(name, line) for name, line, _ in found] == [("places.csv", 3)]
    return found[0][2]


def test_an_id_and_two_ends_are_enough(folder):
    network = read_network(folder())

    assert [place.name for place in network.places] == ["a", "b"]
    assert network.houses[0] == House(place="a", beds=12, max_nights=3, assumed=True)
    (leg,) = network.legs
    # Two hours on foot at 3.5 km/h are 7 km.
    assert (leg.slug, leg.duration_min, leg.km) == ("a--b--foot", 120, 7.0)
    assert (leg.oneway, leg.night_only, leg.risk_p, leg.cost_cents) == (False, False, None, 0)
    assert leg.assumed == ("km", "cost_cents", "capacity")


def test_everything_that_is_given_is_taken(folder):
    leg = one_leg(
        folder,
        "id,duration_min,km,oneway,night_only,risk_p,cost_cents,capacity,departs,years,evidence,source,note",
        "rail,L1,45,30,yes,1,0.02,150,8,18:30;06:00;6:00,1855,fact,a book,slow",
    )

    assert (leg.slug, leg.duration_min, leg.km) == ("L1", 45, 30.0)
    assert (leg.oneway, leg.night_only) == (True, True)
    assert (leg.risk_p, leg.cost_cents, leg.cost_evidence) == (0.02, 150, "given")
    assert (leg.capacity, leg.departs) == (8, (6 * 60, 18 * 60 + 30))
    assert (leg.years, leg.evidence, leg.source, leg.note) == ("1855", "fact", "a book", "slow")
    assert leg.assumed == ()


def test_short_names_and_byte_order_marks_are_understood(folder):
    places = "\ufeffid,capacity\r\na,5\r\nb,7\r\n"
    legs = "\ufeffFrom , to,mode,hours_est,mainly_at_night,risk,cost\r\na,b,Wagon,5.4,yes,0,0\r\n"

    network = read_network(folder(places, legs))

    (leg,) = network.legs
    assert network.houses[1].beds == 7
    # 5.4 h are 324 minutes, although 5.4 * 60 is a hair more in binary.
    assert (leg.mode, leg.duration_min, leg.night_only) == ("wagon", 324, True)
    assert (leg.risk_p, leg.cost_cents, leg.cost_evidence) == (0.0, 0, "given")


@pytest.mark.parametrize(
    ("kind", "beds"),
    [
        ("station", 12),
        ("hub", 24),
        ("crossing", 12),
        ("destination", 40),
        ("origin", 12),
        ("origin-county", 6),
        ("", 12),
        ("barn", 12),
    ],
)
def test_a_house_without_beds_gets_those_of_its_kind(folder, kind, beds):
    house = read_network(folder(places=f"id,kind\na,{kind}\nb,\n")).houses[0]

    assert house == House(place="a", beds=beds, max_nights=3, assumed=True)


def test_a_house_that_was_described_is_not_assumed(folder):
    places = "id,beds,max_nights\na,0,1\nb,,\n"

    assert read_network(folder(places)).houses[0] == House(
        place="a", beds=0, max_nights=1, assumed=False
    )


def test_time_is_found_from_distance_where_nobody_wrote_it(folder):
    # A wagon makes 7 km/h; by crow flight the road is 1.2 times as long.
    assert one_leg(folder, "km", "wagon,14").duration_min == 120
    assert one_leg(folder, "crow_km", "wagon,35").duration_min == 360


def test_time_is_found_from_coordinates_as_a_last_resort(folder):
    # One degree of the equator, 111.19 km, by wagon: 133.4 km, 19.06 h, 1144 min.
    network = read_network(folder("id,lat,lon\na,0,0\nb,0,1\n", "from,to,mode\na,b,wagon\n"))

    assert network.legs[0].duration_min == 1_144
    assert "duration_min" in network.legs[0].assumed


def test_two_legs_between_the_same_places_get_two_names(folder):
    network = read_network(folder(legs=LEGS + "a,b,foot,3\n"))

    assert [leg.slug for leg in network.legs] == ["a--b--foot", "a--b--foot-2"]


def test_columns_nobody_knows_are_named_and_left_alone(folder):
    network = read_network(folder(places="id,colour\na,red\nb,blue\n"))

    assert network.ignored == ("places.csv: colour",)


def test_blank_lines_and_quoted_line_breaks_do_not_shift_the_line_numbers(folder):
    places = 'id,source\na,"two\nlines"\n\nb,\nb,\n'

    assert problems(folder(places)) == [("places.csv", 6, "the id ‘b’ stands twice")]


def test_every_bad_row_is_named_not_only_the_first(folder):
    places = "id,lat,lon\na,91,0\nb,0,\n,,\n"
    legs = "from_place,to_place,mode,hours\na,a,foot,1\na,z,sledge,0\n"

    found = problems(folder(places, legs))

    assert [(name, line) for name, line, _ in found] == [
        ("places.csv", 2),
        ("places.csv", 3),
        ("legs.csv", 2),
        ("legs.csv", 3),
        ("legs.csv", 3),
        ("legs.csv", 3),
    ]


def test_the_legs_of_a_place_with_a_mistake_are_not_blamed_for_it(folder):
    assert problems(folder(places="id,lat,lon\na,north,0\nb,,\n")) == [
        ("places.csv", 2, "lat ‘north’ is not a number")
    ]


def test_a_missing_file_is_named(tmp_path):
    assert [(name, line) for name, line, _ in problems(tmp_path)] == [
        ("places.csv", 0),
        ("legs.csv", 0),
    ]


@pytest.mark.parametrize(
    ("places", "line", "reason"),
    [
        ("", 1, "the file is empty"),
        ("id\n", 0, "the file holds no places"),
        ("name\nA\n", 1, "the column ‘id’ is missing"),
        ("id,beds,capacity\na,1,1\n", 1, "two columns both give ‘beds’"),
        ("id\na\na\n", 3, "the id ‘a’ stands twice"),
        ("id,name\na,A,B\nb,B\n", 2, "3 fields where the header names 2"),
        ("id,name\na\nb,B\n", 2, "1 fields where the header names 2"),
        ('id,name\nb,B\na,"A\n', 3, "not proper CSV: unexpected end of data"),
        (b"id,name\na,\xe9\nb,\n", 2, "the text is not UTF-8"),
        (f"id,name\na,{'x' * 2_001}\nb,\n", 2, "a field is longer than 2000 characters"),
    ],
)
def test_a_file_that_is_no_table_is_refused(folder, places, line, reason):
    assert ("places.csv", line, reason) in problems(folder(places))


@pytest.mark.parametrize(
    ("header", "row", "reason"),
    [
        ("lat,lon", "90.5,0", "lat 90.5 is out of range"),
        ("lat,lon", "0,-181", "lon -181 is out of range"),
        ("lat,lon", "1,", "only one of lat and lon is given"),
        ("lat,lon", "nan,0", "lat ‘nan’ is not a number"),
        ("beds", "-1", "beds -1 is out of range"),
        ("beds", "2.5", "beds 2.5 is not a whole number"),
        ("max_nights", "many", "max_nights ‘many’ is not a number"),
    ],
)
def test_a_place_that_cannot_be_is_refused(folder, header, row, reason):
    assert place_problem(folder, header, row) == reason


@pytest.mark.parametrize(
    ("header", "row", "reason"),
    [
        ("hours", "sledge,1", "mode ‘sledge’ is not known"),
        ("hours", "foot,0", "the leg takes no time, or too much"),
        ("hours", "foot,-1", "hours -1 is out of range"),
        ("hours", "foot,inf", "hours ‘inf’ is not a number"),
        ("hours", "foot,NaN", "hours ‘NaN’ is not a number"),
        ("hours", "foot,1_0", "hours ‘1_0’ is not a number"),
        ("hours", "foot,soon", "hours ‘soon’ is not a number"),
        ("hours", "foot,", "nothing says how long the leg takes"),
        ("duration_min", "foot,12.5", "duration_min 12.5 is not a whole number"),
        ("duration_min", "foot,200001", "duration_min 200001 is out of range"),
        ("hours,risk_p", "foot,1,1.5", "risk_p 1.5 is out of range"),
        ("hours,risk_p", "foot,1,-0.1", "risk_p -0.1 is out of range"),
        ("hours,risk", "foot,1,1", "risk_p 1 means certain capture"),
        ("hours,cost_cents", "foot,1,12.5", "cost_cents 12.5 is not a whole number"),
        ("hours,cost", "foot,1,-5", "cost_cents -5 is out of range"),
        ("hours,capacity", "foot,1,0", "capacity 0 is out of range"),
        ("hours,oneway", "foot,1,perhaps", "oneway ‘perhaps’ is neither yes nor no"),
        ("hours,departs", "rail,1,6am", "departs ‘6am’ is not a time"),
        ("hours,departs", "rail,1,06:00;24:00", "departs ‘24:00’ is not a time"),
    ],
)
def test_a_leg_that_cannot_be_is_refused(folder, header, row, reason):
    assert leg_problem(folder, header, row) == reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,a,foot,1", "the leg leads from ‘a’ to itself"),
        ("a,z,foot,1", "to_place ‘z’ is not in places.csv"),
        (",b,foot,1", "from_place is empty"),
    ],
)
def test_a_leg_that_leads_nowhere_is_refused(folder, row, reason):
    legs = f"from_place,to_place,mode,hours\n{row}\n"

    assert problems(folder(legs=legs)) == [("legs.csv", 2, reason)]


def test_the_id_of_a_leg_stands_once(folder):
    legs = "id,from,to,mode,hours\nx,a,b,foot,1\nx,b,a,foot,1\n"

    assert problems(folder(legs=legs)) == [("legs.csv", 3, "the id ‘x’ stands twice")]


def test_the_ending_of_the_way_back_is_kept_free(folder):
    legs = "id,from,to,mode,hours\nx~back,a,b,foot,1\n"

    assert problems(folder(legs=legs)) == [("legs.csv", 2, "the id ‘x~back’ ends in ~back")]


def test_an_unknown_mode_is_answered_with_the_list_of_known_ones(folder):
    with pytest.raises(BadTables) as refusal:
        read_network(folder(legs="from,to,mode,hours\na,b,sledge,1\n"))

    assert refusal.value.rows[0].hint == f"Use one of: {', '.join(MODES)}."
    assert refusal.value.hint == refusal.value.rows[0].hint


def test_a_table_without_end_is_refused(folder, monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 2)

    assert problems(folder(places="id\na\nb\nc\n")) == [
        ("places.csv", 0, "3 rows; at most 2 are read")
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_nothing_else(folder, places, legs):
    with suppress(BadTables):
        read_network(folder(b"id,lat,lon,beds\n" + places, b"from,to,mode,hours,risk\n" + legs))
