"""A birth, somebody who left, a newer version, and the hand-over to the next worker."""

from datetime import date, timedelta

import msgspec
import pytest

from waystation.base.errors import Refused
from waystation.cases import parts, recording
from waystation.cases.tests.builders import NOW, TODAY
from waystation.resettlement.book import queries as book
from waystation.resettlement.reading import shipped
from waystation.resettlement.stays import handing, living, queries, services
from waystation.resettlement.stays.domain import HandedOver, wants_looking
from waystation.resettlement.stays.tests.builders import LANDED, MODERN, agree, do, modern
from waystation.resettlement.tests.conftest import ARRIVED_ON, somebody
from waystation.resettlement.values import Member


def test_a_child_that_is_born_is_counted_by_itself_and_it_is_said_what_changed(william):
    family = modern(william)
    child = somebody("Ri So-yeon", date(2024, 3, 3), "female")

    born = recording.add_person(household_id=family, value=child, keyring=william, now=MODERN)

    stay = queries.stay(family, william).stay
    assert stay.size == 3
    assert ("doctor", born) in {(one.step, one.person) for one in stay.ahead}
    [note] = living.changes(family, william)
    assert (note.value.n_before, note.value.n_now) == (2, 3)
    assert "doctor" in note.value.came
    assert queries.forgotten(william, MODERN.date()) == []


def test_who_left_is_counted_no_more_and_stays_out_when_the_record_changes(william):
    family = modern(william)
    mother, son = queries.stay(family, william).stay.members
    living.note_members(
        household_id=family, members=(mother,), why="he moved away", keyring=william, now=MODERN
    )

    stay = queries.stay(family, william).stay
    assert (stay.members, stay.away) == ((mother,), (son.person,))
    assert "selective-service" not in {one.step for one in stay.ahead}
    [note] = living.changes(family, william)
    assert "selective-service" in note.value.left
    assert note.value.why == "he moved away"
    assert not living.take_in(household_id=family, keyring=william, now=MODERN)
    assert queries.stay(family, william).stay.size == 1


def test_who_left_is_not_counted_again_on_another_pathway_and_the_day_it_was_noted_is_kept(william):
    family = modern(william)
    mother, son = queries.stay(family, william).stay.members
    said = {"household_id": family, "keyring": william, "now": MODERN}
    living.note_members(members=(mother,), why="he moved away", **said)
    services.end(why="they chose another country", on=MODERN.date(), **said)

    services.begin(pathway="korea", on=LANDED, **said)

    stay = queries.stay(family, william).stay
    assert (stay.members, stay.away) == ((mother,), (son.person,))
    assert stay.away_since == {son.person: MODERN.date()}
    living.note_members(members=(mother, son), **said)
    back = queries.stay(family, william).stay
    assert [one.since for one in back.members] == [None, MODERN.date()]
    assert (back.away, back.away_since) == ((), {})


def test_a_ground_is_noted_and_nobody_elses_people_are(settled, william):
    first, *rest = queries.stay(settled, william).stay.members
    sick = Member(person=first.person, grounds=("disability",))
    living.note_members(household_id=settled, members=(sick, *rest), keyring=william, now=NOW)

    view = queries.stay(settled, william)
    assert queries.newcomers(view, william, TODAY)[0].grounds == ("disability",)
    for members in ((), (Member(person=settled),)):
        with pytest.raises(Refused, match="Nobody is left"):
            living.note_members(household_id=settled, members=members, keyring=william, now=NOW)


def test_a_newer_version_is_offered_and_taken_only_when_they_want_it(settled, william, monkeypatch):
    do(settled, william, "shelter")
    tables = shipped()
    stay = queries.stay(settled, william).stay
    old = next(one for one in tables.pathways if one.code == stay.pathway)
    steps = tuple(step for step in old.steps if step.code != "letters")
    newer = msgspec.structs.replace(old, version=2, steps=steps)
    both = msgspec.structs.replace(tables, pathways=(*tables.pathways, newer))
    monkeypatch.setattr(book, "shipped", lambda: both)

    assert queries.offered(stay, william) == newer
    assert "letters" in {one.step.code for one in queries.course_of(settled, william, TODAY)}
    with pytest.raises(Refused, match="not offered"):
        services.take_version(household_id=settled, version=3, keyring=william, now=NOW)

    services.take_version(household_id=settled, version=2, keyring=william, now=NOW)

    became = queries.stay(settled, william).stay
    assert (became.version, [one.step for one in became.done]) == (2, ["shelter"])
    assert queries.offered(became, william) is None


