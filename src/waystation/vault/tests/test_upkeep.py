"""Housekeeping without any key."""

import os
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection

from waystation.vault import leftovers, staff, upkeep

pytestmark = pytest.mark.django_db


def test_a_new_organisation_is_ready_and_empty():
    assert upkeep.is_ready()
    assert upkeep.is_empty()


def test_it_is_empty_no_longer_once_somebody_has_a_door():
    staff.admit(name="levi", alias="Levi", role="finance officer", passphrase="x", slots=[])

    assert not upkeep.is_empty()


def test_what_a_killed_backup_left_goes_after_a_day_and_nothing_else(settings, tmp_path):
    settings.HOME, now = tmp_path, datetime(2026, 11, 22, tzinfo=UTC)
    for name, hours in (("packing-old", 25), ("packing-new", 23), ("media", 25)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "db.sqlite3").touch()
        os.utime(tmp_path / name, (now.timestamp() - hours * 3_600,) * 2)

    assert leftovers.forget_packed(now) == 1

    assert sorted(path.name for path in tmp_path.iterdir()) == ["media", "packing-new"]


def test_a_database_without_its_tables_is_not_ready():
    with connection.cursor() as cursor:
        cursor.execute("alter table vault_session rename to elsewhere")

    with pytest.raises(DatabaseError):
        upkeep.is_ready()
