"""Undoing an entry: small ones alone, large ones and many small ones with a second hand."""

from datetime import datetime, time

import pytest
from django.utils import timezone

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import queries, services
from waystation.ledger.approving import services as approving
from waystation.ledger.approving.undoing import Undo, undo
from waystation.ledger.models import Entry, Proposal
from waystation.ledger.tests.conftest import TODAY
from waystation.vault import cells

ROLE = "finance officer"
NOW = timezone.make_aware(datetime.combine(TODAY, time(12)))


def a_gift(cents):
    booked = new_id()
    services.record_gift(entry_id=booked, cents=cents, on=TODAY)
    return booked


def asked(undoes, keyring, entry_id=None, memo="typed twice"):
    wish, booked = Undo(undoes, memo), entry_id or new_id()
    return booked, undo(entry_id=booked, undo=wish, role=ROLE, keyring=keyring, now=NOW)


def test_a_large_entry_is_undone_by_two(book, levi, grace):
    cells.found("security")
    waiting, answer = asked(book, levi)
    assert (answer, queries.balance("RESCUE-GENERAL")) == ("waits", 1_000_000)

    approving.approve(proposal_id=waiting, role=ROLE, keyring=grace, now=NOW)

    assert queries.balance("RESCUE-GENERAL") == 0
    mirror = Entry.objects.get(pk=waiting)
    assert (mirror.made_by, mirror.approved_by) == (levi.user_id, grace.user_id)


def test_small_ones_are_undone_alone_until_the_day_is_full(book, levi):
    first, second = a_gift(30_000), a_gift(30_000)

    answers = [asked(first, levi)[1], asked(second, levi)[1]]

    # The limit is $500 a day: $300 is below it, $600 above.
    assert answers == ["made", "waits"]
    assert queries.balance("RESCUE-GENERAL") == 1_030_000


def test_asking_again_for_the_same_writes_nothing(book, levi):
    small, large = new_id(), new_id()
    first = a_gift(10_000)

    answers = [asked(first, levi, small)[1], asked(first, levi, small)[1]]
    answers += [asked(book, levi, large)[1], asked(book, levi, large)[1]]

    assert answers == ["made", "exists", "waits", "waits"]
    assert Proposal.objects.count() == 1


def test_what_cannot_be_undone_does_not_wait(book, levi):
    asked(a_gift(10_000), levi)
    undone = Entry.objects.filter(kind="reversal").get().reverses_id

    for entry in (new_id(), undone):
        with pytest.raises(Refused):
            asked(entry, levi)

    assert not Proposal.objects.exists()
