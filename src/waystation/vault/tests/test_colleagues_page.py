"""The register's screens and what holders are asked: pressed through as people would."""

import html
import re

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from waystation.base import access, clock
from waystation.base.errors import Overtaken
from waystation.base.ids import new_id
from waystation.vault import (
    cells,
    chain,
    door,
    grants,
    keystore,
    notices,
    register,
    rotation,
    staff,
)
from waystation.vault.models import AuditEntry, Cell, User
from waystation.vault.notices import SignedIn
from waystation.vault.tests.office import NOW, PASSPHRASE, TOMORROW, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    clock.stand_at(NOW)
    return Office()


@pytest.fixture
def browser(office):
    """Give a browser of somebody who is signed in."""

    def of(name):
        client = Client()
        entry = door.sign_in(name, PASSPHRASE, now=clock.real_now())
        client.cookies[configured.DOOR_COOKIE] = getattr(entry, "cookie", entry)
        return client

    return of


def text(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def at(name, *args):
    return reverse(name, args=args)


def mark_on(answer):
    return re.search(r'name="mark" value="([0-9a-f]{32})"', answer.content.decode())[1]


def test_a_compartment_is_asked_for_given_and_taken_away_again(office, browser):
    allan, harriet, esther = browser("allan"), browser("harriet"), office.ids["esther"]
    allan.post(at("colleague-give", esther), {"cell": office.cell("north")})
    asked = text(allan.get(at("colleague", esther)))
    page = harriet.get(at("asks"))
    harriet.post(at("ask-give"), {"mark": mark_on(page)})
    held = text(allan.get(at("colleague", esther)))
    took = allan.post(at("colleague-take", esther, office.cell("north")), {"why": "done"})
    awaited = text(allan.get(took.url))

    assert "Asked for, not given yet: North" in asked
    assert "North → Esther" in text(page)
    assert "Asked for, not given yet" not in held
    assert "the first of these to open a page changes the key: Harriet, William" in awaited
    harriet.get(at("asks"))
    assert Cell.objects.get(pk=office.cell("north")).epoch == 2
    assert "changes the key" not in text(allan.get(took.url))


def test_the_register_shows_shares_and_exceptions_apart(office, browser):
    keystore.make_many({new_id(): office.cell("north") for _ in range(9)}, on=NOW.date())
    keystore.make_many({new_id(): office.cell("south") for _ in range(91)}, on=NOW.date())
    allan = browser("allan")
    allan.post(
        at("colleague-except", office.ids["william"]), {"do": "name", "why": "tracing index"}
    )
    answer = allan.get(at("colleagues"))

    bound = {row.seen.member.alias: row.seen.share.permille for row in answer.context["bound"]}
    assert bound == {"Allan": 0, "Esther": 0, "Harriet": 90}
    assert [row.seen.member.alias for row in answer.context["exceptions"]] == ["William"]
    assert "close to one in ten" in text(answer)
    assert "tracing index" in text(answer)


def test_an_exception_needs_a_reason_and_can_be_ended(office, browser):
    allan, where = browser("allan"), at("colleague-except", office.ids["william"])
    refused = allan.post(where, {"do": "name", "why": " "})
    allan.post(where, {"do": "name", "why": "tracing index"})
    allan.post(where, {"do": "end", "why": "tracing index"})

    assert refused.status_code == 409
    assert register.member(office.ids["william"], office.every)[1].exception == ""


def test_a_leaving_colleague_is_shown_first_and_goes_only_once_confirmed(office, browser):
    allan, harriet, where = (
        browser("allan"),
        browser("harriet"),
        at("colleague-leave", office.ids["harriet"]),
    )
    page = text(allan.get(where))
    unsure = allan.post(where, {"why": "gone home"})
    silent = allan.post(where, {"sure": "on"})
    done = allan.post(where, {"why": "gone home", "sure": "on"})
    left = text(allan.get(done.url))

    assert "2 compartments get a new key" in page
    assert (unsure.status_code, silent.status_code, done.status_code) == (409, 409, 302)
    assert "new key awaited: North" in left
    assert "makes it: William" in left
    assert harriet.get(at("asks")).url == at("sign-in")
    assert not User.objects.filter(pk=office.ids["harriet"]).exists()


def test_who_alone_holds_something_is_shown_what_comes_first(office, browser):
    page = text(browser("allan").get(at("colleague-leave", office.ids["william"])))

    assert "Only William holds these; have them given to somebody else first: South" in page
    assert "Destroy the door" not in page


def test_a_new_compartment_goes_to_its_first_holder_alone(office, browser):
    allan = browser("allan")
    nameless = allan.post(at("compartment-new"), {"first": office.ids["esther"], "name": " "})
    nobody = allan.post(at("compartment-new"), {"first": "", "name": "East"})
    allan.post(at("compartment-new"), {"first": office.ids["esther"], "name": "East"})

    assert (nameless.status_code, nobody.status_code) == (409, 409)
    [east] = [one for one in allan.get(at("colleagues")).context["held"] if one.what.name == "East"]
    assert [member.alias for member in east.holders] == ["Esther"]
    assert AuditEntry.objects.filter(kind=chain.KINDS["compartment founded"]).count() == 1


def test_an_alarm_stands_on_board_and_register_until_it_is_answered(office, browser):
    notices.write(SignedIn(office.ids["william"], True, 0, 0), now=NOW)
    allan = browser("allan")
    board, page = text(allan.get(at("board"))), allan.get(at("colleagues"))
    alarm_id = page.context["alarms"][0][0]
    allan.post(at("alarm-answered", alarm_id), {"note": "met him"})

    assert "William signed in under duress." in board
    assert "William signed in under duress on" in text(page)
    assert "duress" not in text(allan.get(at("colleagues")))


def test_the_board_tells_security_of_new_keys_awaited_large_shares_and_counts_that_differ(
    office, browser
):
    keystore.make_many({new_id(): office.cell("north") for _ in range(9)}, on=NOW.date())
    keystore.make_many({new_id(): office.cell("south") for _ in range(91)}, on=NOW.date())
    clock.stand_at(TOMORROW)
    notices.write(SignedIn(office.ids["harriet"], False, 80, 100), now=TOMORROW)
    allan = browser("allan")
    allan.post(at("colleague-take", office.ids["william"], office.cell("north")), {"why": "x"})
    board = text(allan.get(at("board")))

    assert "1 compartment still waits for a new key." in board
    # Harriet opens 9 of 100, William still 91.
    assert "2 colleagues could open 8 % of all cases or more." in board
    assert "A colleague's keyring opens more than the register says." in board


def test_a_founder_is_told_to_lay_down_what_has_become_others_work(office, browser):
    office.seat("robert", "security officer", "security", "gazetteer", "north", "south")
    robert = browser("robert")
    [call] = [
        call for call in robert.get(at("board")).context["board"].calls if call.url == "colleague"
    ]
    robert.post(at("colleague-take", office.ids["robert"], office.cell("north")), {"why": "x"})
    robert.post(at("colleague-take", office.ids["robert"], office.cell("south")), {"why": "x"})

    assert call.says == "You still hold what is others' work: North, South."
    assert "others' work" not in text(robert.get(at("board")))


def test_word_from_security_stands_on_the_board_until_it_is_read(office, browser):
    grants.tell(office.ids["esther"], "escrow", by=office.visit("allan"), now=NOW)
    esther = browser("esther")
    board, page = text(esther.get(at("board"))), esther.get(at("asks"))
    esther.post(at("word-read"), {"mark": mark_on(page)})

    assert "Security has word for you." in board
    assert "Your door opens nothing yet." in board
    assert "The trustees were asked to open your door." in text(page)
    assert at("keys-escrow") in page.content.decode()
    assert "Security has word for you." not in text(esther.get(at("board")))


def test_the_board_calls_a_holder_to_what_is_asked(office, browser):
    browser("allan").post(
        at("colleague-give", office.ids["esther"]), {"cell": office.cell("south")}
    )

    board = text(browser("william").get(at("board")))
    assert "Security asks you to give 1 compartment to a colleague." in board


def test_a_holder_declines_and_the_register_shows_it(office, browser):
    allan, william = browser("allan"), browser("william")
    allan.post(at("colleague-give", office.ids["esther"]), {"cell": office.cell("south")})
    william.post(at("ask-decline"), {"mark": mark_on(william.get(at("asks")))})

    assert "declined: South" in text(allan.get(at("colleagues")))
    assert "Nothing is asked of you." in text(william.get(at("asks")))


@pytest.mark.parametrize("mark", ["", "no hex", "00" * 16])
@pytest.mark.parametrize("page", ["ask-give", "ask-decline"])
def test_an_answer_to_what_nobody_asked_is_refused(browser, page, mark):
    assert browser("harriet").post(at(page), {"mark": mark}).status_code == 409


SECURITY_PAGES = {
    "colleagues": (),
    "colleague": ("esther",),
    "colleague-give": ("esther",),
    "colleague-take": ("esther", "north"),
    "colleague-except": ("esther",),
    "colleague-leave": ("esther",),
    "colleague-left": (),
    "compartment-new": (),
    "alarm-answered": ("north",),
}


@pytest.mark.parametrize("name", ["harriet", "william"])
def test_only_security_comes_to_the_register(office, browser, name):
    client = browser(name)
    for page, args in SECURITY_PAGES.items():
        ids = [office.ids.get(arg) or office.cell(arg) for arg in args]
        assert client.get(at(page, *ids)).status_code == 403, page
        assert client.post(at(page, *ids)).status_code == 403, page


def test_an_officer_without_the_compartment_sees_an_empty_register_and_no_difference(
    office, browser
):
    """So it is behind a duress passphrase: there is no decoy of the security compartment."""
    office.seat("robert", "security officer", "gazetteer")
    robert = browser("robert")

    assert "Nobody is in the register." in text(robert.get(at("colleagues")))
    for user_id in (office.ids["esther"], new_id()):
        answer = robert.get(at("colleague", user_id))
        assert (answer.status_code, "no such colleague" in text(answer)) == (409, True)
    assert "Nothing needs you right now." in text(robert.get(at("board")))


def test_a_case_is_moved_from_its_page_by_who_holds_both(office, browser):
    from waystation.vault.models import FileRow
    from waystation.vault.opening import add, begin

    row = FileRow(cell=office.cell("north"))
    begin([row], office.every, on=NOW.date())
    add(row, register.Line(register.Alarm(new_id(), NOW.date())), office.every, on=NOW.date())
    william, where = browser("william"), at("move-case", row.id)
    page = william.get(where)
    assert page.status_code == 200
    nowhere = william.post(where, {"to": ""})
    moved = william.post(where, {"to": office.cell("south")})

    assert "Now in: North" in text(page)
    assert (nowhere.status_code, moved.status_code) == (409, 302)
    assert FileRow.objects.get(pk=row.id).cell == office.cell("south")
    assert browser("harriet").get(where).status_code == 409
    assert browser("allan").get(where).status_code == 403


def test_the_first_page_after_a_week_changes_one_key_and_the_next_page_another(office, browser):
    harriet = browser("harriet")
    clock.stand_at(NOW.replace(month=11, day=2))
    epochs = []
    for _ in range(3):
        harriet.get(at("asks"))
        epochs.append(sorted(Cell.objects.values_list("epoch", flat=True)))

    # Four compartments; Harriet holds two of them.
    assert epochs == [[1, 1, 1, 2], [1, 1, 2, 2], [1, 1, 2, 2]]
    assert (
        staff.ring_of(staff.try_door("harriet", PASSPHRASE))[1].current(office.cell("north"))[0]
        == 2
    )


def test_a_page_read_while_a_key_changes_is_read_again_and_not_refused(
    office, browser, monkeypatch
):
    """Another request changes the key between this one's ring and its rows."""
    harriet, tries = browser("harriet"), []
    monkeypatch.setattr(access, "TABLE", dict(access.TABLE))

    @door.opens_to("field manager")
    def page(request):
        if not tries:
            rotation.rotate(office.cell("north"), door=request.who.door, now=NOW)
        tries.append(request.who.keyring.current(office.cell("north"))[0])
        cells.book_of(office.cell("north"), request.who.keyring)
        return HttpResponse("read")

    asked = RequestFactory().get("/")
    asked.COOKIES = {configured.DOOR_COOKIE: harriet.cookies[configured.DOOR_COOKIE].value}
    assert page(asked).content == b"read"
    assert tries == [1, 2]

    posted = RequestFactory().post("/")
    posted.COOKIES = asked.COOKIES
    tries.clear()
    with pytest.raises(Overtaken):
        page(posted)
    assert tries == [2]


def test_taking_away_says_first_what_happens_and_wants_a_reason(office, browser):
    allan = browser("allan")
    gazetteer = allan.get(at("colleague-take", office.ids["william"], office.cell("gazetteer")))
    north = at("colleague-take", office.ids["william"], office.cell("north"))
    south = at("colleague-take", office.ids["william"], office.cell("south"))
    silent = allan.post(north, {"why": " "})
    alone = allan.post(south, {"why": "moved"})
    chosen_nothing = allan.post(at("colleague-give", office.ids["esther"]), {"cell": ""})

    assert "You hold it too: it gets a new key now" in text(gazetteer)
    assert "as soon as one of these opens a page: Harriet" in text(allan.get(north))
    assert "Nobody else holds it" in text(allan.get(south))
    assert (silent.status_code, "There is no reason yet." in text(silent)) == (409, True)
    assert (alone.status_code, "only one who holds" in text(alone)) == (409, True)
    assert (chosen_nothing.status_code, "Nothing was chosen." in text(chosen_nothing)) == (
        409,
        True,
    )
    assert set(Cell.objects.values_list("epoch", flat=True)) == {1}
