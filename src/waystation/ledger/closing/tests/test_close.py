"""Closing a month: what it looks at, what keeps it open, and what a lock means."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import reserving, triggers
from waystation.ledger import services as ledger
from waystation.ledger.closing import domain, queries, steps
from waystation.ledger.closing.tests.conftest import ACCEPTED, APRIL, LEVI
from waystation.ledger.models import (
    Advance,
    ClosedMonth,
    Entry,
    EntryBody,
    Fund,
    Proposal,
    Reservation,
)
from waystation.ledger.reports.tests.conftest import gift
from waystation.vault import audit, boxes, cells
from waystation.vault.keyring import Keyring


def states(month, keyring):
    return {step.key: step.state for step in steps.look(month, keyring)}


def test_a_month_is_closed_with_the_end_of_the_book_signed_by_finance(close):
    found = close(202601)

    row = ClosedMonth.objects.get()
    assert (row.month, row.closed_on, row.closed_by) == (202601, date(2026, 4, 2), LEVI)
    last = Entry.objects.order_by("-number").first()
    assert (row.n_entries, bytes(row.head)) == (last.number, bytes(last.hash))
    signed = domain.statement(202601, row.n_entries, bytes(row.head))
    assert boxes.is_signed_by(cells.only("finance"), signed, bytes(row.signature))
    assert queries.closed_months() == [found]


def test_nothing_is_booked_into_a_closed_month_or_an_earlier_one(close):
    close(202602)

    for day in (date(2026, 2, 28), date(2026, 1, 1), date(2025, 6, 1)):
        with pytest.raises(Refused, match="closed"):
            gift(100, day)
    gift(100, date(2026, 3, 1))


def test_closed_months_stay_closed_and_the_next_follows(close):
    close(202602)

    assert queries.next_month(APRIL.date()) == 202603
    with pytest.raises(Refused, match="2026-02 is no open month"):
        close(202602)
    with pytest.raises(Refused, match="2026-01 is no open month"):
        close(202601)
    assert close(202603).month == 202603


def test_the_first_close_takes_everything_before_with_it(close):
    assert queries.next_month(APRIL.date()) == 202603

    close(202603)

    assert queries.first_open() == 202604


def test_a_month_that_is_not_over_is_not_closed(close):
    with pytest.raises(Refused, match="not over"):
        close(202603, now=datetime(2026, 3, 31, 23, 59, tzinfo=UTC))

    assert not ClosedMonth.objects.exists()


def test_an_empty_book_has_no_month_to_close(levi):
    assert queries.next_month(APRIL.date()) is None
    assert queries.closed_months() == []


def test_an_open_step_has_to_be_accepted_by_name(close):
    with pytest.raises(Refused, match="A bank statement is missing") as refused:
        close(202601, accepted=frozenset({"programs"}))

    assert "Read the bank's file in" in refused.value.hint
    assert not ClosedMonth.objects.exists()


def test_a_promise_whose_day_is_past_lapses_with_the_close(close, levi):
    late, later = new_id(), new_id()
    for one, day in ((late, date(2026, 1, 30)), (later, date(2026, 1, 31))):
        reserving.reserve(
            reservation_id=one, fund="RESCUE-GENERAL", cents=5, on=date(2026, 1, 2), expires_on=day
        )

    assert states(202601, levi)["reservations"] == "next"
    close(202601)

    assert Reservation.objects.get(pk=late).state == "expired"
    # It still holds on its last day, which is the month's.
    assert Reservation.objects.get(pk=later).state == "open"
    assert states(202602, levi)["reservations"] == "next"


def test_what_a_failing_step_meets_is_left_as_it_was(close):
    late = new_id()
    reserving.reserve(
        reservation_id=late,
        fund="RESCUE-GENERAL",
        cents=5,
        on=date(2026, 1, 2),
        expires_on=date(2026, 1, 3),
    )

    with pytest.raises(Refused):
        close(202601, accepted=frozenset())

    assert Reservation.objects.get(pk=late).state == "open"


def test_cash_that_is_overdue_has_to_be_seen(close, levi):
    fund = Fund.objects.get(code="UNRESTRICTED")
    advance = Advance.objects.create(
        id=uuid4(), cell=uuid4(), box=b"", fund=fund,
        given_on=date(2026, 1, 2), due_on=date(2026, 1, 20),
    )  # fmt: skip
    lines = (
        ledger.Line("Assets:Advances:Partner", "UNRESTRICTED", 900),
        ledger.Line("Assets:Bank:Operating", "UNRESTRICTED", -900),
    )
    draft = ledger.Draft("advance", date(2026, 1, 2), lines, advance=advance.pk)
    ledger.post(entry_id=new_id(), draft=draft)

    (step,) = [one for one in steps.look(202601, levi) if one.key == "advances"]

    assert (step.state, step.says) == ("open", "1 advance is overdue.")
    # Out for 29 days at the end of January.
    assert [(fact.name, fact.says) for fact in step.facts] == [("up to 30 days", "$9.00")]
    with pytest.raises(Refused, match="overdue"):
        close(202601)
    assert close(202601, accepted=ACCEPTED | {"advances"}).month == 202601


def test_what_waits_for_a_second_hand_is_told(levi, office):
    Proposal.objects.create(
        id=uuid4(), cell=uuid4(), box=b"", kind="write-off", made_on=date(2026, 1, 9), made_by=LEVI
    )

    assert states(202601, levi)["approvals"] == "open"
    assert states(202512, levi)["approvals"] == "done"


def test_a_note_that_was_exchanged_stops_the_close_whatever_is_accepted(close, levi):
    first, second = EntryBody.objects.order_by("entry__number")[:2]
    EntryBody.objects.filter(pk=first.pk).update(box=second.box)

    assert states(202601, levi)["book"] == "stop"
    with pytest.raises(Refused, match="The book is not whole"):
        close(202601, accepted=frozenset(domain.STEPS))


def test_who_cannot_read_the_notes_closes_nothing(close):
    with pytest.raises(Refused):
        close(202601, keyring=Keyring.of(uuid4(), []))

    assert not ClosedMonth.objects.exists()


def test_fault_that_another_program_finds_stops_the_close(close, monkeypatch):
    checking = "waystation.ledger.audit.checking."
    monkeypatch.setattr(checking + "programs", lambda: ["hledger"])
    monkeypatch.setattr(checking + "strict", lambda year: [f"the journal of {year} is off"])

    with pytest.raises(Refused, match="Another program finds fault"):
        close(202601, accepted=frozenset(domain.STEPS))


def test_what_is_booked_while_other_programs_read_begins_the_close_anew(close, monkeypatch):
    def reading(year):
        gift(100, date(2026, 3, 1))
        return []

    monkeypatch.setattr("waystation.ledger.audit.checking.strict", reading)

    with pytest.raises(Refused, match="booked while"):
        close(202601)


def test_the_close_stands_in_the_audit_with_what_was_left_open(close, office):
    close(202601)

    told = audit.entries(Keyring.of(uuid4(), [office]), kinds=["month closed"])
    assert [one.says["of"] for one in told] == ["2026-01"]
    assert told[0].says["note"] == "programs, statements"
    assert told[0].actor == LEVI


@pytest.mark.parametrize("changed", [{"n_entries": 1}, {"head": bytes(32)}, {"month": 202512}])
def test_a_closed_month_that_somebody_changed_past_the_guards_is_seen(close, changed):
    close(202601)

    triggers.drop(connection)
    ClosedMonth.objects.update(**changed)
    triggers.install(connection)

    assert [one.is_sound for one in queries.closed_months()] == [False]


def test_a_book_that_no_longer_ends_as_it_was_signed_is_seen(close):
    close(202601)

    triggers.drop(connection)
    last = Entry.objects.get(number=ClosedMonth.objects.get().n_entries)
    Entry.objects.filter(pk=last.pk).update(hash=bytes(32))
    triggers.install(connection)

    assert [one.is_sound for one in queries.closed_months()] == [False]
