"""How long a case is kept, who is told when, and keeping one longer."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from waystation.base.errors import Refused
from waystation.cases import keeping, queries, retention, services
from waystation.cases.domain import Change
from waystation.cases.models import HouseholdRow
from waystation.cases.tests.builders import NOW, TODAY, a_family, a_household, a_tip
from waystation.vault.models import AuditEntry


def arrived(keyring, office, on, **said):
    """Put a household on file that arrived on a day."""
    there = a_household(code="H-A", state="arrived", arrived_on=on, waiting_since=on, **said)
    families = [(there, a_family(), office.cases.cell)]
    return services.take_in(families=families, keyring=keyring, now=NOW)[0]


@pytest.mark.parametrize(
    ("case", "day"),
    [
        (a_household(), None),
        (a_household(arrived_on=date(1853, 10, 26)), date(1855, 10, 26)),
        (a_household(arrived_on=date(1852, 2, 29)), date(1854, 3, 1)),
        (a_household(state="arrived", waiting_since=date(1853, 5, 1)), date(1855, 5, 1)),
        # Nobody is destroyed sooner because somebody wanted them kept.
        (a_household(keep_until=date(1856, 1, 1)), None),
        (a_household(arrived_on=date(1855, 1, 1), keep_until=date(1856, 1, 1)), date(1857, 1, 1)),
        (a_household(arrived_on=date(1853, 1, 1), keep_until=date(1856, 1, 1)), date(1856, 1, 1)),
        # Work that goes on after the arrival lengthens the rule, and never shortens it.
        (a_household(arrived_on=date(1853, 1, 1), open_until=date(1858, 1, 1)), date(1858, 1, 1)),
        (a_household(arrived_on=date(1855, 1, 1), open_until=date(1856, 1, 1)), date(1857, 1, 1)),
        (a_household(open_until=date(1858, 1, 1)), None),
        # 26 October and 90 days: 5 left in October, 30, 31, and 24 in January.
        (a_tip(), date(1856, 1, 24)),
        (a_tip(keep_until=date(1857, 1, 1)), date(1857, 1, 1)),
        (a_tip(keep_until=date(1855, 11, 1)), date(1856, 1, 24)),
        (a_tip(household=UUID(int=1)), None),
    ],
)
def test_the_day_of_a_case_is_its_rules_or_a_later_one_that_was_decided(case, day):
    assert keeping.due_on(case) == day


def test_every_change_of_a_tip_starts_its_90_days_anew():
    later = NOW + timedelta(days=10)
    change = Change(at=later, by=UUID(int=1), what="state", was="new", became="checking", reason="")

    assert keeping.due_on(a_tip(history=(change,))) == date(1856, 2, 3)


@pytest.mark.parametrize(
    ("before", "listed", "is_due"),
    [(timedelta(31), False, False), (timedelta(30), True, False), (timedelta(0), True, True)],
)
def test_holders_are_told_thirty_days_ahead(william, office, before, listed, is_due):
    # Two years before 26 October 1855, moved by what is still to come.
    arrived(william, office, date(1853, 10, 26) + before)

    due = retention.due(william, NOW)

    assert bool(due) is listed
    assert [one.is_due for one in due] == [is_due] * listed
    assert [one.days_left for one in due] == [before.days] * listed


def test_a_stranger_is_told_of_nothing_and_keeps_nothing(william, stranger, office, passmore):
    case_id = arrived(william, office, date(1853, 1, 1))

    assert retention.due(stranger, NOW) == retention.due(passmore, NOW) == []
    with pytest.raises(Refused, match="no such record"):
        keep(case_id, stranger)


def keep(case_id, keyring, until=date(1857, 1, 1), reason="a claim is open"):
    retention.keep_longer(case_id=case_id, until=until, reason=reason, keyring=keyring, now=NOW)


def test_a_case_is_kept_longer_for_a_reason_that_stands_in_the_audit(william, office):
    case_id = arrived(william, office, date(1853, 1, 1))

    keep(case_id, william)

    assert retention.due(william, NOW) == []
    kept = queries.household(case_id, william, TODAY).household
    assert (kept.keep_until, kept.keep_reason) == (date(1857, 1, 1), "a claim is open")
    assert AuditEntry.objects.count() == 1


def test_a_tip_is_kept_longer_too(william):
    tip_id = services.hear_tip(tip=a_tip(heard_at=NOW - timedelta(100)), keyring=william, now=NOW)
    assert [one.kind for one in retention.due(william, NOW)] == ["tip"]

    keep(tip_id, william)

    assert retention.due(william, NOW) == []


@pytest.mark.parametrize(
    ("until", "reason", "says"),
    [
        (TODAY, "a claim", "cannot be kept until 1855-10-26"),
        (date(1860, 10, 27), "a claim", "cannot be kept until 1860-10-27"),
        (date(1856, 1, 1), "  ", "needs a reason"),
    ],
)
def test_no_case_is_kept_into_the_past_or_for_ever_or_for_nothing(
    william, office, until, reason, says
):
    case_id = arrived(william, office, date(1853, 1, 1))

    with pytest.raises(Refused, match=says):
        keep(case_id, william, until, reason)

    assert HouseholdRow.objects.get().revision == 1


def test_nobody_shortens_the_rule_by_keeping_a_case_longer(william, office):
    case_id = arrived(william, office, date(1855, 1, 1))

    with pytest.raises(Refused, match="kept until 1857-01-01 anyhow"):
        keep(case_id, william, until=date(1857, 1, 1))
    keep(case_id, william, until=date(1857, 1, 2))

    assert queries.household(case_id, william, TODAY).household.keep_until == date(1857, 1, 2)


def test_the_last_day_to_keep_a_case_to_is_five_years_ahead(william, office):
    case_id = arrived(william, office, date(1853, 1, 1))

    keep(case_id, william, until=date(1860, 10, 26))

    assert queries.household(case_id, william, TODAY).household.keep_until.year == 1860


def test_years_after_a_leap_day_end_on_the_first_of_march():
    day = date(1852, 2, 29)

    assert keeping.years_after(day, 4) == date(1856, 2, 29)
    assert keeping.years_after(day, 2) == date(1854, 3, 1)
