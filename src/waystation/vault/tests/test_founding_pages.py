"""The pages by which people come in for the first time, and what they refuse."""

import functools
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from waystation.vault import (
    carried,
    escrow,
    founding,
    invitations,
    mail,
    recovery,
    staff,
    trustees,
    words,
)
from waystation.vault.limits import Slowed
from waystation.vault.models import Invitation, User

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
OWN = "a lamp in every second window"
HERS = "seven oars and one long river"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch):
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW)
    # Sixty-four take a third of a second.
    monkeypatch.setattr(mail, "make_boxes", functools.partial(mail.make_boxes, 4))
    monkeypatch.setattr("waystation.vault.limits.take", lambda kind, key: None)


@pytest.fixture
def sophia():
    founding.found(founding.Seat("sophia", "Sophia", founding.OFFICER, OWN), now=NOW)
    return come_in("sophia", OWN)


def come_in(name, passphrase) -> Client:
    client = Client()
    response = client.post(reverse("sign-in"), {"name": name, "passphrase": passphrase})
    assert response.status_code == 302
    return client


def typed(code, **other):
    return {"words": code, "name": "sophia", "called": "Sophia", "new": OWN, "again": OWN} | other


def shown_words(response) -> str:
    listed = response.content.decode().split('class="code-words"')[1].split("</ol>")[0]
    return " ".join(part.split("</li>")[0] for part in listed.split("<li>")[1:])


def test_the_organisation_is_founded_from_a_browser_with_the_terminals_code():
    code = invitations.draw_founding_code(language="en", now=NOW)

    response = Client().post(reverse("found"), typed(code))

    assert response.status_code == 200
    assert recovery.find_door("sophia", shown_words(response)) == staff.try_door("sophia", OWN)
    assert "/lock/" in come_in("sophia", OWN).get("/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": words.text_of(bytes(16))},
        {"again": "not the same at all, alas"},
        {"new": "short", "again": "short"},
        {"name": ""},
        {"around": "somewhere"},
    ],
)
def test_what_is_wrong_founds_nothing_and_keeps_the_code(wrong):
    code = invitations.draw_founding_code(language="en", now=NOW)

    response = Client().post(reverse("found"), typed(code) | wrong)

    assert response.status_code == 409
    assert not User.objects.exists()
    assert invitations.opened(code, now=NOW).founds


def test_the_doors_for_newcomers_are_open_to_everybody_and_say_what_to_bring():
    found, joins = (Client().get(reverse(name)) for name in ("found", "join"))

    assert (found.status_code, joins.status_code) == (200, 200)
    assert "waystation init --browser" in found.content.decode()
    assert "twelve words of your invitation" in joins.content.decode()


def test_an_invitation_founds_nothing_and_a_founding_code_admits_nobody():
    code = invitations.draw_founding_code(language="en", now=NOW)

    response = Client().post(reverse("join"), typed(code))

    assert response.status_code == 409
    assert "This code opens nothing here" in response.content.decode()
    assert OWN not in response.content.decode()


def test_whoever_tries_codes_too_often_is_told_when_to_come_back(monkeypatch):
    def slow(kind, key):
        raise Slowed("That was too often.", wait_s=42)

    monkeypatch.setattr("waystation.vault.limits.take", slow)

    for name in ("found", "join"):
        response = Client().post(reverse(name), typed("whatever"))
        assert (response.status_code, response["Retry-After"]) == (429, "42")


def test_there_is_no_second_founding(sophia):
    assert Client().get(reverse("found")).status_code == 409
    assert Client().post(reverse("found"), typed("whatever")).status_code == 409

    assert User.objects.count() == 1


