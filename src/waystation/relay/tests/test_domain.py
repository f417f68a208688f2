"""What stands in an order and what does not; how word fits a stage."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from waystation.dispatch.domain import NEEDS_MAX_BYTES, WORDS, Report, Words
from waystation.ledger.domain import PEOPLE_MAX
from waystation.network.domain import Place
from waystation.relay import domain
from waystation.relay.tests.conftest import NOW, PLACES, stage
from waystation.testing import history

WILMINGTON, CHESTER, PHILADELPHIA = PLACES
ORDER = UUID(int=7)
KEYS = {
    *("v", "order", "from", "to", "window", "people", "needs", "question", "answer", "asked"),
    *("reply", "carry", "if_it_fails", "call", "language", "last", "local_times", "expires"),
}


def body(number=1, *, tongue="en", **changes):
    places = (WILMINGTON, CHESTER) if number == 1 else (CHESTER, PHILADELPHIA)
    return domain.order_body(
        stage(number, **changes),
        order=ORDER,
        from_place=places[0],
        to_place=places[1],
        tongue=tongue,
    )


def test_an_order_has_exactly_the_fields_a_phone_reads():
    assert set(body()) == KEYS
    assert set(body(2, tongue="ko")) == KEYS


def test_an_order_tells_its_leg_its_window_and_both_pairs_of_words():
    told = body()

    assert (told["from"], told["to"]) == ("Wilmington, DE", "Chester, PA")
    # Both places are 302 minutes behind UTC by the sun.
    assert told["window"] == ["1855-10-26T18:58:00-05:02", "1855-10-26T23:58:00-05:02"]
    assert (told["question"], told["answer"]) == ("walnut", "lantern")
    assert (told["asked"], told["reply"]) == ("heron", "saddle")
    assert (told["people"], told["last"]) == (3, False)
    # A day after the arrival.
    assert told["expires"] == "1855-10-27T23:58:00-05:02"


def test_local_times_go_by_the_sun_of_each_place():
    # Wilmington lies at 75.5 W: 302 minutes behind, so midnight UTC is 18:58 the evening before.
    # Chester at 75.4 W: 301.6, so 302; 05:00 UTC is 23:58.
    assert body()["local_times"] == "Fri 26 Oct 18:58 – Fri 26 Oct 23:58, by the sun"
    assert body(tongue="ko")["local_times"].startswith("10월 26일(금) 18:58")


def test_a_place_without_longitude_is_told_in_utc():
    nowhere = Place(slug="x", name="X")

    assert domain.sun_time(NOW, nowhere, "en") == "Fri 26 Oct 12:00"
    assert domain.sun_stamp(NOW, nowhere) == "1855-10-26T12:00:00+00:00"


def test_the_sentences_are_in_the_guides_language():
    assert body()["call"] == "the office"
    assert body(tongue="ko")["call"] == "사무실"
    assert body(tongue="fr")["language"] == "en"


def test_an_order_names_no_other_leg_no_guide_and_no_group():
    first, second = json.dumps(body(1)), json.dumps(body(2))

    for told in (first, second):
        assert not any(name in told for name in ("Garrett", "Still", "garrett", "G-LABEL"))
        assert "leg-" not in told
    assert "Philadelphia" not in first
    assert "Wilmington" not in second
    assert "walnut" not in second


LONGEST = sorted(WORDS, key=len)[-4:]
# As many bytes of needs as a proposal takes, of letters that are written in one to six bytes.
NEEDS = [letter * (NEEDS_MAX_BYTES // len(letter.encode())) for letter in 'x가🜁"\\\n\x01']


@pytest.mark.parametrize("tongue", domain.SENTENCES)
@pytest.mark.parametrize("needs", NEEDS, ids=ascii)
def test_every_order_between_historical_places_fits_the_box(tongue, needs):
    by_length = sorted(history.network().places, key=lambda p: -len(domain.spoken(p).encode()))
    told = domain.order_body(
        stage(
            1,
            needs=needs,
            people=PEOPLE_MAX,
            meet=Words(*LONGEST[:2]),
            hand=Words(*LONGEST[2:]),
            # Two digits each for the day and for the hour, and by night, with its sentence.
            depart=datetime(1855, 12, 26, 23, tzinfo=UTC),
            arrive=datetime(1855, 12, 28, 23, tzinfo=UTC),
        ),
        order=ORDER,
        from_place=by_length[0],
        to_place=by_length[1],
        tongue=tongue,
    )

    assert len(domain.written(told)) <= domain.ORDER_BODY_MAX == 956


def test_needs_are_told_on_one_line_and_no_word_of_them_is_lost():
    told = body(needs='two\n\tchildren, "Small\\Tall"')

    assert told["needs"] == "two children, 'Small/Tall'"


@pytest.mark.parametrize(
    ("state", "verb", "fits"),
    [
        ("ordered", "accepted", "now"),
        ("ordered", "met", "early"),
        ("accepted", "handed over", "early"),
        ("met", "handed over", "now"),
        ("met", "accepted", "past"),
        ("handed over", "handed over", "past"),
        ("planned", "late", "now"),
        ("handed over", "pick-up", "now"),
    ],
)
def test_a_word_moves_a_stage_by_one_step_only(state, verb, fits):
    assert domain.fits(state, verb) == fits


@pytest.mark.parametrize(
    ("state", "verb", "fits"),
    [
        ("ordered", "accepted", "now"),
        ("accepted", "met", "early"),
        ("met", "handed over", "early"),
        ("met", "met", "past"),
        ("accepted", "problem", "now"),
    ],
)
def test_nobody_meets_people_who_are_still_with_the_guide_before(state, verb, fits):
    assert domain.fits(state, verb, reached=False) == fits


@pytest.mark.parametrize("verb", ["accepted", "handed over", "problem"])
def test_word_of_a_stage_called_off_is_never_acted_on(verb):
    assert domain.fits("stood down", verb) == "early"


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "arrived"},
        {"verb": 3},
        {"at": "1855-10-26T12:00:00"},
        {"at": "soon"},
        {"order": "7"},
        {"name": "Wesley"},
    ],
)
def test_a_word_of_another_shape_is_refused(change):
    said = {"order": str(ORDER), "verb": "met", "at": "1855-10-26T12:00:00Z", "words": ""}
    assert domain.word(msgspec.json.encode(said)).verb == "met"

    with pytest.raises(ValueError, match=r"."):
        domain.word(msgspec.json.encode(said | change))


def test_deeply_nested_bytes_are_no_word():
    with pytest.raises(ValueError, match="not a report"):
        domain.word(b"[" * 900)


def test_the_phones_spelling_of_a_verb_is_understood():
    plain = {"order": str(ORDER), "verb": "handed_over", "at": "1855-10-26T12:00:00.000Z"}

    assert domain.word(msgspec.json.encode(plain)).verb == "handed over"


def test_a_clock_that_runs_ahead_is_cut_to_ours_and_no_two_words_fall_together():
    ahead = domain.Word(uuid4(), "late", NOW + timedelta(days=1), "an hour")
    taken = [Report("late", NOW), Report("problem", NOW + timedelta(microseconds=1))]

    assert domain.heard_at(ahead, [], NOW) == NOW
    assert domain.heard_at(ahead, taken, NOW) == NOW + timedelta(microseconds=1)


def test_the_last_guides_words_say_where_people_wait():
    said = domain.Word(uuid4(), "handed over", NOW, "the white church")

    assert domain.meanings(said, last=True) == ("handed over", "pick-up")
    assert domain.meanings(said, last=False) == ("handed over",)


def test_another_key_gives_another_number():
    keys = {"mailbox_public": b"m", "sign_public": b"s", "cell_sign_public": b"c"}
    keys["cell_box_public"] = b"b"
    number = domain.comparison_number(b"secret", **keys)

    assert len(number) == 6
    assert number.isdigit()
    for name in keys:
        assert domain.comparison_number(b"secret", **keys | {name: b"x"}) != number


def test_letters_are_grouped_by_four():
    assert domain.by_fours("ABCDEFGHIJ") == "ABCD EFGH IJ"
