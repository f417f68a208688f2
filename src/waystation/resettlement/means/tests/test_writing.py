"""What is written of work, homes, schools and what others claim: its tasks, and who may read it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.models import Watch
from waystation.cases import parts
from waystation.cases.steps.services import mark_of
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.resettlement.means import queries, services
from waystation.resettlement.means.domain import (
    Budget,
    BudgetLine,
    Home,
    Job,
    School,
    ThirdPartyLoan,
    ToldDebt,
)

BROKER = ToldDebt(to_whom="a broker", amount="all she had", told_on=TODAY, pressure="asked")
LOAN = ThirdPartyLoan(
    lender="A shipping line", amount=110_000, currency="USD", first_payment_on=TODAY
)
ROOM = Home(kind="rented", state="moved in", on=TODAY, where="over the bakery", rent=300)


@pytest.fixture
def note(open_tasks, arrived, william):
    """Write something into the household's case as William does."""

    def noted(value):
        return services.note(household_id=arrived, value=value, keyring=william, now=NOW)

    return noted


@pytest.fixture
def change(william):
    """Write something anew as William does."""

    def changed(part_id, value, **said):
        services.change(part_id=part_id, value=value, keyring=william, now=NOW, **said)

    return changed


@pytest.fixture
def job(arrived, william):
    person = queries.queries.household(arrived, william, TODAY).household.people[0]
    return Job(person=person, employer="A mill", work="sawing", state="applied", on=TODAY)


def test_a_job_that_begins_is_looked_at_twice_and_one_that_ends_no_more(
    note, change, open_tasks, job
):
    part = note(job)
    assert open_tasks() == []

    placed = replace(job, state="placed")
    change(part, placed)
    assert [what for what, _day in open_tasks()] == ["job first month", "job sixth month"]
    assert open_tasks()[0][1] == TODAY.replace(month=11)

    change(part, replace(placed, on=TODAY - timedelta(days=1)))
    assert [day.day for _what, day in open_tasks()] == [TODAY.day - 1] * 2
    change(part, replace(placed, state="ended"))
    assert open_tasks() == []


def test_a_sign_of_exploitation_opens_a_task_for_today_and_the_same_sign_no_second_one(
    note, change, open_tasks, job
):
    part = note(replace(job, signs=("papers",)))
    assert open_tasks() == [("look into a sign", TODAY)]

    change(part, replace(job, signs=("papers",), note="asked again"))
    assert len(open_tasks()) == 1
    change(part, replace(job, signs=("papers", "pay")))
    assert open_tasks() == [("look into a sign", TODAY)]


def test_a_problem_with_a_home_is_looked_after_within_the_week(note, change, open_tasks):
    part = note(replace(ROOM, problem="no stove"))
    assert open_tasks() == [("home problem", TODAY + timedelta(days=7))]

    change(part, ROOM)
    assert open_tasks() == []


def test_who_is_pressed_for_money_is_spoken_with_today_and_a_threat_rings_at_once(
    note, change, open_tasks
):
    part = note(BROKER)
    assert open_tasks() == []
    now = Watch.objects.filter(due_at__lte=NOW, state="armed")
    before = now.count()

    change(part, replace(BROKER, pressure="pressed"))
    assert open_tasks() == [("pressed for money", TODAY)]
    assert now.count() == before
    change(part, replace(BROKER, pressure="threatened"))
    assert open_tasks() == [("pressed for money", TODAY)]
    assert now.count() == before + 1

    change(part, replace(BROKER, state="over"))
    assert open_tasks() == []


def test_loans_of_others_that_run_are_listed_with_their_first_payment(
    note, change, arrived, william, open_tasks
):
    part = note(LOAN)
    change(note(replace(LOAN, lender="Another")), replace(LOAN, lender="Another", state="over"))

    (kept,) = queries.loans(arrived, william)
    assert (kept.id, kept.value.first_payment_on) == (part, TODAY)
    # Nobody is reminded for a lender.
    assert open_tasks() == []


def test_what_was_entered_by_mistake_is_no_longer_shown_and_what_is_over_stands_last(
    note, change, arrived, william
):
    gone, left, here = (note(ROOM) for _ in range(3))
    change(gone, replace(ROOM, state="mistake"))
    change(left, replace(ROOM, state="left"))

    found = queries.means(arrived, william, TODAY)

    assert [kept.id for kept in found.homes] == [here, left]


def test_nobody_writes_over_what_they_have_not_seen(note, change, william):
    part = note(ROOM)
    seen = mark_of(parts.read(part, Home, william))
    change(part, replace(ROOM, note="warm"), seen=seen)

    with pytest.raises(Refused, match="changed this meanwhile"):
        change(part, replace(ROOM, note="cold"), seen=seen)


def test_a_paper_about_somebody_of_another_household_or_with_anothers_file_is_refused(
    note, job, william
):
    other = settle(william)
    person = queries.queries.household(other, william, TODAY).household.people[0]

    with pytest.raises(Refused, match="not of this household"):
        note(School(person=person, state="placed", on=TODAY))
    with pytest.raises(Refused, match="not among those of the case"):
        note(replace(LOAN, letter=person))


def test_a_household_has_one_budget_and_it_keeps_what_it_said_before(arrived, william):
    budget = Budget(currency="CAD", begins=TODAY, months=2, lines=(BudgetLine("rent", 500),))
    said = {"household_id": arrived, "keyring": william, "now": NOW}
    services.keep_budget(budget=budget, seen="", **said)
    kept = queries.means(arrived, william, TODAY).budget
    services.keep_budget(budget=replace(budget, months=3), seen=mark_of(kept), **said)

    found = queries.means(arrived, william, TODAY)
    assert [month.left for month in found.months] == [-500, -1_000, -1_500]
    assert [was.value.months for was in found.budget.before] == [2]
    with pytest.raises(Refused, match="changed this meanwhile"):
        services.keep_budget(budget=budget, seen=mark_of(kept), **said)


def test_a_strangers_keys_open_nothing_of_it(note, arrived, stranger):
    part = note(LOAN)
    said = {"keyring": stranger, "now": NOW}

    for act in (
        lambda: queries.means(arrived, stranger, TODAY),
        lambda: queries.loans(arrived, stranger),
        lambda: services.note(household_id=arrived, value=BROKER, **said),
        lambda: services.change(part_id=part, value=LOAN, **said),
    ):
        with pytest.raises(Refused, match="no such record"):
            act()


def test_the_currency_and_the_savings_are_those_of_the_pathways_tables(settled, william):
    found = queries.means(settled, william, TODAY)

    # The tables of the 1850s count in pounds or dollars, and know no savings that others add to.
    assert queries.currency_of(settled, william) in ("GBP", "CAD", "USD")
    assert found.savings == ()
