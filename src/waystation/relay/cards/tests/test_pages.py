"""The pages of paper cards, as the office meets them."""

import io
import re
from datetime import timedelta
from typing import NamedTuple

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.relay.cards import domain, queries, services, sheets, spoken
from waystation.relay.cards.domain import FORCED, WELL
from waystation.relay.cards.texts import NAMES, PRINTED, TEXTS
from waystation.relay.orders.words_in import LANGUAGES
from waystation.relay.tests.conftest import NOW, REAL, stage
from waystation.vault import door, staff


def signed_in(office, settings, role) -> Client:
    staff.admit(name=role, alias="Somebody", role=role, passphrase="a long day", slots=office.slots)
    browser = Client()
    browser.cookies[settings.DOOR_COOKIE] = door.sign_in(role, "a long day", now=REAL)
    return browser


@pytest.fixture
def harriet(office, settings):
    clock.stand_at(NOW)
    return signed_in(office, settings, "field manager")


def url(office, name="card", *more):
    return reverse(name, args=[office.first.id, *more])


def press(office, browser, act):
    return browser.post(url(office, "card-change"), {"act": act})


def card_of(office):
    return queries.card_of(office.first.id, office.harriet).card


def typed(office, browser, what, nth=0):
    """Type the words of the nth line of a meaning."""
    code = [line.code for line in card_of(office).lines if line.what == what][nth]
    said = {"said": spoken.in_words(code, "en"), "stage": "", "ago_min": "0"}
    return browser.post(reverse("card-heard"), said)


def test_a_card_is_made_given_told_and_heard(office, harriet):
    assert "Make a card" in harriet.get(url(office)).content.decode()
    press(office, harriet, "make")
    letters = ", ".join(card_of(office).forced_letters)
    assert f"Lines {letters} are said" in harriet.get(url(office)).content.decode()

    press(office, harriet, "give")
    assert f"Lines {letters} are said" not in harriet.get(url(office)).content.decode()
    press(office, harriet, "tell")
    answer = typed(office, harriet, "received")

    assert (answer.status_code, answer["Location"]) == (302, "/cards/?noted=1")
    assert office.stage(office.first).state == "accepted"


def test_no_page_shows_the_words_of_a_card_but_the_sheet(office, harriet):
    press(office, harriet, "make")
    words = spoken.in_words(card_of(office).lines[0].code, "en")

    pages = [harriet.get(there).content.decode() for there in (url(office), reverse("cards"))]

    assert not any(words in page for page in pages)
    assert words in harriet.get(url(office, "card-sheet", "zh")).content.decode()


def without_tokens(page: str) -> str:
    """Leave out what is masked anew on every page."""
    return re.sub(r"[A-Za-z0-9]{64}", "", page)


def test_a_forced_word_and_all_well_are_answered_by_the_same_bytes(office, harriet):
    press(office, harriet, "make")
    answers, pages = [], []
    for what in (WELL, FORCED, WELL, FORCED):
        nth = sum(line.what == what and line.said_at is not None for line in card_of(office).lines)
        answers.append(typed(office, harriet, what, nth))
        pages.append(without_tokens(harriet.get("/cards/?noted=1").content.decode()))

    assert {(one.status_code, one["Location"], one.content) for one in answers} == {
        (302, "/cards/?noted=1", b"")
    }
    assert len(set(pages)) == 1


def test_what_nobody_knows_is_said_so_and_typed_anew(office, harriet):
    press(office, harriet, "make")
    said = {"said": "0001 0002", "stage": str(office.first.id), "ago_min": "0"}

    page = harriet.post(reverse("card-heard"), said)

    assert page.status_code == 200
    assert "No card that is open now has these words" in page.content.decode()
    assert card_of(office).wrong == 1


def test_the_board_calls_when_a_card_is_not_believed_and_when_a_word_waits(office, harriet):
    press(office, harriet, "make")
    typed(office, harriet, "received")
    assert "a code word about stage 1 came before its turn" in harriet.get("/").content.decode()

    for _wrong in range(3):
        said = {"said": "0001 0002", "stage": str(office.first.id), "ago_min": "0"}
        harriet.post(reverse("card-heard"), said)

    assert "three wrong words came about stage 1" in harriet.get("/").content.decode()


def test_a_word_counts_from_when_it_was_said(office, harriet):
    press(office, harriet, "make")
    press(office, harriet, "tell")
    code = spoken.in_digits(card_of(office).lines[0].code)

    harriet.post(reverse("card-heard"), {"said": code, "stage": "", "ago_min": "45"})

    accepted = office.stage(office.first).reports[-1]
    assert (accepted.what, accepted.at) == ("accepted", NOW - timedelta(minutes=45))


