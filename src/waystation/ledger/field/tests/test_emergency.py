"""Help for partners in need: its own fund, fast, looked at afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.ledger import queries as book
from waystation.ledger.approving import queries as approvals
from waystation.ledger.approving import services as approving
from waystation.ledger.field import emergency
from waystation.ledger.field.emergency import Help
from waystation.ledger.field.services import Hands
from waystation.ledger.field.tests.conftest import NOW, ROLE, sums
from waystation.ledger.models import Entry
from waystation.vault.keyring import Keyring

FIELD = "field manager"


def pay(keyring, cents, *, role=ROLE, entry_id=None):
    given = Help(cents, "the Garretts", "He was arrested.")
    return emergency.pay(
        entry_id=entry_id or uuid4(), given=given, role=role, keyring=keyring, now=NOW
    )


def test_of_800_dollars_650_are_paid_150_stay_and_a_second_200_is_refused(desk, grace):
    assert pay(desk, 45_000) == "booked"
    assert pay(grace, 20_000) == "booked"

    with pytest.raises(Refused, match=r"has \$150.00, not \$200.00"):
        pay(desk, 20_000)

    assert sums(entry__kind="emergency") == {
        ("PartnerEmergency", ""): 65_000,
        ("Operating", ""): -65_000,
    }
    assert book.balance("PARTNER-EMERGENCY") == 15_000
    assert book.check_book(desk) == []


def test_what_one_hand_paid_is_always_looked_at_by_a_second(desk, grace):
    harriet = Keyring.of(uuid4(), [], alias="Harriet")

    assert pay(harriet, 20_000, role=FIELD) == "booked"

    (look,) = approvals.waiting(grace, ROLE)
    assert (look.kind, look.asked.by) == ("second-look", "Harriet")
    assert Entry.objects.get(kind="emergency").made_by == harriet.user_id


def test_above_the_limit_of_a_role_two_hands_come_first(desk, grace):
    harriet = Keyring.of(uuid4(), [], alias="Harriet")

    assert pay(harriet, 20_001, role=FIELD) == "waits"
    assert book.balance("PARTNER-EMERGENCY") == 80_000
    (asked,) = approvals.waiting(grace, ROLE)
    approving.approve(proposal_id=asked.id, role=ROLE, keyring=grace, now=NOW)

    assert book.balance("PARTNER-EMERGENCY") == 59_999
    entry = Entry.objects.get(kind="emergency")
    assert (entry.made_by, entry.approved_by) == (harriet.user_id, grace.user_id)


def test_what_one_person_pays_alone_in_a_day_is_counted_together(desk, grace):
    harriet = Keyring.of(uuid4(), [], alias="Harriet")
    levi = pay(desk, 20_000)

    asked = [pay(harriet, cents, role=FIELD) for cents in (12_000, 8_000, 1)]

    assert levi == "booked"
    assert asked == ["booked", "booked", "waits"]
    tomorrow = NOW + timedelta(days=1)
    given = Help(20_000, "the Garretts", "again")
    said = {"role": FIELD, "keyring": harriet, "now": tomorrow}
    assert emergency.pay(entry_id=uuid4(), given=given, **said) == "booked"


def test_a_role_without_a_limit_pays_nothing(desk):
    with pytest.raises(Refused, match="above"):
        pay(Keyring.of(uuid4(), []), 1, role="case worker")


def test_the_same_help_twice_is_paid_once(desk):
    entry_id = uuid4()

    assert [pay(desk, 10_000, entry_id=entry_id) for _ in range(2)] == ["booked", "exists"]
    assert book.balance("PARTNER-EMERGENCY") == 70_000


def test_help_is_for_somebody_and_for_something(desk):
    for wrong in (Help(0, "x", "y"), Help(100, " ", "y"), Help(100, "x", "")):
        with pytest.raises(Refused, match="Say how much"):
            emergency.pay(entry_id=uuid4(), given=wrong, role=ROLE, keyring=desk, now=NOW)


def test_what_two_approved_elsewhere_is_paid_by_this_fund_and_by_the_general_one_beyond_it(desk):
    hands = Hands(uuid4(), uuid4())

    def pay_them(cents):
        given = Help(cents, "", "D-ABCDE")
        emergency.pay_from_either(entry_id=uuid4(), given=given, hands=hands, on=NOW.date())

    pay_them(50_000)
    pay_them(50_000)

    assert book.balance("PARTNER-EMERGENCY") == 30_000
    assert book.balance("RESCUE-GENERAL") == 950_000
    with pytest.raises(Refused):
        pay_them(950_001)
    assert approvals.n_waiting() == 0
