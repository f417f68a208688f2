"""What stands in an order and what does not, in five languages, and that it always fits."""

import json
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from waystation.dispatch.domain import NEEDS_MAX_BYTES, WORDS, Words
from waystation.ledger.domain import PEOPLE_MAX
from waystation.network.domain import Place
from waystation.relay.orders import domain, words_in
from waystation.relay.orders.domain import Order
from waystation.relay.tests.conftest import NOW, PLACES, stage
from waystation.relay.turn.services import BODY_MAX
from waystation.testing import history

WILMINGTON, CHESTER, PHILADELPHIA = PLACES
FACTS = {
    *("from", "to", "window", "people", "needs", "ask", "answer", "asked", "reply", "meet"),
    *("hand", "expires", "lang"),
}
TOO = {"ask_too", "answer_too", "asked_too", "reply_too"}


def facts(number=1, *, tongues=("en", "en", "en"), taken=False, **changes):
    places = (WILMINGTON, CHESTER) if number == 1 else (CHESTER, PHILADELPHIA)
    return domain.facts(
        stage(number, **changes),
        from_place=places[0],
        to_place=places[1],
        tongues=tongues,
        taken=taken,
    )


def test_an_order_has_exactly_the_facts_a_phone_reads():
    assert set(facts()) == FACTS | {"night"}
    assert set(facts(2, tongues=("ko", "en", "en"))) == FACTS | TOO | {"last"}


def test_an_order_tells_its_leg_its_window_and_both_pairs_of_words():
    told = facts()

    assert (told["from"], told["to"]) == ("Wilmington, DE", "Chester, PA")
    # By the sun both places are 302 minutes behind UTC: 75.5 and 75.4 degrees west, 4 minutes each.
    assert told["window"] == ["1855-10-26T18:58-05:02", "1855-10-26T23:58-05:02"]
    assert (told["ask"], told["answer"]) == ("walnut", "lantern")
    assert (told["asked"], told["reply"]) == ("heron", "saddle")
    assert (told["people"], told["night"]) == (3, True)
    # A day after the arrival.
    assert told["expires"] == "1855-10-27T23:58-05:02"


def test_words_of_recognition_are_in_the_guides_language_and_in_the_other_sides():
    told = facts(meet=Words("walnut", "lantern"), tongues=("ko", "th", "ko"))

    assert (told["ask"], told["answer"]) == ("호두", "등불")
    assert (told["ask_too"], told["answer_too"]) == ("วอลนัต", "โคมไฟ")
    assert "asked_too" not in told


@pytest.mark.parametrize(
    ("tongue", "language"),
    [("ko", "ko"), ("zh-Hant", "zh"), (" ES", "es"), ("fr", "en"), ("", "en")],
)
def test_a_tongue_without_a_language_of_ours_is_spoken_to_in_english(tongue, language):
    assert words_in.language_of(tongue) == language


@pytest.mark.parametrize("language", words_in.LANGUAGES)
def test_every_word_is_said_in_every_language_and_no_two_are_the_same(language):
    said = [words_in.said_in(word, language) for word in WORDS]

    assert len(set(said)) == len(WORDS)
    assert (said == list(WORDS)) == (language == "en")


def test_a_word_that_is_not_of_the_list_stays_as_it_is():
    assert words_in.said_in("heron", "ko") == "heron"


def test_how_people_are_taken_over_and_handed_on_is_told():
    assert [facts()[key] for key in ("meet", "hand")] == ["meet", "meet"]
    assert [facts(apart=True, taken=True)[key] for key in ("meet", "hand")] == ["apart", "apart"]
    # Nobody comes for those who are left at the end of the last stage.
    assert facts(2, apart=True)["hand"] == "meet"


def test_a_place_without_longitude_is_told_in_utc():
    nowhere = Place(slug="x", name="X")

    assert domain.sun_stamp(NOW, nowhere) == "1855-10-26T12:00+00:00"


