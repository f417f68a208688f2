"""What a paper card says, drawn and heard."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.relay.cards import domain, spoken
from waystation.relay.cards.domain import ALL_WELL, FORCED, ONCE, WELL
from waystation.relay.tests.conftest import stage

AT = datetime(1855, 10, 26, 12, tzinfo=UTC)
STAGE = UUID(int=1)


def drawn(taken=()):
    return domain.draw(
        listed=spoken.listed(), taken=taken, made_at=AT, stage=STAGE, guide="garrett"
    )


def test_a_card_has_every_meaning_once_and_four_lines_of_all_is_well_two_of_them_forced():
    whats = [line.what for line in drawn().lines]

    assert whats[:7] == list(ONCE)
    assert sorted(whats[7:]) == [FORCED, FORCED, WELL, WELL]


def test_the_letters_of_the_forced_lines_are_told_by_their_places():
    card = domain.Card(
        stage=STAGE,
        guide="garrett",
        made_at=AT,
        lines=tuple(domain.Line(what, (n, n + 1)) for n, what in enumerate((*ONCE, *ALL_WELL), 1)),
    )

    assert card.forced_letters == "cd"


def test_chance_decides_which_lines_are_forced():
    letters = {drawn().forced_letters for _ in range(120)}

    # Six ways to choose two of four; that 120 cards miss one of them happens once in 10^9.
    assert letters == {"ab", "ac", "ad", "bc", "bd", "cd"}


def test_no_two_words_of_a_card_begin_alike_in_either_language():
    # Of a hundred words 79 begin alike in English, and the first and the last in Korean: of each
    # only one may stand on a card.
    listed = {
        "en": ["aba"] * 79 + [f"b{letter}b" for letter in "abcdefghijklmnopqrstu"],
        "ko": [f"{chr(0xAC00 + n)}나" for n in range(99)] + ["가나"],
    }

    card = domain.draw(listed=listed, taken=(), made_at=AT, stage=STAGE, guide="garrett")

    numbers = [number - 1 for line in card.lines for number in line.code]
    for words in listed.values():
        assert len({words[number] for number in numbers}) == 22


def test_no_card_has_a_word_at_which_somebody_would_listen():
    # All words but 22 are to be shunned, so those 22 stand on the card.
    listed = {"en": [f"{one}{two}." for one in "abcdefg" for two in "abcdefg"]}

    card = domain.draw(
        listed=listed, taken=(), shunned=range(23, 50), made_at=AT, stage=STAGE, guide=""
    )

    assert {number for line in card.lines for number in line.code} == set(range(1, 23))
    for said in ("police flee", "경찰 도망"):
        assert set(spoken.read(said).code) <= spoken.telling()


@given(st.tuples(st.integers(1, 2_048), st.integers(1, 2_048)))
def test_a_code_is_read_back_from_either_language_and_from_digits(code):
    for written in (
        spoken.in_words(code, "en"),
        spoken.in_words(code, "ko").upper(),
        spoken.in_digits(code),
        spoken.in_digits(code).replace(" ", ""),
        "{}, {}".format(*code),
    ):
        assert spoken.read(written).code == code


def test_a_token_is_read_from_twelve_words_and_from_letters():
    # Twelve words of sixteen zero bytes, as in the vectors of BIP-39; 26 letters A likewise.
    words = "abandon " * 11 + "about"

    assert spoken.read(words) == (None, bytes(16))
    assert spoken.read("aaaa " * 6 + "aa") == (None, bytes(16))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("lantern", "neither a code nor a token"),
        ("ability able about", "neither a code nor a token"),
        ("ability 12", "neither a code nor a token"),
        ("0000 0012", "between 1 and 2048"),
        ("12 2049", "between 1 and 2048"),
        ("ability mangoo", "Not in the list of words: number 2"),
        ("abandon " * 12, "do not belong together"),
        ("", "neither a code nor a token"),
    ],
)
def test_what_is_neither_is_refused_without_being_repeated(typed, says):
    with pytest.raises(Refused, match=says) as refused:
        spoken.read(typed)

    assert "mangoo" not in refused.value.says + refused.value.hint


def test_words_count_from_the_hour_the_guide_may_know_to_a_day_after_the_end():
    one = stage(1, lead_h=6)

    window = domain.window(one)

    assert window == (one.depart - timedelta(hours=6), one.arrive + timedelta(days=1))
    assert window.holds(window.opens_at)
    assert not window.holds(window.ends_at)
    assert not window.holds(window.opens_at - timedelta(seconds=1))


def test_a_card_is_believed_inside_its_window_only():
    card, one = drawn(), stage(1, lead_h=6)

    assert not domain.hears(card, one, one.depart - timedelta(hours=7))
    assert domain.hears(card, one, one.depart)


def test_a_card_that_heard_three_wrong_words_is_not_believed():
    card = drawn()
    for _wrong in range(2):
        card = domain.wronged(card)
    assert domain.hears(card, stage(1), stage(1).depart)

    card = domain.wronged(card)

    assert not domain.hears(card, stage(1), stage(1).depart)


def test_a_card_is_over_with_its_stage_its_time_and_its_guide():
    card, one = drawn(), stage(1)
    declined = domain.said(card, 1, AT)

    over = [
        domain.is_over(card, stage(1, state="handed over"), one.depart),
        domain.is_over(card, stage(1, state="stood down"), one.depart),
        domain.is_over(card, one, one.arrive + timedelta(days=1)),
        domain.is_over(card, stage(1, guide="another"), one.depart),
        domain.is_over(declined, one, one.depart),
    ]

    assert all(over)
    assert not domain.is_over(card, one, one.depart)
    assert not domain.is_over(domain.said(card, 1, AT, waits=True), one, one.depart)


@pytest.mark.parametrize("state", ["handed over", "stood down"])
def test_a_card_of_a_stage_that_is_over_is_not_believed(state):
    one = stage(1)

    assert domain.hears(drawn(), one, one.depart)
    assert not domain.hears(drawn(), stage(1, state=state), one.depart)


@pytest.mark.parametrize(
    ("what", "changes", "taken", "verb"),
    [
        ("received", {}, False, "accepted"),
        ("declined", {}, False, "declined"),
        ("taken over", {}, False, "met"),
        ("taken over", {}, True, "taken"),
        ("handed on", {}, False, "handed_over"),
        ("handed on", {"apart": True}, False, "left"),
        # At the very end somebody always receives them.
        ("handed on", {"apart": True, "last": True}, False, "handed_over"),
        ("late", {}, False, "late"),
        (WELL, {}, False, "well"),
        (FORCED, {}, False, "well"),
    ],
)
def test_a_line_tells_its_stage_what_a_phone_would(what, changes, taken, verb):
    assert domain.verb(what, stage(1, **changes), taken=taken) == verb


def test_a_line_that_was_said_early_waits_until_it_is_said_to_be_taken():
    early = domain.said(drawn(), 3, AT, waits=True)
    assert (early.waits, early.lines[3].said_at) == ((3,), AT)

    taken = domain.said(early, 3, AT)

    assert (taken.waits, taken.lines[3].said_at) == ((), AT)


def test_a_code_with_one_word_of_a_card_is_near_it():
    card = drawn()
    (one, two), (three, _four) = card.lines[0].code, card.lines[1].code
    unused = next(n for n in range(1, 2_049) if all(n not in line.code for line in card.lines))

    assert domain.is_near(card, (one, unused))
    assert domain.is_near(card, (two, three))
    assert not domain.is_near(card, (unused, unused))
