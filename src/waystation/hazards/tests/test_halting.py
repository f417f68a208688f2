"""What word of danger halts, who lifts it, and that both are told in the same transaction."""

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from waystation.base.errors import Refused
from waystation.base.models import Event
from waystation.hazards import queries, services
from waystation.hazards.halting import PLACES_MAX, halts, independent, targets
from waystation.hazards.models import HaltRow, HazardRow
from waystation.hazards.tests.conftest import NOW, PLACES, ROAD, word
from waystation.network.domain import Place
from waystation.vault import cells
from waystation.vault.keyring import Keyring

BY_SLUG = {place.slug: place for place in PLACES}
TODAY = NOW.date()


def report(keyring, **changes):
    return services.report_danger(word=word(**changes), keyring=keyring, now=NOW)


def kinds() -> list[str]:
    return sorted(event.kind for event in Event.objects.all() if "hazards" in event.kind)


@pytest.mark.parametrize(
    "first_hand",
    [
        {"source_grade": "B", "word_grade": 2},
        {"source_grade": "A", "word_grade": 1},
        {"origin": "staff", "first_hand": True},
    ],
)
def test_first_hand_word_halts_at_once(office, first_hand):
    report_id = report(office, **first_hand)

    standing = queries.halts(office)

    assert standing.places == {"middletown-de"}
    (kept,) = standing.halts
    assert (kept.halt.report, kept.halt.by) == (report_id, "")
    assert kinds() == ["hazards.halted"]
    assert Event.objects.get(kind="hazards.halted").subject == kept.id


@pytest.mark.parametrize(
    "harmless",
    [
        {"source_grade": "B", "word_grade": 3},
        {"source_grade": "C", "word_grade": 2},
        {"origin": "staff", "first_hand": False},
        {"source_grade": "A", "word_grade": 1, "kind": "weather"},
        {
            "source_grade": "A",
            "word_grade": 1,
            "until": TODAY - timedelta(days=1),
            "on": TODAY - timedelta(days=2),
        },
    ],
)
def test_other_word_is_kept_but_halts_nothing(office, harmless):
    report(office, **harmless)

    assert queries.halts(office).halts == ()
    assert HazardRow.objects.count() == 1


def test_hearsay_from_two_independent_sources_halts(office):
    report(office)
    report(office, source="Rachel")

    assert queries.halts(office).places == {"middletown-de"}


@pytest.mark.parametrize(
    "second",
    [
        {"source": "isaac "},  # the same voice twice is one voice
        {"source": ""},  # who is not named may be anybody
        {"source": "Rachel", "via": "Isaac"},  # through one mouth
        {"source": "Rachel", "source_grade": "E"},
        {"source": "Rachel", "word_grade": 5},
        {"source": "Rachel", "place": "wilmington-de"},
        {"source": "Rachel", "on": TODAY - timedelta(days=15)},
        {"source": "Rachel", "kind": "flood"},
    ],
)
def test_hearsay_without_a_second_independent_voice_halts_nothing(office, second):
    report(office)
    report(office, **second)

    assert queries.halts(office).halts == ()


def test_withdrawn_word_is_no_second_voice(office):
    first = report(office)
    services.withdraw(report_id=first, reason="a mistake", by="Allan", keyring=office, now=NOW)

    report(office, source="Rachel")

    assert queries.halts(office).halts == ()


def test_grading_word_up_halts_and_the_old_grade_stays_in_its_history(office):
    report_id = report(office)

    services.correct(
        report_id=report_id,
        reason="he was there himself",
        by="Allan",
        keyring=office,
        now=NOW,
        source_grade="B",
        word_grade=2,
    )

    assert queries.halts(office).places == {"middletown-de"}
    history = queries.report(report_id, office).hazard.history
    assert [(c.what, c.was, c.became, c.by) for c in history] == [
        ("source_grade", "C", "B", "Allan"),
        ("word_grade", "3", "2", "Allan"),
    ]


def test_a_leg_is_halted_in_both_directions_and_so_are_the_legs_of_a_halted_place(office):
    services.halt(what="leg", slug="road~back", why="ice", by="Allan", keyring=office, now=NOW)

    standing = queries.halts(office)

    assert standing.legs == {"road"}
    assert standing.stops_leg(msgspec.structs.replace(ROAD, slug="road~back")) is not None
    assert standing.stops_leg(msgspec.structs.replace(ROAD, slug="other")) is None
    report(office, source_grade="A", word_grade=1)
    other = msgspec.structs.replace(ROAD, slug="other")
    assert queries.halts(office).stops_leg(other) is not None


def test_a_leg_stops_once_all_of_its_guides_are_halted(office):
    guided = msgspec.structs.replace(ROAD, guides=("p1",))
    assert queries.halts(office).stops_leg(guided) is None

    report(office, place="", partner="p1", kind="betrayal", source_grade="B", word_grade=1)

    assert queries.halts(office).partners == {"p1"}
    assert queries.halts(office).stops_leg(guided) is not None


def test_a_circle_halts_the_places_in_it_and_not_without_end():
    # Wilmington lies 36 km from Middletown.
    told = word(place="", lat=39.45, lon=-75.716, radius_km=40.0)
    many = {f"x{n}": Place(slug=f"x{n}", name="", lat=39.45, lon=-75.7) for n in range(100)}

    assert targets(told, BY_SLUG) == [("place", "middletown-de"), ("place", "wilmington-de")]
    assert len(targets(told, many)) == PLACES_MAX


