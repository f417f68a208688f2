"""A real organisation, from the founding to its first tip, with nothing of the demo in it."""

import functools
from datetime import UTC, date, datetime

import pytest

from waystation.base import clock
from waystation.cases import queries as cases
from waystation.cases import services
from waystation.cases.domain import Contact, Household, Tip
from waystation.cases.models import HouseholdRow, PersonRow, TipRow
from waystation.cases.person import named
from waystation.ledger import queries as ledger
from waystation.network import queries as network
from waystation.network import services as network_services
from waystation.network.domain import Place
from waystation.network.models import LegRow, PlaceRow
from waystation.vault import door, founding, invitations, locks, mail
from waystation.vault.founding import Seat

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
OWN = "a lamp in every second window"
HERS = "seven oars and one long river"
DURESS = "all is quiet in the whole house"


@pytest.fixture
def sophia(db, monkeypatch):
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW)
    monkeypatch.setattr(mail, "make_boxes", functools.partial(mail.make_boxes, 4))
    founding.found(Seat("sophia", "Sophia", founding.OFFICER, OWN), now=NOW, around=(37.5, 127.0))
    return comes_in("sophia", OWN)


def comes_in(name, passphrase):
    return door.who_is(door.sign_in(name, passphrase, now=NOW), now=NOW)


def test_what_is_founded_is_empty_but_for_the_decoy_world(sophia):
    decoys = {slot.cell for slot in sophia.keyring.decoys}

    for rows in (HouseholdRow, PersonRow, TipRow, PlaceRow, LegRow):
        assert set(rows.objects.values_list("cell", flat=True)) <= decoys
    assert network.places(sophia.keyring) == []
    assert ledger.free_money().rescues_cents == 0
    assert not clock.is_standing()


def test_two_officers_found_invite_give_and_hear_the_first_tip(sophia):
    code = invitations.invite(
        alias="Harriet", role="field manager", language="en", by=sophia, now=NOW
    )
    invitations.join(code, name="harriet", passphrase=HERS, language="en", now=NOW)
    [one] = invitations.waiting(sophia, now=NOW)
    assert invitations.compare(one.row.id, by=sophia, now=NOW) == []

    harriet = comes_in("harriet", HERS).keyring
    place = Place(slug="ripley", name="Ripley")
    network_services.take_in(
        places=[place], houses=[], legs=[], partners=[], keyring=harriet, now=NOW
    )
    tip = Tip(heard_at=NOW, place="ripley", words="Two sisters ask for a way.")
    services.hear_tip(tip=tip, keyring=harriet, now=NOW)

    [heard] = cases.tips(harriet, NOW)
    assert (heard.tip.words, heard.place_name) == ("Two sisters ask for a way.", "Ripley")


def test_behind_a_second_passphrase_lies_a_world_where_the_founder_put_it(sophia):
    locks.set_duress(sophia.door, passphrase=OWN, duress=DURESS, now=NOW)

    forced = comes_in("sophia", DURESS).keyring

    places = network.places(forced)
    assert len(places) == 14
    # Within 160 km of Seoul: 1.5 degrees north or south, 2 east or west.
    assert all(abs(place.lat - 37.5) < 1.5 and abs(place.lon - 127.0) < 2 for place in places)
    assert len(network.legs(forced)) == 18


def test_what_is_written_behind_the_second_passphrase_stays_there(sophia):
    locks.set_duress(sophia.door, passphrase=OWN, duress=DURESS, now=NOW)
    decoy_cases = {slot.cell for slot in sophia.keyring.decoys if slot.purpose == "cases"}
    [cell] = decoy_cases
    forced = founding.decoys.keyring_of(sophia.keyring.decoys)
    contact = Contact(at=NOW, how="by hand", phrase="rain by four")
    household = Household(
        code="H-AAAAA", place="mill", waiting_since=date(2026, 3, 1), contact=contact
    )

    services.take_in(families=[(household, [named("Nobody")], cell)], keyring=forced, now=NOW)

    assert cases.waiting(sophia.keyring, NOW.date()) == []
    seen = cases.waiting(forced, NOW.date())
    assert "H-AAAAA" in {view.household.code for view in seen}
