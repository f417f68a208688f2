"""Housekeeping without any key."""

import pytest
from django.db import OperationalError, connection

from waystation.vault import staff, upkeep

pytestmark = pytest.mark.django_db


def test_a_new_organisation_is_ready_and_empty():
    assert upkeep.is_ready()
    assert upkeep.is_empty()


def test_it_is_empty_no_longer_once_somebody_has_a_door():
    staff.admit(name="levi", alias="Levi", role="finance officer", passphrase="x", slots=[])

    assert not upkeep.is_empty()


def test_a_database_without_its_tables_is_not_ready():
    with connection.cursor() as cursor:
        cursor.execute("alter table vault_session rename to elsewhere")

    with pytest.raises(OperationalError):
        upkeep.is_ready()
