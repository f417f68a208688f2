"""What a supervisor's page shows: what waits, what was missed, and whose hands are full."""

from datetime import timedelta

from waystation.base.ids import new_id
from waystation.cases import concern, queries
from waystation.cases.steps import services, supervision
from waystation.cases.steps.tests.papers import assessed, close, plan_of
from waystation.cases.tests.builders import NOW, TODAY, a_household, settle
from waystation.vault.keyring import Keyring

IN_A_WEEK = NOW + timedelta(days=7)
AFTER_IT = NOW + timedelta(days=8)


def test_a_review_that_was_missed_is_on_the_supervisors_page(william, harriet):
    case = settle(william)
    assessed(case, william, risk="high")

    assert supervision.queue(harriet, IN_A_WEEK).overdue == []
    assert [line.id for line in supervision.queue(harriet, AFTER_IT).overdue] == [case]


def test_what_waits_is_listed_and_ones_own_counts_for_others(william, harriet):
    first, second = settle(william), settle(william)
    plan_of(first, william)
    close(second, harriet, now=NOW + timedelta(hours=1))

    found = supervision.queue(harriet, IN_A_WEEK)

    assert [(one.what, one.line.id, one.mine) for one in found.waits] == [
        ("plan", first, False),
        ("closure", second, True),
    ]
    assert found.n_mine == 1


def test_cases_are_counted_by_worker_and_more_than_25_are_much(office):
    busy = Keyring.of(new_id(), [office.gazetteer, office.cases], alias="William")
    for _ in range(26):
        services.take_charge(household_id=settle(busy), keyring=busy, now=NOW)
    settle(busy)

    loads = supervision.queue(busy, NOW).loads

    assert [(load.name, load.n_cases, load.is_much) for load in loads] == [
        ("William", 26, True),
        ("", 1, False),
    ]


def test_a_stranger_supervises_nothing(william, stranger):
    plan_of(settle(william), william)

    found = supervision.queue(stranger, AFTER_IT)

    assert (found.waits, found.overdue, found.loads, found.sample) == ([], [], [], [])


def a_line(**said):
    household = a_household(**said)
    days = (TODAY - household.waiting_since).days
    return queries.Line(new_id(), new_id(), household, "Chestertown", household.state, days, TODAY)


def test_worries_are_named_the_gravest_first():
    day, me = timedelta(days=1), new_id()
    at_risk = a_line(code="A", risk="immediate", state="contacted", next_due=TODAY - day)
    unheard = a_line(code="B", state="heard", waiting_since=TODAY - 3 * day, worker=me)
    well = a_line(code="C", state="contacted", risk="low", next_due=TODAY, worker=me)
    closed = a_line(code="D", step="closed", risk="high", next_due=TODAY - day)

    found = concern.worrying([well, unheard, closed, at_risk], TODAY)

    assert [(one.line.household.code, one.worries) for one in found] == [
        ("A", ("immediate risk", "overdue", "nobody in charge")),
        ("B", ("not reached",)),
    ]
    assert concern.due([well, at_risk], TODAY) == [at_risk, well]
    assert concern.mine([well, unheard, closed, at_risk], me) == [well, unheard]
