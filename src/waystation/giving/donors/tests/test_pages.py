"""The office's pages of donors and letters: fundraiser and finance use them, others never."""

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.giving.donors import queries, services
from waystation.giving.donors.domain import Donor
from waystation.giving.letters import services as letters
from waystation.giving.letters.tests.conftest import office
from waystation.giving.models import DonorRow, LetterRow, MergeRow
from waystation.giving.tests.office import NOW
from waystation.vault import cells, door, staff

__all__ = ["office"]
GERRIT = Donor(name="Gerrit Smith", email="gerrit@example.org", address="Peterboro")


@pytest.fixture
def sees(slots, security):
    """Give a browser signed in with a role, with giving's keys or a network's."""
    clock.stand_at(NOW)

    def sign_in(role):
        held = (
            slots["giving"] if role in ("fundraiser", "finance officer") else cells.found("network")
        )
        words = "follow the drinking gourd north tonight"
        staff.admit(name=role, alias=role.title(), role=role, passphrase=words, slots=[held])
        client, now = Client(), clock.real_now()
        client.cookies[configured.DOOR_COOKIE] = door.sign_in(role, words, now=now)
        return client

    return sign_in


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_a_fundraiser_finds_changes_and_reads_a_donor(sees):
    julia = sees("fundraiser")
    made = julia.post("/giving/donors/new/", {
        "name": "Gerrit Smith", "kind": "person", "email": "gerrit@example.org", "language": "en",
    })  # fmt: skip
    one = made["Location"]
    services.welcome(Donor(name="Ann", email="ann@example.org"), now=NOW)

    found = text(julia.post("/giving/donors/find/", {"said": "SMITH gerrit@"}))
    assert ("Gerrit Smith" in found, "ann@example.org" in found) == (True, False)
    assert "Peterboro" not in text(julia.get(one))
    wrong = {"name": "", "kind": "person", "language": "en"}
    assert "required" in text(julia.post(one + "change/", wrong), 422)
    taken = {"name": "G", "kind": "person", "language": "en", "email": "ann@example.org"}
    assert "Another donor" in text(julia.post(one + "change/", taken), 422)
    right = {**taken, "email": "gerrit@example.org", "address": "Peterboro", "country": "us"}
    assert julia.post(one + "change/", right).status_code == 302
    julia.post(one + "allow/", {"what": "news", "yes": "1"})
    shown = text(julia.get(one))
    assert "Peterboro" in shown
    assert "told to the office" in shown


def test_two_records_are_seen_side_by_side_merged_and_taken_apart(sees):
    julia = sees("fundraiser")
    kept, gone = (
        services.welcome(Donor(name="Gerrit Smith", address=address), now=NOW)
        for address in ("", "Peterboro")
    )
    assert "perhaps one donor" in text(julia.get("/giving/donors/doubles/"))
    beside = f"/giving/donors/{kept.pk}/beside/{gone.pk}/"
    assert "Peterboro" in text(julia.get(beside))

    julia.post(beside, {"act": "merge"})

    assert "Peterboro" in text(julia.get(f"/giving/donors/{kept.pk}/"))
    assert "went into another" in text(julia.get(f"/giving/donors/{gone.pk}/"))
    merge = MergeRow.objects.get()
    julia.post(f"/giving/donors/merge/{merge.pk}/undo/")
    assert DonorRow.objects.get(pk=gone.pk).merged_into is None
    julia.post(beside, {"act": "apart"})
    assert "Nobody seems to be here twice" in text(julia.get("/giving/donors/doubles/"))


def test_a_later_word_is_shown_and_taken_over_and_a_donor_blotted_out_by_two(sees):
    julia, levi = sees("fundraiser"), sees("finance officer")
    row = services.welcome(GERRIT, now=NOW)
    services.welcome(Donor(name="Gerrit S.", email=GERRIT.email), now=NOW)
    one = f"/giving/donors/{row.pk}/"
    assert "1 later word" in text(julia.get("/giving/donors/"))
    assert "Said later" in text(julia.get(one))
    word = row.donorword_set.get()
    julia.post(f"/giving/donors/word/{word.pk}/", {"act": "take"})
    assert "Gerrit S." in text(julia.get(one))

    assert "stays sealed" in text(julia.get(one + "blot/"))
    julia.post(one + "blot/", {"why": "a letter"})
    blot = row.blotrow_set.get()
    decide = f"/giving/donors/blots/{blot.pk}/"
    assert "asked for this yourself" in text(julia.get("/giving/donors/blots/"))
    assert julia.post(decide, {"act": "do"}).status_code == 409
    assert "Blot out for good" in text(levi.get("/giving/donors/blots/"))
    levi.post(decide, {"act": "do"})
    assert "Blotted out" in text(levi.get(one))
    assert "Nobody has given yet" in text(levi.get("/giving/donors/"))


def test_the_outbox_sends_what_waits_and_shows_what_did_not_go(sees, office):
    julia = sees("fundraiser")
    office.does["ann@example.org"] = "550"
    for donor in (GERRIT, Donor(name="Ann", email="ann@example.org")):
        letters.wait(services.welcome(donor, now=NOW), "thanks", {}, now=NOW)
    assert "2 letters wait." in text(julia.get("/giving/letters/"))

    sent = text(julia.post("/giving/letters/send/", follow=True))

    assert "1 letter went." in sent
    assert "the mail server refused the address" in sent
    (refused,) = LetterRow.objects.filter(state="refused")
    julia.post(f"/giving/letters/{refused.pk}/settle/", {"act": "again"})
    assert "1 letter waits." in text(julia.get("/giving/letters/"))


def test_nobody_else_sees_a_donor(sees, julia):
    row = services.welcome(GERRIT, now=NOW)
    browser = sees("case worker")

    for path in ("donors/", f"donors/{row.pk}/", "donors/doubles/", "donors/blots/", "letters/"):
        assert "Gerrit" not in text(browser.get(f"/giving/{path}"), 403)
    assert browser.post(f"/giving/donors/{row.pk}/allow/", {"what": "news"}).status_code == 403
    assert not queries.may(row, "news", julia)
