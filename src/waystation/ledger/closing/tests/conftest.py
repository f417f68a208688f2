"""A book of one winter, an office that keeps an audit, and who closes its months."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from waystation.ledger.audit.tests.conftest import outside  # noqa: F401
from waystation.ledger.closing import services
from waystation.ledger.reports.tests.conftest import (  # noqa: F401
    _own_home,
    finance_slot,
    levi,
    sign_in,
    winter,
)
from waystation.vault import cells

LEVI = UUID(int=7)
APRIL = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
# What a small office that reads no statements leaves open, on any machine.
ACCEPTED = frozenset({"statements", "programs"})


@pytest.fixture(autouse=True)
def _no_other_programs(request, monkeypatch):
    """Other programs are asked where a test asks for them, and nowhere else."""
    if "outside" not in request.fixturenames:
        monkeypatch.setattr("waystation.ledger.audit.checking.programs", list)


@pytest.fixture
def office(winter, db):  # noqa: F811
    """Give the office the compartment its audit is sealed to."""
    return cells.found("security")


@pytest.fixture
def close(office, levi):  # noqa: F811
    """Close a month as Levi does, on 2 April 2026 unless said otherwise."""

    def closed(month, *, now=APRIL, accepted=ACCEPTED, keyring=levi):
        return services.close_month(
            month=month, keyring=keyring, user_id=LEVI, now=now, accepted=accepted
        )

    return closed
