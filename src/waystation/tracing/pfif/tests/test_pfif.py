"""Files in PFIF 1.4: read whole or not at all, taken in by a human, written for one receiver."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.models import RequestRow, RunRow
from waystation.tracing.partners import queries as partners
from waystation.tracing.partners.tests.conftest import THEIRS, released
from waystation.tracing.pfif import domain, ends, queries, services
from waystation.tracing.pfif.domain import BadFile, Note, Record
from waystation.tracing.pfif.reading import read
from waystation.tracing.pfif.writing import is_legal, written
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests import services as requesting
from waystation.tracing.tests.builders import NOBODY, a_korean, a_request, agreed
from waystation.tracing.values import Report
from waystation.vault import boxes

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4">\n'
ONE = """<pfif:person>
<pfif:person_record_id>example.org/7</pfif:person_record_id>
<pfif:source_name>Mission at the river</pfif:source_name>
<pfif:source_date>2026-01-31T00:00:00Z</pfif:source_date>
<pfif:full_name>표인선</pfif:full_name>
<pfif:alternate_names>P'yo In-sŏn
Biao Renshan</pfif:alternate_names>
<pfif:age>40-41</pfif:age>
<pfif:home_state>함경북도</pfif:home_state>
<pfif:home_street>Hidden Lane 3</pfif:home_street>
<pfif:photo_url>https://example.org/face.jpg</pfif:photo_url>
<pfif:note><pfif:note_record_id>example.org/n7</pfif:note_record_id>
<pfif:status>believed_dead</pfif:status></pfif:note>
</pfif:person>
"""
WORDS = st.text(st.characters(codec="utf-8").filter(is_legal), max_size=30).map(str.strip)
LINES = WORDS.map(lambda text: " ".join(text.split())).filter(bool)
IDS = st.uuids().map(lambda one: f"example.org/{one}")
MOMENTS = st.none() | st.datetimes(
    min_value=datetime(1850, 1, 1),  # noqa: DTZ001 (the zone is drawn apart)
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda at: at.replace(microsecond=0))
NOTES = st.builds(
    Note, record_id=IDS, entry_date=MOMENTS, author=WORDS, source_date=MOMENTS,
    status=st.sampled_from(domain.STATUSES), text=WORDS,
)  # fmt: skip
RECORDS = st.builds(
    Record, record_id=IDS, entry_date=MOMENTS, expiry_date=MOMENTS, author=WORDS,
    source_name=WORDS, source_date=MOMENTS, full_name=WORDS,
    alternate_names=st.lists(LINES, max_size=4, unique=True).map(tuple),
    sex=st.sampled_from(domain.SEXES),
    date_of_birth=st.sampled_from(["", "1815", "1815-03", "1815-03-02"]),
    age=st.sampled_from(["", "0", "30", "30-40"]),
    home_state=WORDS, notes=st.lists(NOTES, max_size=3).map(tuple),
)  # fmt: skip


def a_file(*people: str) -> bytes:
    return (HEAD + "".join(people or (ONE,)) + "</pfif:pfif>").encode()


def faults(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(BadFile) as found:
        read(content)
    return [(bad.line, bad.says) for bad in found.value.bad]


@settings(max_examples=25, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=4, unique_by=lambda one: one.record_id))
def test_what_is_written_is_read_back_to_the_letter(records):
    found = read(written(records))
    assert [replace(one, line=0) for one in found.records] == records
    assert found.left_out == ()


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: a_file(text)))
def test_whatever_comes_is_read_or_refused_with_reasons(content):
    try:
        assert read(content).records
    except BadFile as found:
        said = [(bad.says, bad.hint) for bad in found.bad]
    else:
        return
    assert all(says and hint for says, hint in said)


def test_a_file_of_another_hand_is_read_without_photo_and_street():
    found = read(a_file())
    (record,) = found.records
    told = domain.profile_of(record)
    assert [name.text for name in told.names] == ["표인선", "P'yo In-sŏn", "Biao Renshan"]
    # Between 40 and 41 on the last of January of 2026.
    assert told.birth.ages_on(date(2026, 1, 31)) == (40, 40)
    assert [home.province for home in told.homes] == ["함경북도"]
    assert found.left_out == (("home_street", 1), ("photo_url", 1))
    assert record.line == 3


def test_bad_files_are_refused_with_line_and_reason():
    assert faults(b"no xml") == [(1, "This is no XML here.")]
    assert faults(a_file(ONE.replace("</pfif:person>", "")))[0][0] == 17
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]>' + a_file()[39:]
    assert faults(bomb) == [(1, "This file brings definitions or an encoding of its own.")]
    assert faults(a_file().replace(b"pfif/1.4", b"pfif/1.2")) == [
        (1, "This is PFIF 1.2, and 1.4 is read here.")
    ]
    assert faults(a_file(ONE.replace("40-41", "41-40"))) == [(10, "“age” cannot be read: 41-40")]
    assert faults(a_file(ONE.replace("2026-01-31T", "31.1.2026 ")))[0][0] == 6
    assert faults(a_file(ONE.replace("example.org/7", "7")))[0][0] == 3
    assert faults(a_file(ONE, ONE))[0] == (17, "The record of this id stands twice in the file.")
    assert faults(a_file("<pfif:x/>"))[0][1].startswith("This file holds 0 people")
    assert faults(bytes(domain.FILE_MAX + 1))[0][1].startswith("This file has 2000001 bytes")


@pytest.mark.django_db
def test_nothing_of_a_bad_file_is_kept(peter):
    with pytest.raises(BadFile):
        services.upload(content=a_file(ONE.replace("40-41", "x")), keyring=peter, now=NOW)
    assert not RunRow.objects.exists()


def test_a_record_becomes_a_request_only_by_a_human_and_stays_a_copy(peter):
    made = services.upload(content=a_file(), keyring=peter, now=NOW)
    assert requests.requests(peter) == []
    found = services.take(import_id=made, record_id="example.org/7", keyring=peter, now=NOW)
    request = requests.request(found, peter).request
    assert request.copied.record_id == "example.org/7"
    assert request.copied.until == TODAY + domain.SHORTEST, "the file names no last day"
    assert [report.says for report in request.reports] == ["dead"], "one report, no certainty"
    assert requests.searching(peter, TODAY) == [], "nobody's yes stands in it"
    agreed_to = replace(request, agreed=agreed(), identity=a_request().identity)
    assert agreed_to.may_search_on(request.copied.until)
    assert not agreed_to.may_search_on(request.copied.until + timedelta(days=1))
    with pytest.raises(Refused, match="very same file"):
        services.upload(content=a_file(), keyring=peter, now=NOW)


def test_taking_in_is_taken_back_while_the_request_is_untouched(peter):
    made = services.upload(content=a_file(), keyring=peter, now=NOW)
    which = {"import_id": made, "record_id": "example.org/7", "keyring": peter, "now": NOW}
    services.take(**which)
    services.take_back(**which)
    assert not RequestRow.objects.exists()
    found = services.take(**which)
    was = requests.request(found, peter).request
    change = {"was": was, "value": replace(was, last_news="seen in spring"), "now": NOW}
    requesting.change(request_id=found, keyring=peter, **change)
    with pytest.raises(Refused, match="worked with the request"):
        services.take_back(**which)


def test_a_record_is_set_aside_with_a_reason_and_that_too_is_taken_back(peter):
    made = services.upload(content=a_file(), keyring=peter, now=NOW)
    which = {"import_id": made, "record_id": "example.org/7", "keyring": peter, "now": NOW}
    with pytest.raises(Refused, match="not said why"):
        services.set_aside(**which, why=" ")
    services.set_aside(**which, why="known to be false")
    with pytest.raises(Refused, match="decided on this record"):
        services.take(**which)
    services.take_back(**which)
    (line,) = queries.lines(queries.one_import(made, peter), peter)
    assert line.fate is None


def test_a_record_that_ran_out_at_home_is_not_taken_in(peter):
    old = ONE.replace(
        "<pfif:age>", "<pfif:expiry_date>1850-01-01T00:00:00Z</pfif:expiry_date><pfif:age>"
    )
    made = services.upload(content=a_file(old), keyring=peter, now=NOW)
    with pytest.raises(Refused, match="has run out"):
        services.take(import_id=made, record_id="example.org/7", keyring=peter, now=NOW)


def test_a_file_leaves_only_with_a_yes_for_files_and_this_receiver(two, peter):
    for one in (
        released("Somebody Else", a_korean()),
        released(THEIRS, a_korean(), uses=("request", "keys")),
        released(THEIRS, a_korean(), agreed=agreed(TODAY - timedelta(days=1), given_on=TODAY)),
    ):
        wanted = a_request(sought=a_korean(), released=(one,))
        made = requesting.open_request(request=wanted, keyring=peter, now=NOW)
        with pytest.raises(Refused, match="has not released"):
            services.export(request_id=made, partner_id=two.theirs, keyring=peter, now=NOW)


def test_what_leaves_is_what_was_released_and_opens_with_the_receivers_key_alone(two, peter):
    sought = a_korean("한서린", "Han So Rin")
    given = released(THEIRS, sought, parts=("home",), names=sought.names[:1])
    wanted = a_request(sought=sought, released=(given,), story="he carried her over the river")
    made = requesting.open_request(request=wanted, keyring=peter, now=NOW)
    sealed = services.export(request_id=made, partner_id=two.theirs, keyring=peter, now=NOW)
    out = io.BytesIO()
    boxes.open_carried(partners.own(two.anna)[1].secret, io.BytesIO(sealed), out)
    text = out.getvalue().decode()
    (record,) = read(out.getvalue()).records
    assert (record.full_name, record.alternate_names, record.home_state) == (
        "한서린",
        (),
        "함경북도",
    )
    assert (record.age, record.date_of_birth, record.status) == ("", "", "information_sought")
    assert record.expiry_date.date() == given.agreed.until, "never without a last day"
    for word in ("무산군", "삼봉리", "photo", "John", "river", "home_street", "home_city"):
        assert word not in text


def test_nobody_is_dead_in_a_file_on_the_word_of_one_and_nobody_alive_on_any():
    def report(says, source):
        return Report(says=says, source=source, heard_on=TODAY, by=NOBODY)

    one, same, two = report("dead", "Amos"), report("dead", " amos"), report("dead", "Beth")
    assert domain.status_of([one]) == domain.status_of([one, same]) == "information_sought"
    assert domain.status_of([one, two]) == "believed_dead"
    assert domain.status_of([one, two, report("alive", "Carl")]) == "information_sought"
    assert domain.status_of([report("alive", "Carl")]) == "information_sought"


def test_a_copy_goes_on_under_its_homes_id_and_ends_no_later(two, peter):
    made = services.upload(content=a_file(), keyring=peter, now=NOW)
    found = services.take(import_id=made, record_id="example.org/7", keyring=peter, now=NOW)
    request = requests.request(found, peter).request
    given = released(THEIRS, request.sought)
    record = domain.record_of(
        request, given, source="Us", home="x.invalid", known_as=found, now=NOW
    )
    assert (record.record_id, record.source_name) == ("example.org/7", "Mission at the river")
    assert record.expiry_date.date() == request.copied.until


def test_a_file_goes_ninety_days_after_it_came_and_the_request_made_of_it_stays(peter):
    came = {"import_id": services.upload(content=a_file(), keyring=peter, now=NOW)}
    later = NOW + timedelta(days=30)
    found = services.take(**came, record_id="example.org/7", keyring=peter, now=later)
    last = TODAY + timedelta(days=90)

    # The file and its one piece; no key is at hand.
    assert (ends.sweep(last), RunRow.objects.count()) == (0, 2)
    assert queries.one_import(*came.values(), peter).value.until == last
    assert (ends.sweep(last + timedelta(days=1)), RunRow.objects.count()) == (2, 0)

    assert queries.imports(peter) == []
    assert requests.request(found, peter).request.sought.name == "표인선"
    with pytest.raises(Refused, match="no such record"):
        services.take_back(**came, record_id="example.org/7", keyring=peter, now=later)


def test_what_passed_with_an_organisation_does_not_go_with_the_files_that_came(two, peter):
    services.upload(content=a_file(), keyring=peter, now=NOW)
    sought = a_korean()
    wanted = a_request(sought=sought, released=(released(THEIRS, sought),))
    made = requesting.open_request(request=wanted, keyring=peter, now=NOW)
    services.export(request_id=made, partner_id=two.theirs, keyring=peter, now=NOW)

    ends.sweep(TODAY + timedelta(days=10_000))

    assert (queries.imports(peter), len(partners.sent(peter))) == ([], 1)


def test_a_file_whose_request_was_destroyed_ends_no_later_for_it(peter, vina):
    services.upload(content=a_file(), keyring=peter, now=NOW)
    (view,) = queries.imports(peter)
    request = services.take(import_id=view.id, record_id="example.org/7", keyring=peter, now=NOW)

    later = NOW + timedelta(days=50)
    services.forget_request(request_id=request, keyring=peter, now=later)

    assert {row.ends_on for row in RunRow.objects.all()} == {TODAY + timedelta(days=90)}


def test_a_stranger_sees_no_file(peter, stranger):
    made = services.upload(content=a_file(), keyring=peter, now=NOW)
    with pytest.raises(Refused, match="no such record"):
        queries.one_import(made, stranger)


def test_files_count_among_the_requests_that_were_agreed(two, peter):
    sought = a_korean()
    wanted = a_request(sought=sought, released=(released(THEIRS, sought),))
    made = requesting.open_request(request=wanted, keyring=peter, now=NOW)
    for _ in range(2):
        services.export(request_id=made, partner_id=two.theirs, keyring=peter, now=NOW)
    with pytest.raises(Refused, match="As many requests as were agreed"):
        services.export(request_id=made, partner_id=two.theirs, keyring=peter, now=NOW)


def test_a_destroyed_request_leaves_its_record_in_no_file(peter, vina):
    made = services.upload(content=a_file(), keyring=peter, now=NOW)
    request = services.take(import_id=made, record_id="example.org/7", keyring=peter, now=NOW)
    requesting.close(request_id=request, why="false", keyring=peter, now=NOW)
    for one in (peter, vina):
        requesting.ask_to_destroy(request_id=request, keyring=one, now=NOW)
    requesting.destroy(request_id=request, keyring=peter, now=NOW)
    assert queries.lines(queries.one_import(made, peter), peter) == []