@pytest.mark.parametrize("role", ["approver", "security officer"])
def test_only_field_managers_come_here(office, settings, role):
    services.make(stage_id=office.first.id, keyring=office.harriet, now=NOW)
    browser = signed_in(office, settings, role)

    gets = [reverse("cards"), url(office), url(office, "card-sheet", "en")]
    posts = [reverse("card-heard"), reverse("cards-tidy"), url(office, "card-change")]

    assert {browser.get(there).status_code for there in gets} == {403}
    assert {browser.post(there, {"act": "give up"}).status_code for there in posts} == {403}
    assert queries.card_of(office.first.id, office.harriet) is not None


def test_the_words_of_a_card_that_has_served_are_taken_off_when_the_list_is_opened(office, harriet):
    press(office, harriet, "make")
    office.change(office.first, state="stood down")
    assert 'hx-post="/cards/tidy/"' in harriet.get(reverse("cards")).content.decode()

    assert harriet.post(reverse("cards-tidy")).status_code == 204

    assert queries.open_cards(office.harriet) == []


class Printed(NamedTuple):
    """A sheet of one page: its size in points, and what stands on it and about it."""

    size: tuple[int, int]
    text: str


def printed(response) -> Printed:
    pdf = pypdf.PdfReader(io.BytesIO(response.content))
    (page,) = pdf.pages
    text = f"{page.extract_text()} {pdf.metadata}"
    size = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
    return Printed(size, " ".join(text.split()))


def test_a_card_prints_on_both_papers_until_its_guide_has_it(office, harriet):
    press(office, harriet, "make")
    korean = printed(harriet.get(url(office, "card-pdf", "ko", "a4")))
    english = printed(harriet.get(url(office, "card-pdf", "en", "letter")))
    # A4 is 210 by 297 mm, Letter 8.5 by 11 inches, in points of 1/72 inch.
    assert (korean.size, english.size) == ((595, 842), (612, 792))
    for line in card_of(office).lines:
        assert spoken.in_words(line.code, "ko") in korean.text
        assert spoken.in_words(line.code, "en") in english.text
        assert spoken.in_digits(line.code) in korean.text
    assert "호두 (walnut)" in korean.text
    assert harriet.get(url(office, "card-pdf", "zh", "a4")).status_code == 404

    press(office, harriet, "give")

    assert harriet.get(url(office, "card-pdf", "ko", "a4")).status_code == 409
    assert harriet.get(url(office, "card-sheet", "zh")).status_code == 409


def test_a_sheet_says_no_name_no_place_no_day_and_no_stage(office, harriet):
    press(office, harriet, "make")

    said = printed(harriet.get(url(office, "card-pdf", "en", "a4"))).text

    # What is drawn for it may be any word and any four digits.
    for line in card_of(office).lines:
        for drawn in (spoken.in_words(line.code, "en"), spoken.in_digits(line.code)):
            assert drawn in said
            said = said.replace(drawn, "")
    hidden = ("Garrett", "Wilmington", "Chester", "KTQWN", "1855", "Oct", "wagon", "cannot walk")
    assert [word for word in (*hidden, "Date", "Harriet", "Waystation") if word in said] == []
    assert "You ask: walnut – they answer: lantern" in said


def test_a_sheet_shows_no_difference_between_well_and_forced(office):
    services.make(stage_id=office.first.id, keyring=office.harriet, now=NOW)

    lines = sheets.sheet(card_of(office), stage(1), "en", taken=False)["lines"]

    assert [what for what, _words, _digits in lines[7:]] == [
        "All well (a)", "All well (b)", "All well (c)", "All well (d)",
    ]  # fmt: skip


def test_where_nobody_meets_the_sheet_says_so_in_place_of_the_words():
    card = domain.draw(listed=spoken.listed(), taken=(), made_at=NOW, stage=None, guide="")

    said = sheets.sheet(card, stage(1, apart=True), "en", taken=True)

    assert said["words"] == [TEXTS["en"]["meet_apart"], TEXTS["en"]["hand_apart"]]
    assert [said["lines"][nth][0] for nth in (2, 3)] == [
        "Taken: I found them at the place", "Left at the place; I am gone",
    ]  # fmt: skip


def test_every_language_of_the_phone_has_every_sentence_of_a_card():
    assert tuple(TEXTS) == tuple(NAMES) == LANGUAGES
    for text in TEXTS.values():
        assert text.keys() == TEXTS["en"].keys()
        for name in ("meet", "hand"):
            assert {"ask", "answer"} == set(re.findall(r"{(\w+)}", text[name]))
    assert set(PRINTED) < set(LANGUAGES)