def test_an_order_names_no_other_leg_no_guide_and_no_group():
    first, second = json.dumps(facts(1)), json.dumps(facts(2))

    for told in (first, second):
        assert not any(name in told for name in ("Garrett", "Still", "garrett", "G-LABEL"))
        assert "leg-" not in told
    assert "Philadelphia" not in first
    assert "Wilmington" not in second
    assert "walnut" not in second


# As many bytes of needs as a proposal takes, of letters that are written in one to six bytes.
NEEDS = [letter * (NEEDS_MAX_BYTES // len(letter.encode())) for letter in 'x가🜁"\\\n\x01']


def longest(own: str, other: str) -> list[str]:
    """Give the four words that take most room in two languages together."""
    return sorted(
        WORDS,
        key=lambda word: (
            -len((words_in.said_in(word, own) + words_in.said_in(word, other)).encode())
        ),
    )[:4]


@pytest.mark.parametrize(("own", "other"), list(product(words_in.LANGUAGES, ("en", "th"))))
@pytest.mark.parametrize("needs", NEEDS, ids=ascii)
def test_every_order_between_historical_places_fits_the_box(own, other, needs):
    by_length = sorted(history.network().places, key=lambda p: -len(domain.spoken(p).encode()))
    words = longest(own, other)
    told = domain.facts(
        stage(
            1,
            needs=needs,
            people=PEOPLE_MAX,
            meet=Words(*words[:2]),
            hand=Words(*words[2:]),
            apart=True,
        ),
        from_place=by_length[0],
        to_place=by_length[1],
        tongues=(own, other, other),
        taken=True,
    )
    far = NOW + timedelta(days=-7)
    dues = [("accepted", far), ("taken", far), *[("well", far)] * 3, ("handed_over", far)]
    order = Order(
        stage=UUID(int=1),
        passage=UUID(int=2),
        release_at=NOW,
        expires_at=NOW,
        told=b"",
        seeds=(bytes(16), bytes(16)),
        dues=tuple(dues),
        gap_h=24,
    )
    head = {"v": 2, "n": 99, "prev": 98, "order": str(UUID(int=7)), "is": "amend"}

    written = json.dumps(
        {**head, **told, **domain.chains(order, NOW)}, ensure_ascii=False, separators=(",", ":")
    )

    assert len(written.encode()) <= BODY_MAX == 956


def test_needs_are_told_on_one_line_and_no_word_of_them_is_lost():
    assert facts(needs='two\n\tchildren, "Small\\Tall"')["needs"] == "two children, 'Small/Tall'"


def test_the_chains_are_told_as_letters_and_what_is_awaited_in_minutes_after_the_start():
    order = Order(
        stage=UUID(int=1),
        passage=UUID(int=2),
        release_at=NOW,
        expires_at=NOW,
        told=b"",
        seeds=(bytes(16), b"\xff" * 16),
        dues=(("accepted", NOW), ("met", NOW + timedelta(hours=13))),
    )

    told = domain.chains(order, NOW + timedelta(hours=12))

    assert told["seeds"] == ["A" * 22, "_" * 21 + "w"]
    assert told["dues"] == [("accepted", -720), ("met", 60)]
    assert "gap_h" not in told


@pytest.mark.parametrize(
    "change",
    [
        {"people": 4},
        {"needs": "a cradle"},
        {"depart": NOW},
        {"meet": Words("birch", "lantern")},
        {"apart": True},
    ],
)
def test_a_change_of_what_a_guide_is_told_shows(change):
    was = domain.told_of(stage(1), taken=False)

    assert domain.told_of(stage(1, **change), taken=False) != was


@pytest.mark.parametrize("change", [{"risk_p": 0.5}, {"state": "met"}, {"lead_h": 2}])
def test_what_no_guide_is_told_is_no_change(change):
    assert domain.told_of(stage(1, **change), taken=False) == domain.told_of(stage(1), taken=False)
