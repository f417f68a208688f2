"""A month is closed with the second opinion of hledger and beancount, the real ones."""

import pytest

from waystation.base.errors import Refused
from waystation.ledger.closing import domain, services

pytestmark = pytest.mark.long


def test_a_month_of_the_winter_passes_both_programs(close, levi, outside):
    found = {step.key: step for step in services.look_closely(202603, levi)}

    assert found["programs"].says == "hledger, bean-check found nothing wrong."
    assert close(202603, accepted=frozenset({"statements"})).month == 202603


def test_a_journal_that_does_not_balance_stops_the_close(close, outside, monkeypatch):
    written = outside.queries.journals

    def tampered(form, year=None):
        return {
            name: text.replace("100.00 USD", "100.01 USD", 1)
            for name, text in written(form, year).items()
        }

    monkeypatch.setattr(outside.queries, "journals", tampered)

    with pytest.raises(Refused, match="Another program finds fault"):
        close(202603, accepted=frozenset(domain.STEPS))
