"""What the doctor sees without a key."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from waystation.vault import audit, cells, health, staff
from waystation.vault.keyring import Keyring

pytestmark = pytest.mark.django_db
NOON = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def allan():
    return Keyring.of(uuid4(), [cells.found("security", on=NOON.date())])


def test_where_nothing_was_done_there_is_no_last_day():
    assert health.last_day("backup made") is None
    assert health.last_signed() is None
    assert health.oldest_key() is None


def test_the_last_day_of_a_kind_and_of_a_signed_end_is_told(allan):
    for days in (0, 3, 1):
        audit.write("backup made", actor=None, says={}, now=NOON + timedelta(days=days))
    audit.sign_head(allan, now=NOON + timedelta(days=5))

    assert health.last_day("backup made") == date(1855, 10, 29)
    assert health.last_day("purged") is None
    assert health.last_signed() == date(1855, 10, 31)


def test_the_oldest_key_is_that_of_the_compartment_longest_not_renewed(allan):
    cells.found("cases", on=date(1855, 10, 20))

    assert health.oldest_key() == date(1855, 10, 20)


def test_a_door_that_costs_less_than_it_should_by_now_is_counted(settings):
    staff.admit(name="levi", alias="Levi", role="finance officer", passphrase="x", slots=[])
    memory_kib, passes, _lanes = settings.KDF

    assert health.weak_doors(memory_kib, passes) == 0
    assert health.weak_doors(memory_kib + 1, passes) == 1
    assert health.weak_doors(memory_kib, passes + 1) == 1
