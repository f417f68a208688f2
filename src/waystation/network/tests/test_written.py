"""A network written down and read again is the same network; a bad file is told row by row."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.network.cells import BadTables
from waystation.network.changes import every
from waystation.network.domain import (
    LAWS,
    MODES,
    Calendar,
    Closure,
    House,
    Jurisdiction,
    Leg,
    Partner,
    Place,
)
from waystation.network.maps import rows_of_map
from waystation.network.tables import NOTHING, Network, assemble, rows_of
from waystation.network.taking import typed, wanted_of
from waystation.network.tests.conftest import CHESTER, DOVER, GUIDE, HOUSE, LAND, WALK
from waystation.network.written import cells_of, csv_files, geojson, naming_partners, packed

SMALL = Network(
    places=(CHESTER, DOVER),
    houses=(HOUSE,),
    legs=(WALK,),
    partners=(GUIDE,),
    jurisdictions=(LAND,),
)

# What people write: any printable sign, blanks inside, formulas and quotes at the beginning.
texts = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp")) | st.sampled_from("=+-@',\"\n"), max_size=12
).map(str.strip)
ids = texts.map(lambda t: t.replace("\n", "").replace(";", "").strip()).filter(
    lambda t: t and t.isprintable() and not t.endswith("~back")
)
minutes = st.integers(0, 1_439)
days = st.dates(date(1800, 1, 1), date(2100, 1, 1))
reasons = texts.map(lambda t: " ".join(t.replace(";", " ").split()))


@st.composite
def closures(draw):
    spans = draw(st.lists(st.tuples(days, days, reasons), max_size=2))
    found = {Closure(min(a, b), max(a, b), why) for a, b, why in spans}
    return tuple(sorted(found, key=lambda c: (c.first, c.last, c.why)))


weekdays = st.frozensets(st.integers(0, 6), max_size=6).map(lambda d: tuple(sorted(d)))
calendars = st.builds(Calendar, weekdays, closures())
standings = st.sampled_from(["proposed", "vetted", "retired"])
kept = {"standing": standings, "rests": closures()}
spans = st.tuples(minutes, minutes).filter(lambda s: s[0] != s[1])


@st.composite
def places(draw, slug):
    lat, lon = draw(st.none() | st.floats(-90, 90)), draw(st.floats(-180, 180))
    named = {"name": draw(texts) or slug, "lat": lat, "lon": None if lat is None else lon}
    words = dict.fromkeys(("region", "country", "kind", "evidence", "source"), texts)
    return draw(st.builds(Place, slug=st.just(slug), curfew=st.none() | spans, **words, **kept,
                          **{key: st.just(value) for key, value in named.items()}))  # fmt: skip


@st.composite
def legs(draw, slug, ends, helpers):
    mode = draw(st.sampled_from(list(MODES)))
    departs = draw(st.lists(minutes, max_size=3, unique=True).map(sorted).map(tuple))
    assumed = draw(st.sets(st.sampled_from(["km", "cost_cents", "capacity"])).map(sorted))
    if MODES[mode].local_starts and not departs:
        assumed.append("departs")
    fare = "" if "cost_cents" in assumed else "given"
    a, b = ends
    return draw(
        st.builds(
            Leg, slug=st.just(slug), from_place=st.just(a), to_place=st.just(b),
            mode=st.just(mode), duration_min=st.integers(1, 200_000),
            km=st.integers(0, 500_000).map(lambda n: n / 10), capacity=st.integers(1, 99),
            night_only=st.booleans(), oneway=st.booleans(), cost_cents=st.integers(0, 10**8),
            cost_evidence=texts.map(lambda t: t or fare),
            risk_p=st.none() | st.floats(0, 1, exclude_max=True), departs=st.just(departs),
            evidence=texts, source=texts, years=texts, note=texts,
            assumed=st.just(tuple(assumed)), calendar=calendars,
            windows=spans.map(lambda s: (s,)) | st.just(()),
            slow=st.tuples(spans, st.integers(1, 9_999)).map(lambda s: ((*s[0], s[1]),))
            | st.just(()),
            climb_m=st.integers(0, 20_000),
            guides=st.lists(st.sampled_from(helpers), max_size=2, unique=True).map(tuple)
            if helpers else st.just(()), **kept,
        )
    )  # fmt: skip


@st.composite
def networks(draw):
    """Make a small network of everything, with whatever people write into it."""
    slugs = draw(st.lists(ids, min_size=2, max_size=4, unique=True))
    spots = tuple(draw(places(slug)) for slug in slugs)
    partners = tuple(
        draw(st.builds(Partner, slug=st.just(slug), name=texts.map(lambda t: t or "somebody"),
                       place=st.sampled_from(slugs), region=st.just("MD"),
                       assumed=st.booleans(), tongue=st.sampled_from(["en", "ko"]),
                       code_on=st.none() | st.dates(), calendar=calendars, **kept))
        for slug in draw(st.lists(ids, max_size=2, unique=True))
    )  # fmt: skip
    helpers = [partner.slug for partner in partners]
    ways = tuple(
        draw(legs(slug, draw(st.permutations(slugs))[:2], helpers))
        for slug in draw(st.lists(ids, max_size=3, unique=True))
    )
    houses = tuple(
        draw(st.builds(House, place=st.just(slug), beds=st.integers(0, 99),
                       max_nights=st.integers(0, 9), assumed=st.booleans(),
                       calendar=calendars, **kept))
        for slug in draw(st.lists(st.sampled_from(slugs), max_size=2, unique=True))
    )  # fmt: skip
    lands = tuple(
        draw(st.builds(Jurisdiction, code=st.just(code), name=texts.map(lambda t, c=code: t or c),
                       law=st.sampled_from(LAWS), **kept))
        for code in draw(st.lists(ids, max_size=2, unique=True))
    )  # fmt: skip
    return Network(spots, houses, ways, partners=partners, jurisdictions=lands)


@settings(max_examples=30)
@given(networks())
def test_a_network_written_as_tables_and_read_again_is_the_same(network):
    bad = []

    rows, ignored = rows_of(csv_files(network, with_partners=True), bad)

    assert (assemble(rows, bad), bad, ignored) == (network, [], [])


@settings(max_examples=30)
@given(networks())
def test_a_network_written_as_a_map_and_read_again_is_the_same(network):
    bad = []

    rows, ignored = rows_of_map("x.json", geojson(network, with_partners=True), bad)

    assert (assemble(rows, bad), bad, ignored) == (network, [], [])


def test_without_being_asked_no_file_names_a_partner():
    led = Network(
        places=SMALL.places, legs=(replace(WALK, guides=("op1",)),),
        partners=SMALL.partners,
    )  # fmt: skip
    written = b"".join(csv_files(led, with_partners=False).values())
    written += geojson(led, with_partners=False)

    assert b"Garrett" not in written
    assert b"op1" not in written
    assert b"op1" in b"".join(csv_files(led, with_partners=True).values())


def test_what_was_taken_out_without_partners_changes_nothing_when_it_comes_back():
    led = Network(
        places=SMALL.places, houses=SMALL.houses, partners=SMALL.partners,
        legs=(replace(WALK, guides=("op1",)),),
    )  # fmt: skip
    for files in (
        {"a.zip": packed(csv_files(led, with_partners=False))},
        {"a.geojson": geojson(led, with_partners=False)},
    ):
        wanted, ignored = wanted_of(files.items(), led)

        assert set(wanted) == {r for key, r in every(led).items() if key[0] != "partner"}
        assert ignored == ()


def test_a_column_a_file_lacks_stays_and_an_empty_cell_clears():
    files = {"places.csv": b"id,region\nchester,\n"}

    (place,) = wanted_of(files.items(), SMALL)[0]

    assert (place.name, place.region, place.lat) == ("Chester", "", 39.8)


def test_a_spreadsheet_finds_no_formula_in_a_file():
    place = Place(slug="=1+1", name='=HYPERLINK("http://x")', source="@cmd", lat=-1.5, lon=-0.5)

    raw = csv_files(Network(places=(place,)), with_partners=False)["places.csv"].decode()

    (cells,) = list(csv.DictReader(io.StringIO(raw)))
    assert [cells[c][0] for c in ("id", "name", "source")] == ["'", "'", "'"]
    assert (cells["lat"], cells["lon"]) == ("-1.5", "-0.5")


def test_a_map_has_places_as_points_and_legs_as_lines_longitude_first():
    whole = json.loads(geojson(SMALL, with_partners=False))

    shapes = {f["properties"]["record"]: f["geometry"] for f in whole["features"]}
    assert shapes["place"] == {"type": "Point", "coordinates": [-75.5, 39.2]}
    assert shapes["leg"] == {"type": "LineString", "coordinates": [[-75.5, 39.2], [-75.4, 39.8]]}
    assert shapes["house"] is None


def point(**properties):
    geometry = {"type": "Point", "coordinates": [0, 0]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


@pytest.mark.parametrize(
    ("feature", "column", "reason"),
    [
        (point(), "id", "the property ‘id’ is missing"),
        (point(id="b", curfew="8 to 9"), "curfew", "curfew ‘8 to 9’ is not a span of time"),
        (point(id="b", beds=[1]), "beds", "beds is a list or an object"),
        (point(id="b", beds=1.5), "beds", "beds 1.5 is not a whole number"),
        (point(id="b") | {"geometry": None, "properties": {"id": "b"}}, "record",
         "nothing says what kind of record this is"),
        (point(id="b") | {"geometry": {"type": "Point", "coordinates": ["x"]}}, "lat",
         "the place is no point with longitude and latitude"),
        (point(id="b") | {"geometry": {"type": "Point", "coordinates": [0, 91]}}, "lat",
         "lat 91 is out of range"),
        ("no feature", "", "this is no feature"),
        (point(record="leg", id="b", from_place="a", to_place="z", mode="foot", hours=1),
         "to_place", "to_place ‘z’ is not in places.csv"),
    ],
)  # fmt: skip
def test_a_bad_feature_is_named_by_its_number_and_value(feature, column, reason):
    raw = json.dumps({"type": "FeatureCollection", "features": [point(id="a"), feature]})

    with pytest.raises(BadTables) as refusal:
        wanted_of({"m.geojson": raw.encode()}.items(), NOTHING)

    (row,) = refusal.value.rows
    assert (row.where, row.column, row.reason) == ("m.geojson, feature 2", column, reason)
    assert row.hint


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("m.json", b"{", "not proper JSON"),
        ("m.json", b'{"x":' + b"1" * 5_000 + b"}", "not proper JSON"),
        ("m.json", b"[]", "this is no FeatureCollection"),
        ("m.json", b'{"type":"FeatureCollection","features":[]}', "holds no features"),
        ("m.json", b'{"type":"FeatureCollection","features":[],"crs":{}}', "coordinate system"),
        ("t.zip", b"PK", "cannot be unpacked"),
        ("notes.txt", b"", "no file of a network"),
    ],
)
def test_a_file_that_is_none_of_a_network_is_refused(name, raw, reason):
    with pytest.raises(BadTables, match=reason):
        wanted_of({name: raw}.items(), NOTHING)


def test_no_file_at_all_is_refused():
    with pytest.raises(BadTables, match="no file was given"):
        wanted_of({}.items(), NOTHING)


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("windows", "06:00", "‘06:00’ is not a span of time"),
        ("windows", "06:00-06:00", "‘06:00-06:00’ ends where it begins"),
        ("windows", "06:00-12:00;11:00-13:00", "two spans of windows overlap or touch"),
        ("windows", "22:00-02:00;01:00-03:00", "two spans of windows overlap or touch"),
        ("windows", "06:00-12:00;12:00-13:00", "two spans of windows overlap or touch"),
        ("slow", "06:00-08:00", "does not say how many minutes"),
        ("slow", "06:00-08:00=0", "does not say how many minutes"),
        ("slow", "06:00-08:00=9;07:00-09:00=8", "two spans of slow overlap"),
        ("weekdays", "mon;someday", "‘someday’ is no day of the week"),
        ("closed", "soon", "‘soon’ names no days"),
        ("closed", "2026-02-30", "names no days"),
        ("rests", "2026-03-02..2026-03-01", "ends before it begins"),
        ("climb_m", "-1", "climb_m -1 is out of range"),
        ("guides", "op1;op9", "the guide ‘op9’ is no partner on file"),
        ("standing", "trusted", "standing ‘trusted’ is not known"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_value(column, text, reason):
    raw = f"id,from,to,mode,{column}\nwalk,dover,chester,foot,{text}\n".encode()

    with pytest.raises(BadTables) as refusal:
        wanted_of({"legs.csv": raw}.items(), SMALL)

    (row,) = refusal.value.rows
    assert (row.where, row.column) == ("legs.csv, line 2", column)
    assert reason in row.reason
    assert row.hint


def test_a_day_on_which_nobody_can_have_agreed_to_the_code_is_refused():
    raw = b"id,name,place,code_on\nop9,Ann,dover,2026-02-30\n"

    with pytest.raises(BadTables) as refusal:
        wanted_of({"partners.csv": raw}.items(), SMALL)

    (row,) = refusal.value.rows
    assert (row.column, row.hint) == ("code_on", "Write it like 2026-03-01.")


def test_beds_are_told_in_one_file_only():
    files = {"places.csv": b"id,beds\nx,3\n", "houses.csv": b"place,beds\nx,4\n"}

    with pytest.raises(BadTables, match=r"beds are given here and in houses\.csv"):
        wanted_of(files.items(), NOTHING)


def test_the_cells_of_a_record_are_what_a_person_would_type():
    closed = (Closure(date(2026, 3, 1), date(2026, 3, 8), "flood"),)
    hours = {"windows": ((360, 720),), "slow": ((480, 600, 90),)}

    cells = cells_of(
        replace(WALK, calendar=Calendar((0, 6), closed), guides=("op1", "op2"), **hours)
    )

    assert (cells["weekdays"], cells["closed"]) == ("mon;sun", "2026-03-01..2026-03-08 flood")
    assert (cells["windows"], cells["slow"]) == ("06:00-12:00", "08:00-10:00=90")
    assert (cells["guides"], cells["night_only"]) == ("op1;op2", "yes")


def test_a_leg_without_an_id_is_the_one_of_the_same_ends_and_mode():
    walk = replace(WALK, slug="dover--chester--foot", note="by the mill")
    raw = b"from_place,to_place,mode,km\ndover,chester,Foot,20\n"

    (leg,) = wanted_of({"legs.csv": raw}.items(), replace(SMALL, legs=(walk,)))[0]

    assert leg == replace(walk, km=20.0)


def test_a_fare_that_is_cleared_keeps_no_evidence_of_the_old_one():
    paid = replace(WALK, cost_cents=50, cost_evidence="documented: Still 1872")
    raw = b"id,from_place,to_place,mode,cost_cents\nwalk,dover,chester,foot,\n"

    (leg,) = wanted_of({"legs.csv": raw}.items(), replace(SMALL, legs=(paid,)))[0]

    assert (leg.cost_cents, leg.cost_evidence) == (0, "")
    assert "cost_cents" in leg.assumed


def packs() -> dict[str, bytes]:
    good = packed({"places.csv": b"id\na\n" * 200})
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w", zipfile.ZIP_LZMA) as pack:
        pack.writestr("places.csv", "id")
    # The size in the list of contents is the four bytes that stand 24 after its mark.
    at = good.index(b"PK\x01\x02") + 24
    return {
        "broken": good[:45] + b"\xff" * 12 + good[57:],
        "another way of packing": other.getvalue(),
        "false size": good[:at] + (5).to_bytes(4, "little") + good[at + 4 :],
        "none": b"PK",
    }


@pytest.mark.parametrize("name", packs())
def test_a_packed_file_that_does_not_unpack_is_refused(name):
    with pytest.raises(BadTables, match="cannot be unpacked"):
        wanted_of([("a.zip", packs()[name])], NOTHING)


def test_two_files_of_one_name_are_refused_and_neither_is_lost_unseen():
    twice = [("places.csv", b"id\na\n"), ("a.zip", packed({"2024/places.csv": b"id\nb\n"}))]

    with pytest.raises(BadTables, match="two files go by this name"):
        wanted_of(twice, NOTHING)


def test_what_is_corrected_and_vetted_is_proposed_no_longer():
    held = replace(WALK, standing="proposed")

    (leg,), bad = typed("leg", {}, replace(SMALL, legs=(held,)), held)

    assert (leg.standing, bad) == ("vetted", [])


def test_free_text_that_may_name_a_partner_is_counted_before_it_leaves():
    told = replace(WALK, note="ask for Thomas Garrett at the forge")

    assert naming_partners(SMALL) == 0
    assert naming_partners(replace(SMALL, legs=(told,))) == 1
