"""The network's pages: what is typed is kept, what is wrong is named, what leaves is confirmed."""

import io
import zipfile

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace

from waystation.base import clock
from waystation.network import queries, services
from waystation.network.models import ChangeRow, ProposalRow
from waystation.network.tests.conftest import (
    CHESTER,
    DOVER,
    GUIDE,
    HOUSE,
    NOW,
    WALK,
)
from waystation.network.tests.test_vetting import row_of
from waystation.vault import door, staff
from waystation.vault.audit import days_of

PASSPHRASE = "a long phrase for tests"


@pytest.fixture
def sign_in(harriet, slots, settings):
    """Give a browser signed in in a role, at a network of two places."""
    settings.KDF = (1_024, 1, 1)
    clock.stand_at(NOW)

    def signed_in(role="field manager", purposes=("gazetteer", "network")) -> Client:
        ring = [slots[purpose] for purpose in purposes]
        staff.admit(name=role, alias=role.title(), role=role, passphrase=PASSPHRASE, slots=ring)
        browser = Client()
        cookie = door.sign_in(role, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in


def page(browser, url_name, /, *args, **data):
    url = reverse(url_name, args=args)
    response = browser.post(url, data) if data else browser.get(url)
    return response, response.content.decode(errors="replace")


def test_a_new_place_with_beds_is_proposed_with_its_house(sign_in, harriet):
    said = {"name": "Smyrna", "region": "DE", "beds": "4", "why": "the miller told us"}

    response, _ = page(sign_in(), "network-new", "place", **said)

    (kept,) = queries.waiting(harriet)
    assert response.url == reverse("network-proposal", args=[kept.id])
    place, house = kept.proposal.records
    assert (place.name, house.place, house.beds, house.assumed) == ("Smyrna", place.slug, 4, True)


def test_every_error_is_shown_at_once_and_what_was_typed_is_kept(sign_in):
    said = {
        "name": "",
        "lat": "north",
        "lon": "0",
        "curfew": "8 to 9",
        "source": "kept as typed",
        "why": "",
    }

    response, text = page(sign_in(), "network-new", "place", **said)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "lat", "curfew", "why"}
    assert "kept as typed" in text
    assert "Write hours in UTC as 06:00-12:00." in text
    assert not ProposalRow.objects.exists()


@pytest.mark.parametrize("kind", ["place", "house", "leg", "partner", "jurisdiction"])
def test_every_kind_of_record_has_a_form(sign_in, kind):
    response, _ = page(sign_in(), "network-new", kind)

    assert response.status_code == 200


def test_a_correction_changes_what_was_changed_and_nothing_else(sign_in, harriet):
    browser, record_id = sign_in(), row_of(harriet, WALK)
    form = page(browser, "network-correct", record_id)[0].context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {name: value for name, value in said.items() if value not in (None, False)}

    page(browser, "network-correct", record_id, **said | {"duration_min": "400", "why": "walked"})

    (kept,) = queries.waiting(harriet)
    (wanted,) = kept.proposal.records
    assert {f for f in WALK.__struct_fields__ if getattr(WALK, f) != getattr(wanted, f)} == {
        "duration_min"
    }


def test_a_record_shows_its_facts_and_what_may_be_done(sign_in, harriet):
    browser = sign_in()

    for record, says in ((CHESTER, "Chester"), (HOUSE, "Beds"), (WALK, "Dover – Chester")):
        response, text = page(browser, "network-record", row_of(harriet, record))
        assert response.status_code == 200
        assert says in text
        assert "Let rest" in text


def test_retiring_says_first_what_hangs_on_a_record(sign_in, harriet):
    browser, record_id = sign_in(), row_of(harriet, CHESTER)

    _, text = page(browser, "network-retire", record_id)
    assert "2 records cannot be used as before" in text
    page(browser, "network-retire", record_id, why="sold")

    (kept,) = queries.waiting(harriet)
    assert kept.proposal.records[0].standing == "retired"
    assert queries.places(harriet) == [CHESTER, DOVER]


def test_two_others_vet_on_their_pages_and_the_maker_cannot(sign_in, harriet):
    maker = sign_in()
    page(maker, "network-new", "place", name="Smyrna", why="told")
    (kept,) = queries.waiting(harriet)
    assert "Vet this" not in page(maker, "network-proposal", kept.id)[1]
    assert page(maker, "network-vet", kept.id, go="1")[0].status_code == 409

    for role in ("security officer", "approver"):
        browser = sign_in(role)
        assert "Smyrna" in page(browser, "network-vetting")[1]
        assert page(browser, "network-vet", kept.id, go="1")[0].status_code == 302

    assert "Smyrna" in [place.name for place in queries.for_planning(harriet).places]


@pytest.mark.parametrize(
    ("role", "name", "args"),
    [
        ("approver", "network-new", ("place",)),
        ("security officer", "network-read-in", ()),
        ("approver", "network-take-out", ()),
        ("case worker", "network-vetting", ()),
    ],
)
def test_other_work_than_ones_own_is_refused(sign_in, role, name, args):
    response, _ = page(sign_in(role), name, *args)

    assert response.status_code == 403


