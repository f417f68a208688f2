"""A roll call adds up or names who is missing; a passage closes on nothing less."""

from datetime import timedelta

import pytest

from waystation.base import watches
from waystation.base.errors import Overtaken, Refused
from waystation.base.ids import new_id
from waystation.base.models import Watch
from waystation.dispatch import queries as passages
from waystation.dispatch.arrival import queries, services
from waystation.dispatch.arrival.services import Lost
from waystation.dispatch.arrival.tests.conftest import THERE
from waystation.dispatch.models import ArrivalRow
from waystation.vault import audit
from waystation.vault.keyring import Keyring

BOY = Lost(1, "a boy of about ten", 2)


def count(river, kept, present, keyring=None, **more):
    return services.count(
        passage_id=kept.id,
        present=present,
        keyring=keyring or river.harriet,
        now=THERE,
        **more,
    )


def arrive(river, kept, **more):
    return services.arrive(passage_id=kept.id, keyring=river.harriet, now=THERE, **more)


def end(river, kept):
    return queries.arrival(kept.id, river.harriet).arrival


def last_act(river) -> tuple[str, dict[str, str]]:
    told = audit.entries(Keyring.of(new_id(), [river.security]))[0]
    return told.kind, told.says


def test_once_all_who_set_out_are_counted_the_passage_closes(river, handed):
    count(river, handed, 2)

    passage = arrive(river, handed)

    assert passage.state == "arrived"
    assert end(river, handed).counted.present == 2


def test_the_count_may_come_with_the_arrival(river, handed):
    passage = arrive(river, handed, present=2)

    assert passage.state == "arrived"
    assert [one.present for one in end(river, handed).counts] == [2]


def test_without_a_roll_call_nobody_has_arrived(river, handed):
    with pytest.raises(Refused, match="Nobody has counted"):
        arrive(river, handed)

    assert river.passage(handed.id).passage.state == "moving"


@pytest.mark.parametrize("present", [0, 1])
def test_a_smaller_number_is_refused_and_nothing_of_it_is_kept(river, handed, present):
    armed = Watch.objects.filter(state="armed").count()

    with pytest.raises(Refused, match="not accounted for"):
        count(river, handed, present)
    with pytest.raises(Refused, match="not accounted for"):
        arrive(river, handed, present=present)

    assert not ArrivalRow.objects.exists()
    assert Watch.objects.filter(state="armed").count() == armed
    assert river.passage(handed.id).passage.state == "moving"


def test_who_is_missing_is_named_as_an_incident_that_rings_at_once(river, handed):
    # Between two quarters of an hour, to which due times are rounded.
    now = THERE + timedelta(minutes=7)
    services.count(passage_id=handed.id, present=1, lost=BOY, keyring=river.harriet, now=now)

    watches.ring_due(now)

    assert passages.alarms(river.harriet) == [
        f"{handed.passage.code}: people are missing at the arrival. "
        "Call Jonathan Haines, then open the arrival page."
    ]
    assert last_act(river) == ("people missing", {"of": handed.passage.code, "n": "1"})
    assert end(river, handed).n_missing == 1
    assert [(one.n_missing, one.code) for one in queries.calls(river.harriet)] == [
        (1, handed.passage.code)
    ]
    # Everybody is accounted for, so the passage may close; the incident stays open.
    assert arrive(river, handed).state == "arrived"
    assert end(river, handed).n_missing == 1


@pytest.mark.parametrize(
    ("lost", "says"),
    [
        (Lost(1, "", 1), "how many are missing"),
        (Lost(0, "a boy", 1), "how many are missing"),
        (Lost(1, "a boy", 3), "Nobody travelled stage 3"),
        (Lost(1, "a boy", -1), "Nobody travelled stage -1"),
    ],
)
def test_an_incident_says_how_many_who_and_where_they_were_last_seen(river, handed, lost, says):
    with pytest.raises(Refused, match=says):
        count(river, handed, 1, lost=lost)

    assert not ArrivalRow.objects.exists()


def test_an_incident_that_names_too_few_leaves_somebody_out(river, handed):
    with pytest.raises(Refused, match="1 person is not accounted for"):
        count(river, handed, 0, lost=BOY)

    assert not ArrivalRow.objects.exists()


def test_more_than_set_out_needs_a_word_why(river, handed):
    with pytest.raises(Refused, match="1 person more than set out"):
        count(river, handed, 3)

    count(river, handed, 3, more="born at Wilmington")

    assert end(river, handed).counted.more == "born at Wilmington"
    assert arrive(river, handed).state == "arrived"


def test_nobody_is_counted_before_they_are_on_the_last_stage(river):
    kept = river.approved()
    river.travel(kept, 1)

    with pytest.raises(Refused, match="Nobody is on the last stage"):
        count(river, kept, 2)


def test_they_may_be_counted_before_the_last_guide_has_sent_word(river, way):
    count(river, way, 2)

    with pytest.raises(Refused, match="stage 2 is still open"):
        arrive(river, way)


def test_who_comes_after_all_is_counted_and_the_alarm_falls_silent(river, handed):
    count(river, handed, 1, lost=BOY)
    watches.ring_due(THERE)

    services.found(
        passage_id=handed.id, nth=0, end="here", how="came by himself", keyring=river.harriet,
        now=THERE,
    )  # fmt: skip

    assert passages.alarms(river.harriet) == []
    assert (end(river, handed).n_missing, end(river, handed).counted.present) == (0, 2)
    assert queries.calls(river.harriet) == []
    assert last_act(river) == ("missing found", {"of": handed.passage.code, "n": "1"})


def test_who_is_safe_elsewhere_is_not_counted_here(river, handed):
    count(river, handed, 1, lost=BOY)
    said = {"passage_id": handed.id, "nth": 0, "keyring": river.harriet, "now": THERE}

    services.found(end="safe elsewhere", how="the miller has him", **said)

    assert end(river, handed).counted.present == 1
    with pytest.raises(Refused, match="No such people"):
        services.found(end="here", how="again", **said)


@pytest.mark.parametrize(("what", "how"), [("here", " "), ("gone", "nobody knows")])
def test_an_incident_ends_with_a_word_of_the_list_and_a_sentence(river, handed, what, how):
    count(river, handed, 1, lost=BOY)

    with pytest.raises(Refused, match="what became of them"):
        services.found(
            passage_id=handed.id, nth=0, end=what, how=how, keyring=river.harriet, now=THERE
        )

    assert end(river, handed).n_missing == 1


def test_a_stranger_counts_nobody_and_reads_nothing(river, handed):
    count(river, handed, 1, lost=BOY)
    said = {"passage_id": handed.id, "keyring": river.stranger, "now": THERE}

    for act in (
        lambda: services.count(present=2, **said),
        lambda: services.arrive(**said),
        lambda: services.found(nth=0, end="here", how="x", **said),
        lambda: queries.arrival(handed.id, river.stranger),
        lambda: queries.last_team(handed.id, river.stranger),
    ):
        with pytest.raises(Refused, match="no such passage"):
            act()
    assert queries.calls(river.stranger) == []
    assert end(river, handed).n_missing == 1


def test_of_two_who_count_at_once_the_second_reads_again(river, handed):
    seen = queries.arrival(handed.id, river.harriet)
    count(river, handed, 2)

    with pytest.raises(Overtaken):
        services._put(seen, seen.arrival, river.harriet, THERE)
