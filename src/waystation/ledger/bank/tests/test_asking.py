"""What left the bank unknown to the book: small sums booked alone, large ones by two."""

from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.ledger.approving import services as approving
from waystation.ledger.bank import asking, queries, services
from waystation.ledger.bank.domain import Balances
from waystation.ledger.bank.making import Wish
from waystation.ledger.bank.tests.conftest import BANK, NOW, PLAIN, plain_file
from waystation.ledger.models import Entry, Proposal, StatementLine
from waystation.ledger.tests.conftest import TODAY
from waystation.vault import cells
from waystation.vault.keyring import Keyring

ROLE = "finance officer"


@pytest.fixture
def lines(book, levi):
    """Give the ids of two lines that left the bank: $900 and $400."""
    cells.found("security")
    content = plain_file((TODAY, "-900.00", "J. Doe"), (TODAY, "-400.00", "J. Doe"))
    services.read_statement(
        content,
        account=BANK,
        on=TODAY,
        made_by=levi.user_id,
        now=NOW,
        columns=PLAIN,
        typed=Balances("2000", "700"),
    )
    return {one.minor: one.pk for one in StatementLine.objects.all()}


def said(line_id, keyring, kind="refund", memo="given twice"):
    wish = Wish(kind, memo=memo)
    return asking.make_or_ask(line_id, wish, role=ROLE, keyring=keyring, now=NOW)


def test_a_large_gift_given_back_is_booked_by_two(lines, levi):
    grace = Keyring.of(uuid4(), levi.slots(), alias="Grace")
    assert said(lines[-90_000], levi) is None
    assert said(lines[-90_000], levi) is None
    assert Entry.objects.filter(kind="refund").count() == 0

    waiting = Proposal.objects.get()
    approving.approve(proposal_id=waiting.pk, role=ROLE, keyring=grace, now=NOW)

    booked = Entry.objects.get(kind="refund")
    assert (booked.made_by, booked.approved_by) == (levi.user_id, grace.user_id)
    assert queries.one_line(lines[-90_000], levi).state == "matched"


def test_a_small_one_is_booked_alone(lines, levi):
    booked = said(lines[-40_000], levi)

    assert Entry.objects.get(pk=booked).made_by == levi.user_id
    assert not Proposal.objects.exists()


def test_what_waits_says_why(lines, levi):
    with pytest.raises(Refused):
        said(lines[-90_000], levi, memo="")

    assert not Proposal.objects.exists()