def test_a_security_officer_lets_a_house_rest_and_ends_it(sign_in, harriet):
    browser, record_id = sign_in("security officer"), row_of(harriet, HOUSE)

    days = {"first": "1855-10-26", "last": "1855-10-30", "why": "watched; twice"}
    page(browser, "network-rest", record_id, **days)
    assert "resting" in page(browser, "network-record", record_id)[1]
    page(browser, "network-end-rest", record_id, why="quiet again")

    (house,) = queries.houses(harriet)
    assert house.rests == ()
    assert len(queries.history(HOUSE, harriet)) == 2


def test_a_rest_without_its_days_is_refused_on_the_records_page(sign_in, harriet):
    browser, record_id = sign_in(), row_of(harriet, HOUSE)

    response, text = page(browser, "network-rest", record_id, first="1855-10-26", why="kept")

    assert response.status_code == 422
    assert "It does not rest yet." in text
    assert "kept" in text


def upload(browser, name, raw, why="yearly count"):
    files = SimpleUploadedFile(name, raw)
    response = browser.post(reverse("network-read-in"), {"files": [files], "why": why})
    return response, response.content.decode()


def test_a_file_is_previewed_before_anybody_is_asked(sign_in, harriet):
    browser = sign_in()
    raw = b"id,name,colour\nchester,Chester town,red\nsmyrna,Smyrna,blue\n"

    response, _ = upload(browser, "places.csv", raw)
    (kept,) = queries.waiting(queries_of(browser))
    text = browser.get(response.url).content.decode()

    assert kept.proposal.state == "draft"
    assert "Chester town" in text
    assert "places.csv: colour" in text
    page(browser, "network-offer", kept.id, go="1")
    assert queries.waiting(harriet)[0].proposal.state == "open"
    assert queries.places(harriet) == [CHESTER, DOVER]


def queries_of(browser):
    return door.who_is(browser.cookies[configured.DOOR_COOKIE].value, now=clock.real_now()).keyring


def test_a_bad_file_is_named_row_by_row_and_nothing_is_taken(sign_in):
    raw = b"id,lat,lon\nx,91,0\ny,,\ny,,\n"

    response, text = upload(sign_in(), "places.csv", raw)

    assert response.status_code == 422
    assert "places.csv, line 2" in text
    assert "lat 91 is out of range" in text
    assert "places.csv, line 4" in text
    assert not ProposalRow.objects.exists()


def test_files_that_are_too_large_for_memory_are_refused(sign_in, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000

    response, text = upload(sign_in(), "places.csv", b"id\n" + b"x" * 2_000)

    assert response.status_code == 422
    assert "larger than 1000 bytes" in text


def test_taking_out_needs_a_reason_and_a_word_and_is_written_down(sign_in):
    browser = sign_in("security officer")
    response, text = page(browser, "network-take-out")
    assert "What leaves the building" in text
    assert page(browser, "network-take-out", shape="csv", why="x")[0].status_code == 422
    assert not ChangeRow.objects.exists()

    response, _ = page(browser, "network-take-out", shape="csv", why="for the safe", sure="on")

    assert response["Content-Disposition"] == 'attachment; filename="download.zip"'
    with zipfile.ZipFile(io.BytesIO(response.content)) as pack:
        assert "partners.csv" not in pack.namelist()
        assert b"Chester" in pack.read("places.csv")
    (row,) = ChangeRow.objects.all()
    change = queries.change(row.id, queries_of(browser))
    assert (change.did, change.why, change.by) == ("export", "for the safe", "Security Officer")


def test_partners_leave_only_if_they_are_asked_for(sign_in):
    said = {"shape": "geojson", "why": "moving house", "sure": "on"}
    browser = sign_in()

    plain = page(browser, "network-take-out", **said)[0]
    asked = page(browser, "network-take-out", **said, with_partners="on")[0]

    assert plain["Content-Disposition"] == 'attachment; filename="download.geojson"'
    assert GUIDE.name.encode() not in plain.content
    assert GUIDE.name.encode() in asked.content


def test_lists_tell_standings_and_hide_the_retired_until_asked(sign_in, harriet):
    asked = {"did": "retirement", "records": (replace(CHESTER, standing="retired"),)}
    made = services.propose(**asked, why="sold", by="H", keyring=harriet, now=NOW)
    for role in ("security officer", "approver"):
        page(sign_in(role), "network-vet", made, go="1")
    browser = sign_in()

    for name, standing, there in (
        ("network", "in use", False),
        ("network", "retired", True),
        ("network", "all", True),
    ):
        text = browser.get(reverse(name), {"standing": standing}).content.decode()
        assert ("Chester" in text) == there
    for name in ("legs", "laws", "network-look", "network-map", "partners"):
        assert browser.get(reverse(name)).status_code == 200


def test_a_rest_that_ends_before_it_begins_is_refused_on_the_records_page(sign_in, harriet):
    browser, record_id = sign_in(), row_of(harriet, HOUSE)

    days = {"first": "1855-10-28", "last": "1855-10-27", "why": "keep this"}
    response, text = page(browser, "network-rest", record_id, **days)

    assert response.status_code == 422
    assert "The rest ends before it begins." in text
    assert "keep this" in text


def test_what_is_odd_leads_to_its_record_and_exports_are_there_to_be_read(sign_in, harriet):
    browser = sign_in()
    page(browser, "network-take-out", shape="csv", why="for the safe", sure="on")

    assert str(row_of(harriet, DOVER)) in page(browser, "network-look")[1]
    assert "for the safe" in page(browser, "network-take-out")[1]
    assert len(days_of("taken out")) == 1