def test_a_colleague_is_invited_joins_and_is_vouched_for(sophia):
    invited = sophia.post(
        reverse("invitations"), {"alias": "Harriet T.", "role": "field manager", "words_in": "ko"}
    )
    code = shown_words(invited)
    joined = Client().post(reverse("join"), typed(code, name="harriet", new=HERS, again=HERS))
    assert joined.status_code == 200
    number = joined.content.decode().split('class="number">')[1].split("<")[0]

    page = sophia.get(reverse("invitations")).content.decode()
    assert number in page
    compare = page.split("/compare/")[0].rsplit('action="', 1)[1] + "/compare/"
    without = sophia.post(compare)
    confirmed = sophia.post(compare, {"same": "yes"})

    assert (without.status_code, confirmed.status_code) == (409, 200)
    assert come_in("harriet", HERS).get(reverse("tips")).status_code == 200


def test_a_door_that_a_thief_of_the_code_made_is_destroyed_from_the_page_of_invitations(sophia):
    code = shown_words(
        sophia.post(reverse("invitations"), {"alias": "Harriet", "role": "field manager"})
    )
    Client().post(reverse("join"), {"words": code, "name": "eve", "new": HERS, "again": HERS})
    page = sophia.get(reverse("invitations")).content.decode()
    leave = page.split("/leave/")[0].rsplit('href="', 1)[1] + "/leave/"

    sophia.post(leave, {"why": "not her voice", "sure": "on"})

    assert staff.try_door("eve", HERS) is None
    assert "Nobody is invited just now." in sophia.get(reverse("invitations")).content.decode()


def test_whoever_leaves_before_they_came_cannot_come_any_more(sophia):
    code = shown_words(
        sophia.post(reverse("invitations"), {"alias": "Harriet", "role": "field manager"})
    )
    register = sophia.get(reverse("colleagues")).content.decode()
    [harriet] = {
        part.split("/")[0]
        for part in register.split('href="/colleagues/')
        if part.split("/")[0].count("-") == 4 and ">Harriet<" in part[:90]
    }

    sophia.post(reverse("colleague-leave", args=[harriet]), {"why": "stays home", "sure": "on"})
    seat = {"words": code, "name": "harriet", "new": HERS, "again": HERS}

    assert Client().post(reverse("join"), seat).status_code == 409
    assert not Invitation.objects.exists()


def test_the_number_read_at_joining_stands_on_the_page_of_keys_afterwards(sophia):
    code = shown_words(
        sophia.post(reverse("invitations"), {"alias": "Harriet", "role": "field manager"})
    )
    seat = {"words": code, "name": "harriet", "new": HERS, "again": HERS}
    joined = Client().post(reverse("join"), seat).content.decode()
    number = joined.split('class="number">')[1].split("<")[0]

    assert number in come_in("harriet", HERS).get(reverse("keys")).content.decode()


def test_the_only_security_officer_is_told_until_there_is_a_second(sophia):
    alone = "You are the only security officer"
    assert alone in sophia.get(reverse("invitations")).content.decode()

    code = shown_words(
        sophia.post(reverse("invitations"), {"alias": "Allan", "role": "security officer"})
    )
    Client().post(reverse("join"), typed(code, name="allan", new=HERS, again=HERS))
    page = sophia.get(reverse("invitations")).content.decode()
    compare = page.split("/compare/")[0].rsplit('action="', 1)[1] + "/compare/"
    confirmed = sophia.post(compare, {"same": "yes"}).content.decode()

    assert alone in page
    assert alone not in confirmed
    assert "Sophia" in come_in("allan", HERS).get(reverse("colleagues")).content.decode()


def test_a_code_is_shown_once_and_lies_nowhere(sophia):
    invited = sophia.post(reverse("invitations"), {"alias": "Thomas", "role": "case worker"})
    code = shown_words(invited)

    page = sophia.get(reverse("invitations")).content.decode()
    assert "Thomas" in page
    assert not any(f">{word}<" in page for word in code.split())
    assert words.entropy_of(code) not in bytes(Invitation.objects.get().body)


@pytest.mark.parametrize("wrong", [{"alias": ""}, {"role": "king"}, {"alias": "Sophia"}])
def test_nobody_is_invited_without_a_name_of_their_own_and_a_role(sophia, wrong):
    asked = {"alias": "Thomas", "role": "case worker"} | wrong

    assert sophia.post(reverse("invitations"), asked).status_code == 409

    assert not Invitation.objects.exists()