def test_a_stay_worked_out_by_other_rules_wants_looking_and_an_ended_one_never():
    from waystation.resettlement.values import Stay

    stay = Stay(
        code="H", place="", pathway="p", version=1, begun_on=TODAY, members=(), reckoned="old"
    )

    assert wants_looking(stay, "new", TODAY)
    assert not wants_looking(stay, "old", TODAY)
    assert not wants_looking(msgspec.structs.replace(stay, state="ended"), "new", TODAY)


def test_a_hand_over_is_done_once_somebody_of_them_says_so_with_the_packet_they_chose(william):
    family = modern(william, home=LANDED)
    mother, son = (one.person for one in queries.stay(family, william).stay.members)
    later = MODERN + timedelta(days=100)
    for one in (mother, son):
        agree(family, one, william, "the centre on Mill Street", later)
    said = {
        "household_id": family,
        "step": "hand-over-3",
        "on": later.date(),
        "to": "the centre on Mill Street",
        "keyring": william,
        "now": later,
    }
    with pytest.raises(Refused, match="Only somebody of the household"):
        handing.hand_over(packet=["plan"], said_by=william.user_id, **said)
    with pytest.raises(Refused, match="nothing of that name"):
        handing.hand_over(packet=["the whole file"], said_by=mother, **said)
    with pytest.raises(Refused, match="no hand-over"):
        handing.hand_over(packet=[], said_by=mother, **said | {"step": "check-3"})

    handing.hand_over(packet=["plan", "health"], said_by=mother, **said)

    [kept] = parts.listed(family, HandedOver, william)
    assert (kept.value.packet, kept.value.said_by) == (("plan", "health"), mother)
    stay = queries.stay(family, william).stay
    assert "hand-over-3" in {one.step for one in stay.done}
    assert "hand-over-3" not in {one.step for one in stay.ahead}


def test_nothing_of_a_file_goes_along_without_the_consent_of_everybody_it_is_about(william):
    family = modern(william, home=LANDED)
    mother, son = (one.person for one in queries.stay(family, william).stay.members)
    later = MODERN + timedelta(days=100)
    said = {
        "household_id": family,
        "step": "hand-over-3",
        "on": later.date(),
        "to": "The Centre",
        "said_by": mother,
        "keyring": william,
        "now": later,
    }
    agree(family, mother, william, "the centre", later)
    agree(family, son, william, "another office", later)
    with pytest.raises(Refused, match="was not asked"):
        handing.hand_over(packet=["health"], **said)
    assert parts.listed(family, HandedOver, william) == []
    assert "hand-over-3" not in {one.step for one in queries.stay(family, william).stay.done}

    agree(family, son, william, "the centre", later)
    handing.hand_over(packet=["health"], **said)

    [kept] = parts.listed(family, HandedOver, william)
    assert kept.value.bases == ("consent", "consent")


def test_they_meet_the_next_worker_without_consent_if_nothing_goes_along(william):
    family = modern(william, home=LANDED)
    later = MODERN + timedelta(days=100)

    handing.hand_over(
        household_id=family, step="hand-over-3", on=later.date(), to="the centre", packet=[],
        said_by=queries.stay(family, william).stay.members[0].person, keyring=william, now=later,
    )  # fmt: skip

    assert "hand-over-3" in {one.step for one in queries.stay(family, william).stay.done}


def test_what_happens_to_a_stay_is_heard_by_who_asked_to_hear_of_it(settled, william, monkeypatch):
    from waystation.resettlement.stays import noticing

    heard = []
    monkeypatch.setattr(noticing, "_REACTIONS", [])
    services.on_change(lambda **said: heard.append(said["household_id"]))

    do(settled, william, "shelter", on=ARRIVED_ON)

    assert heard == [settled]
