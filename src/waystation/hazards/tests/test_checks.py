"""Looks at legs and houses, when they are due again, and how passages are noted."""

from datetime import timedelta
from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.hazards import queries, services
from waystation.hazards.checking import CHECKS_KEPT, checklist
from waystation.hazards.domain import Outcome
from waystation.hazards.models import OutcomeRow, WatchedRow
from waystation.hazards.tests.conftest import HOUSES, NOW, ONWARD, PLACES, ROAD
from waystation.vault import cells
from waystation.vault.keyring import Keyring

BY_SLUG = {place.slug: place for place in PLACES}
DAY = timedelta(days=1)


def look(keyring, slug="road", what="leg", said="fine", words="", now=NOW):
    return services.check(
        what=what, slug=slug, said=said, words=words, by="Harriet", keyring=keyring, now=now
    )


def listed(keyring, now=NOW):
    found = checklist(
        (ROAD, ONWARD),
        HOUSES,
        BY_SLUG,
        queries.watched(keyring),
        queries.passages(keyring),
        now,
    )
    return {one.slug: one for one in found}, [one.slug for one in found]


def test_what_was_never_looked_at_is_due_today(office):
    found, order = listed(office)

    assert all(one.due_on == NOW.date() and one.last is None for one in found.values())
    assert set(order) == {"road", "onward", "wilmington-de"}


def test_a_look_leaves_a_trace_and_sets_the_next_one_by_law(office):
    look(office)
    look(office, "wilmington-de", "house")

    found, order = listed(office)

    # Border states: a leg every 21 days, a house every 10.
    assert found["road"].due_on == NOW.date() + 21 * DAY
    assert found["wilmington-de"].due_on == NOW.date() + 10 * DAY
    assert (found["road"].last.by, found["road"].last.said) == ("Harriet", "fine")
    assert order[0] == "onward"


def test_what_is_late_by_more_of_its_interval_comes_first(office):
    look(office)
    look(office, "wilmington-de", "house")
    look(office, "onward", now=NOW + 20 * DAY)

    _, order = listed(office, NOW + 30 * DAY)

    # The house is late by 20 of 10 days, the road by 9 of 21, the other not yet.
    assert order == ["wilmington-de", "road", "onward"]


def test_an_interval_of_its_own_holds_until_it_is_taken_away(office):
    look(office)
    services.set_interval(what="leg", slug="road", every_days=3, keyring=office, now=NOW)
    assert listed(office)[0]["road"].due_on == NOW.date() + 3 * DAY

    services.set_interval(what="leg", slug="road", every_days=None, keyring=office, now=NOW)

    assert listed(office)[0]["road"].due_on == NOW.date() + 21 * DAY


def test_danger_found_is_put_on_file_as_first_hand_word_and_halts_at_once(office):
    report_id = look(office, said="danger", words="a stranger asks for lodgers")

    hazard = queries.report(report_id, office).hazard
    assert (hazard.leg, hazard.origin, hazard.first_hand) == ("road", "staff", True)
    assert queries.halts(office).legs == {"road"}
    assert look(office) is None


@pytest.mark.parametrize(
    "bad",
    [
        {"slug": "nowhere"},
        {"slug": "road", "what": "house"},
        {"what": "river"},
        {"said": "danger"},
        {"said": "changed", "words": " "},
    ],
)
def test_a_look_at_nothing_or_without_words_is_refused(office, bad):
    with pytest.raises(Refused):
        look(office, **bad)

    assert not WatchedRow.objects.exists()


@pytest.mark.parametrize("days", [0, 731])
def test_an_interval_nobody_could_keep_is_refused(office, days):
    with pytest.raises(Refused):
        services.set_interval(what="leg", slug="road", every_days=days, keyring=office, now=NOW)


def test_looks_are_kept_in_one_row_and_not_without_end(office):
    for day in range(CHECKS_KEPT + 3):
        look(office, now=NOW + day * DAY)

    (watched,) = queries.watched(office)

    assert len(watched.checks) == CHECKS_KEPT
    assert WatchedRow.objects.count() == 1


def test_a_passage_counts_once_and_may_be_corrected(office):
    mark = uuid4()
    for what in ("silent", "silent", "clean"):
        services.note_outcome(
            leg="road~back", what=what, on=NOW.date(), mark=mark, keyring=office, now=NOW
        )

    (kept,) = queries.passages(office)

    assert kept == Outcome(leg="road", what="clean", on=NOW.date(), mark=mark, was=("silent",))
    assert listed(office)[0]["road"].passed_on == NOW.date()


def test_evidence_is_passages_and_looks_that_found_nothing(office):
    look(office)
    look(office, "onward", said="changed", words="the bridge is new")
    services.note_outcome(
        leg="onward", what="followed", on=NOW.date(), mark=uuid4(), keyring=office, now=NOW
    )

    told = {(one.leg, one.what, one.weight) for one in queries.outcomes(office)}

    assert told == {("road", "all quiet", 0.2), ("onward", "followed", 1.0)}


def test_a_passage_cannot_go_in_a_way_nobody_knows(office):
    with pytest.raises(ValueError, match="PASSED"):
        services.note_outcome(
            leg="road", what="lost", on=NOW.date(), mark=uuid4(), keyring=office, now=NOW
        )


def test_a_stranger_notes_and_reads_nothing(office):
    look(office)
    stranger = Keyring.of(uuid4(), [cells.found("passages")])

    for act in (
        lambda: look(stranger),
        lambda: queries.watched(stranger),
        lambda: queries.passages(stranger),
        lambda: services.note_outcome(
            leg="road", what="clean", on=NOW.date(), mark=uuid4(), keyring=stranger, now=NOW
        ),
    ):
        with pytest.raises(Refused):
            act()
    assert not OutcomeRow.objects.exists()