def test_an_invitation_is_withdrawn_on_its_page(sophia):
    sophia.post(reverse("invitations"), {"alias": "Thomas", "role": "case worker"})
    page = sophia.get(reverse("invitations")).content.decode()
    withdraw = page.split("/withdraw/")[0].rsplit('action="', 1)[1] + "/withdraw/"

    assert sophia.post(withdraw).status_code == 302

    assert not Invitation.objects.exists()
    assert sophia.post(withdraw).status_code == 409


def test_other_roles_neither_invite_nor_ask_trustees(sophia):
    code = shown_words(
        sophia.post(reverse("invitations"), {"alias": "Thomas", "role": "case worker"})
    )
    Client().post(reverse("join"), typed(code, name="thomas", new=HERS, again=HERS))
    thomas = come_in("thomas", HERS)

    for name in ("invitations", "trustees"):
        assert thomas.get(reverse(name)).status_code == 403
    for name in ("invitations", "trustees", "trustees-ask", "trustees-answer"):
        assert thomas.post(reverse(name)).status_code == 403


CEREMONY = escrow.hold_ceremony()


@pytest.fixture
def thomas(sophia):
    code = shown_words(
        sophia.post(reverse("invitations"), {"alias": "Thomas", "role": "case worker"})
    )
    Client().post(reverse("join"), typed(code, name="thomas", new=HERS, again=HERS))
    page = sophia.get(reverse("invitations")).content.decode()
    compare = page.split("/compare/")[0].rsplit('action="', 1)[1] + "/compare/"
    sophia.post(compare, {"same": "yes"})
    return come_in("thomas", HERS)


def later(monkeypatch, **span):
    """Let time pass; whoever was inside is out by then."""
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW + timedelta(**span))


def test_trustees_let_somebody_back_in_page_by_page(sophia, thomas, monkeypatch):
    sophia.post(reverse("trustees"), {"key": carried.write_key(CEREMONY.public)})
    thomas.post(reverse("keys-escrow"), {"do": "agree"})
    whose = staff.try_door("thomas", HERS).user_id
    asked = {"whose": whose, "why": "Met him today."}
    assert sophia.post(reverse("trustees-ask"), asked).status_code == 302
    assert sophia.get(reverse("trustees-paper", args=[whose])).status_code == 409

    later(monkeypatch, hours=25)
    officer = come_in("sophia", OWN)
    paper = officer.get(reverse("trustees-paper", args=[whose]))
    text = carried.answer(paper.content.decode(), CEREMONY.shares[:3])
    opened = officer.post(reverse("trustees-answer"), {"answer": text})

    assert paper["Content-Disposition"].startswith("attachment")
    assert "Thomas" not in paper.content.decode()
    passphrase = opened.content.decode().split('class="drawn">')[1].split("<")[0]
    assert come_in("thomas", passphrase).get(reverse("tips")).status_code == 200
    assert staff.try_door("thomas", HERS) is None


def test_whoever_objects_is_not_opened(sophia, thomas):
    sophia.post(reverse("trustees"), {"key": carried.write_key(CEREMONY.public)})
    whose = staff.try_door("thomas", HERS).user_id
    sophia.post(reverse("trustees-ask"), {"whose": whose, "why": "He rang."})
    page = sophia.get(reverse("trustees")).content.decode()
    assert "The door of Thomas" in page
    assert escrow.mark_of(trustees.installed()) in page

    said = thomas.post(reverse("keys-escrow"), {"do": "object"}).content.decode()

    assert "Your objection stands" in said
    assert "The door of Thomas" not in sophia.get(reverse("trustees")).content.decode()


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("trustees", {"key": "no key"}),
        ("trustees-ask", {"whose": "nobody", "why": "x"}),
        ("trustees-answer", {"answer": "no answer"}),
    ],
)
def test_what_is_wrong_about_trustees_is_said_on_their_page(sophia, page, sent):
    response = sophia.post(reverse(page), sent)

    assert response.status_code == 409
    assert "Choose trustees" in response.content.decode()
