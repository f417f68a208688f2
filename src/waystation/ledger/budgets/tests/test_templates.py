"""What a rescue may cost is decided by two people, from a day on, and open rescues keep theirs."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger.approving import services as approving
from waystation.ledger.budgets import queries, templating
from waystation.ledger.budgets.domain import TEMPLATES
from waystation.ledger.budgets.templating import NewVersion
from waystation.ledger.budgets.tests.test_rescue import opened
from waystation.ledger.models import TemplateVersion
from waystation.ledger.tests.conftest import TODAY
from waystation.vault import cells
from waystation.vault.chain import KIND_NAMES
from waystation.vault.keyring import Keyring

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FINANCE = "finance officer"
DEARER = {**TEMPLATES["rescue-3000"].per_person, "transportation": 90_000, "medical": 10_000}
APRIL = date(2026, 4, 1)


@pytest.fixture
def grace(finance_slot):
    """Give the second finance officer's keyring; the audit chain has somewhere to write."""
    cells.found("security")
    return Keyring.of(uuid4(), [finance_slot])


def asked(keyring, **changes):
    proposal_id = new_id()
    given = {"key": "rescue-3000", "per_person": DEARER, "valid_from": APRIL} | changes
    templating.propose(
        proposal_id=proposal_id,
        new=NewVersion(**given),
        why="fares rose",
        role=FINANCE,
        keyring=keyring,
        now=NOW,
    )
    return proposal_id


def agreed(proposal_id, keyring):
    approving.approve(proposal_id=proposal_id, role=FINANCE, keyring=keyring, now=NOW)


def test_a_version_is_in_force_from_its_first_day_once_a_second_person_agreed(book, levi, grace):
    waiting = asked(levi)
    assert queries.template("rescue-3000", APRIL).version == 0

    agreed(waiting, grace)

    before, after = (queries.template("rescue-3000", on) for on in (TODAY, APRIL))
    # 3,000 + (900 - 500) + 100 = 3,500.
    assert (before.version, before.cents_a_person) == (0, 300_000)
    assert (after.version, after.cents_a_person) == (1, 350_000)
    row = TemplateVersion.objects.get()
    assert (row.made_by, row.approved_by) == (levi.user_id, grace.user_id)


def test_nobody_agrees_to_what_they_asked_for(book, levi):
    waiting = asked(levi)

    with pytest.raises(Refused, match="asked for themselves"):
        agreed(waiting, levi)

    assert not TemplateVersion.objects.exists()


def test_the_database_itself_takes_no_version_of_one_person(db):
    one = uuid4()

    with pytest.raises(IntegrityError):
        TemplateVersion.objects.create(
            key="rescue-3000",
            version=1,
            valid_from=TODAY,
            per_person="{}",
            made_by=one,
            approved_by=one,
        )


def test_open_rescues_keep_their_budget_and_new_ones_get_the_new(book, levi, grace):
    old = opened()

    agreed(asked(levi, valid_from=TODAY), grace)
    new = opened()

    assert queries.money_of(old).planned_cents == 300_000
    # The second has the extra category that the new version brought.
    assert queries.money_of(new).planned_cents == 350_000
    assert [part.category for part in queries.money_of(new).parts][-1] == "medical"


def test_after_a_last_day_the_version_before_holds_again(book, levi, grace):
    agreed(asked(levi, valid_from=TODAY, valid_to=date(2026, 3, 31)), grace)
    agreed(asked(levi, valid_from=date(2026, 3, 10), valid_to=date(2026, 3, 20)), grace)

    days = [date(2026, 3, day) for day in (2, 10, 20, 21)]
    assert [queries.template("rescue-3000", on).version for on in days] == [1, 2, 2, 1]
    assert queries.template("rescue-3000", APRIL).version == 0
    assert [one.version for one in queries.versions("rescue-3000")] == [2, 1]


def test_templates_of_other_times_are_not_in_force(db):
    assert [one.key for one in queries.in_force(TODAY)] == ["rescue-3000", "rescue-10000"]
    long_ago = queries.in_force(date(1855, 10, 26))
    assert [one.key for one in long_ago] == ["rescue-1855", "rescue-1855-hard"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"key": "rescue-1"}, "no such budget"),
        ({"per_person": DEARER | {"basic_needs": 0}}, "Basic needs has no sum"),
        ({"valid_to": TODAY}, "before the first"),
    ],
)
def test_a_version_that_cannot_be_is_not_even_asked_for(book, levi, changes, says):
    with pytest.raises(Refused, match=says):
        asked(levi, **changes)


def test_what_was_decided_is_in_the_audit_chain(book, levi, grace):
    agreed(asked(levi), grace)

    kinds = apps.get_model("vault", "AuditEntry").objects.values_list("kind", flat=True)
    assert {"budget template changed", "payment approved"} <= {KIND_NAMES[kind] for kind in kinds}