def test_a_law_halts_nothing():
    assert (
        halts(word(scope="US", place="", source_grade="A", word_grade=1), [], BY_SLUG, TODAY) == []
    )


def test_independence_is_mutual():
    one, other = word(via="Rachel"), word(source="Rachel")

    assert not independent(one, other)
    assert not independent(other, one)
    assert independent(word(), other)


def test_a_halt_is_lifted_by_name_with_a_reason_and_only_when_confirmed(office):
    halt_id = services.halt(
        what="place", slug="middletown-de", why="raid", by="Harriet", keyring=office, now=NOW
    )
    lift = {"halt_id": halt_id, "by": "Allan", "keyring": office, "now": NOW}

    for refused in ({"why": " ", "confirmed": True}, {"why": "gone", "confirmed": False}):
        with pytest.raises(Refused):
            services.lift(**lift, **refused)
    assert queries.halts(office).places == {"middletown-de"}
    services.lift(**lift, why="they left on Monday", confirmed=True)

    assert queries.halts(office).halts == ()
    (kept,) = queries.all_halts(office)
    assert (kept.halt.lifted_by, kept.halt.lifted_why) == ("Allan", "they left on Monday")
    assert kinds() == ["hazards.halted", "hazards.lifted"]
    with pytest.raises(Refused):
        services.lift(**lift, why="again", confirmed=True)


@pytest.mark.parametrize(
    "bad",
    [
        {"what": "leg", "slug": "nowhere", "why": "x"},
        {"what": "river", "slug": "road", "why": "x"},
        {"what": "leg", "slug": "road", "why": ""},
    ],
)
def test_what_is_not_there_or_has_no_reason_is_not_halted(office, bad):
    with pytest.raises(Refused):
        services.halt(**bad, by="Allan", keyring=office, now=NOW)

    assert not HaltRow.objects.exists()
    assert kinds() == []


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "dragon"},
        {"place": "nowhere"},
        {"place": "", "leg": "nowhere"},
        {"place": ""},
        {"on": TODAY + timedelta(days=1)},
        {"until": TODAY - timedelta(days=1)},
        {"radius_km": 301.0},
        {"lat": 39.0},
    ],
)
def test_a_report_that_says_nothing_usable_is_refused(office, bad):
    with pytest.raises(Refused):
        report(office, **bad)

    assert not HazardRow.objects.exists()


def test_a_withdrawn_report_stays_on_file_counts_nothing_and_lifts_no_halt(office):
    report_id = report(office, source_grade="A", word_grade=1)

    services.withdraw(report_id=report_id, reason="wrong town", by="Al", keyring=office, now=NOW)

    gone = queries.report(report_id, office).hazard
    assert (gone.counts(TODAY), gone.history[-1].reason) == (0, "wrong town")
    assert queries.halts(office).places == {"middletown-de"}


def test_a_stranger_neither_halts_nor_lifts_nor_reads(office):
    halt_id = services.halt(what="leg", slug="road", why="ice", by="Allan", keyring=office, now=NOW)
    elsewhere = Keyring.of(uuid4(), [cells.found("gazetteer"), cells.found("network")])

    assert queries.halts(elsewhere).halts == ()
    with pytest.raises(Refused):
        services.lift(halt_id=halt_id, why="x", by="S", confirmed=True, keyring=elsewhere, now=NOW)
    with pytest.raises(Refused):
        queries.halt(halt_id, Keyring.of(uuid4(), [cells.found("passages")]))
    assert queries.halts(office).legs == {"road"}


def test_the_stored_bytes_tell_neither_what_is_halted_nor_why(office):
    report(office, source_grade="A", word_grade=1)

    for row in [*HaltRow.objects.all(), *HazardRow.objects.all()]:
        for told in (b"middletown", b"raid", b"Isaac", b"bridge", b"first"):
            assert told not in bytes(row.body)


def test_asking_for_halts_takes_one_query_however_many_were_lifted(
    office, django_assert_num_queries
):
    services.halt(what="leg", slug="road", why="ice", by="Allan", keyring=office, now=NOW)
    lifted = services.halt(
        what="leg", slug="onward", why="ice", by="Allan", keyring=office, now=NOW
    )
    services.lift(halt_id=lifted, why="thaw", by="Allan", confirmed=True, keyring=office, now=NOW)

    with django_assert_num_queries(1):
        assert queries.halts(office).legs == {"road"}


def test_word_of_the_way_back_is_word_of_the_leg(office):
    report(office, place="", leg="road~back", source_grade="B", word_grade=2)

    assert queries.halts(office).legs == {"road"}


@pytest.mark.parametrize(
    ("graded", "halted"),
    [
        ({"source_grade": "F", "word_grade": 6}, 1),
        ({"source_grade": "E"}, 0),
        ({"word_grade": 5}, 0),
    ],
)
def test_a_partner_who_saw_it_is_believed_unless_judged_otherwise(office, graded, halted):
    report(office, first_hand=True, **graded)

    assert len(queries.halts(office).halts) == halted


def test_a_correction_halts_nothing_again_that_was_lifted(office):
    report_id = report(office, source_grade="A", word_grade=1)
    (kept,) = queries.halts(office).halts
    told = {"by": "Allan", "keyring": office, "now": NOW}
    services.lift(halt_id=kept.id, why="they left", confirmed=True, **told)

    services.correct(report_id=report_id, reason="it was a search", kind="search", **told)
    assert queries.halts(office).halts == ()
    report(office, source_grade="A", word_grade=1)

    assert queries.halts(office).places == {"middletown-de"}
