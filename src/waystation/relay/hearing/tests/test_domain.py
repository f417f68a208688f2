"""What a guide's word means for a stage."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from waystation.dispatch.domain import Report
from waystation.hazards.rates import WEIGHT
from waystation.relay.hearing import domain, wording
from waystation.relay.tests.conftest import NOW

ORDER = UUID(int=7)


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

    assert domain.word(msgspec.json.encode(plain)).what == "handed over"


def test_a_clock_that_runs_ahead_is_cut_to_ours_and_no_two_words_fall_together():
    ahead = domain.Word(uuid4(), "late", NOW + timedelta(days=1), "an hour")
    taken = [Report("late", NOW), Report("problem", NOW + timedelta(microseconds=1))]

    assert domain.heard_at(ahead, [], NOW) == NOW
    assert domain.heard_at(ahead, taken, NOW) == NOW + timedelta(microseconds=1)


def test_the_last_guides_words_say_where_people_wait():
    said = domain.Word(uuid4(), "handed_over", NOW, "the white church")

    assert domain.meanings(said, last=True) == ("handed over", "pick-up")
    assert domain.meanings(said, last=False) == ("handed over",)


@pytest.mark.parametrize(
    ("verb", "what"),
    [("taken", "met"), ("left", "handed over"), ("well", "well"), ("hazard", "hazard")],
)
def test_who_takes_over_from_nobody_or_leaves_says_it_in_words_of_their_own(verb, what):
    assert domain.Word(order=ORDER, verb=verb, at=NOW).what == what


@pytest.mark.parametrize(
    ("state", "fits"),
    [
        ("ordered", "now"),
        ("accepted", "now"),
        ("planned", "past"),
        ("met", "early"),
        ("stood down", "early"),
    ],
)
def test_a_stage_is_declined_before_the_people_are_there(state, fits):
    assert domain.fits(state, "declined") == fits


def test_a_warning_in_three_taps_reads_as_words():
    found = domain.warned("#checkpoint.ahead four men")

    assert (found, found.kind) == (("checkpoint", "ahead", "four men"), "checkpoint")
    assert wording.warning(found) == "Checkpoint or soldiers, ahead on the way: four men"
    assert wording.warning(domain.warned("#informer.meeting")) == "Informer, at the meeting place"


@pytest.mark.parametrize("words", ["#dragon.here", "#search.nowhere", "smoke", "# search.here"])
def test_a_warning_without_known_marks_keeps_its_own_words(words):
    found = domain.warned(words)

    assert (found, found.kind) == (("other", "here", words), "")


@pytest.mark.parametrize("what", domain.WARNED)
@pytest.mark.parametrize("where", domain.WHERE)
def test_every_warning_has_its_words(what, where):
    assert ", " in wording.warning(domain.warned(f"#{what}.{where}"))


def test_every_kind_a_warning_is_filed_as_is_one_that_is_weighed():
    assert {kind for kind in domain.WARNED.values() if kind} <= set(WEIGHT)
