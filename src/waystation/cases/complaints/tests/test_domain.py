"""Who is named in a text, and how a complaint moves on."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from waystation.cases.complaints import domain
from waystation.cases.complaints.domain import BECOMES, DID, MOVES, STATES, Complaint, Entry, Focal

NOW = datetime(1855, 10, 26, 12, tzinfo=UTC)


def a_complaint(**said):
    usual = {"at": NOW, "by": "", "whom": "colleague", "about": "", "words": "It happened."}
    return Complaint(**usual | said)


@pytest.mark.parametrize(("alias", "text"), [
    ("Harriet", "Harriet"), ("Harriet", "it was HARRIET."), ("Harriet", "harriet's friend"),
    ("Harriet", "Ｈａｒｒｉｅｔ did"), ("Zoë", "that zoe said"), ("Zoe", "that Zoë said"),
    ("M. K.", "asked by M.K. again"), ("Ann Maria", "ann  maria came"),
    ("해리엇", "해리엇이 말했다"), ("해리엇", "해리엇"), ("김 영희", "김 영희가 왔다"),
    ("William", "William이 돈을 달라고 했다"), ("Ann Maria", "Ann Maria가 왔다"),
    ("김영희", "김 영희가 왔다"), ("김 영희", "김영희가"), ("Ann Maria", "AnnMaria"),
    ("Harriet", "it was _Harriet_"),
])  # fmt: skip
def test_a_name_is_found_however_it_is_written(alias, text):
    assert domain.mentioned(alias, "", text)


@pytest.mark.parametrize(("alias", "text"), [
    ("Ann", "Anna came"), ("Harriet", "Harry came"), ("Ann Maria", "Maria Ann came"),
    ("해리엇", "해리가 왔다"), ("", "anything"), ("—", "a — b"),
])  # fmt: skip
def test_another_name_is_not(alias, text):
    assert not domain.mentioned(alias, text)


def test_a_complaint_is_for_none_whom_it_names_or_who_was_ticked():
    focal = [
        Focal(user_id=UUID(int=n), alias=name, key_digest=b"", day=1, signature=b"")
        for n, name in enumerate(("Allan", "Levi", "Passmore", "William"))
    ]
    complaint = a_complaint(about="levi", words="William saw it.")

    found = domain.may_read(focal, complaint, ticked=[UUID(int=2)])

    assert [one.alias for one in found] == ["Allan"]


def test_every_state_is_reached_and_everything_may_be_done_somewhere():
    assert {BECOMES[did] for dids in MOVES.values() for did in dids} | {"new"} == set(STATES)
    assert {did for dids in MOVES.values() for did in dids} == set(DID)
    assert all(MOVES[state] for state in STATES)


def test_what_cannot_be_done_as_it_stands_is_an_error():
    with pytest.raises(ValueError, match="new"):
        domain.moved(a_complaint(), Entry(NOW, "Allan", "answer", "no"))


def test_it_is_late_after_a_day_until_somebody_acknowledges_it():
    complaint, day = a_complaint(), timedelta(hours=24)

    read = domain.moved(complaint, Entry(NOW, "Allan", "acknowledged"))

    assert not complaint.is_late(NOW + day)
    assert complaint.is_late(NOW + day + timedelta(seconds=1))
    assert not read.is_late(NOW + 2 * day)


def test_its_author_sees_the_answer_and_no_note():
    complaint = a_complaint(partner="rankin")
    for did in ("acknowledged", "note", "answer", "suspended", "closed"):
        complaint = domain.moved(complaint, Entry(NOW, "Allan", did, did))

    seen = domain.for_author(complaint)

    assert [entry.did for entry in seen.log] == ["acknowledged", "answer", "closed"]
    assert seen.partner == ""
