"""Why a rescue cost other than foreseen: finance's words, sealed to finance."""

from uuid import uuid4

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.ledger.budgets import queries, services
from waystation.ledger.budgets.queries import Why
from waystation.ledger.budgets.tests.test_rescue import opened
from waystation.ledger.models import Variance
from waystation.vault.keyring import Keyring

ICE = Why("The river froze; everybody went by rail.", "transportation")


def test_finance_reads_what_finance_wrote_and_nobody_else_does(book, levi):
    fund = opened()

    services.explain(fund=fund, why=ICE, keyring=levi)

    assert queries.why_of(fund, levi) == ICE
    assert b"river" not in bytes(Variance.objects.get().box)
    with pytest.raises(Refused):
        queries.why_of(fund, Keyring.of(uuid4(), []))


def test_what_is_written_anew_takes_the_place_of_the_old(book, levi):
    fund = opened()
    services.explain(fund=fund, why=ICE, keyring=levi)

    services.explain(fund=fund, why=Why("The guide was ill."), keyring=levi)

    assert queries.why_of(fund, levi) == Why("The guide was ill.")
    assert queries.explained() == {fund}


def test_a_reason_moved_to_another_rescue_is_not_read_there(book, levi):
    first, second = opened(), opened()
    services.explain(fund=first, why=ICE, keyring=levi)
    services.explain(fund=second, why=Why("x"), keyring=levi)
    moved = Variance.objects.get(fund__code=first)

    Variance.objects.filter(fund__code=second).update(box=bytes(moved.box))

    with pytest.raises(Tampered):
        queries.why_of(second, levi)


def test_nothing_is_no_reason_and_no_fund_but_a_rescues_has_one(book, levi):
    with pytest.raises(Refused, match="Nothing is said"):
        services.explain(fund=opened(), why=Why("  "), keyring=levi)
    with pytest.raises(Refused, match="no rescue's"):
        services.explain(fund="UNRESTRICTED", why=ICE, keyring=levi)


def test_what_nobody_explained_has_no_reason(book, levi):
    assert queries.why_of(opened(), levi) is None
