"""Files of a household: kept, removed, and missed when somebody touches one."""

import shutil

import pytest
from msgspec.structs import replace

from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.cases import attaching, queries
from waystation.cases.domain import Household, Person
from waystation.cases.models import HouseholdRow, PersonRow
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.vault import keystore, leftovers
from waystation.vault.models import FileRow
from waystation.vault.opening import open_row, swap


@pytest.fixture
def household_id(william):
    return settle(william)


def attach(household_id, keyring, content=b"Dear Ann", title="a letter"):
    return attaching.attach(
        household_id=household_id, title=title, content=content, keyring=keyring, now=NOW
    )


def test_a_file_is_listed_with_its_household_and_read_back(household_id, william):
    file = attach(household_id, william)

    assert queries.household(household_id, william, TODAY).files == (file,)
    assert attaching.read(household_id, file.id, william) == (file, b"Dear Ann")


def test_a_removed_file_is_gone_from_list_and_disk(household_id, william):
    file, other = attach(household_id, william), attach(household_id, william)

    attaching.detach(household_id=household_id, file_id=file.id, keyring=william, now=NOW)

    assert queries.household(household_id, william, TODAY).files == (other,)
    assert not leftovers.place_of(file.id).exists()
    with pytest.raises(Refused, match="no such record"):
        attaching.read(household_id, file.id, william)


def test_a_file_that_cannot_be_kept_leaves_nothing(household_id, william):
    with pytest.raises(Refused, match="A PDF"):
        attach(household_id, william, b"%PDF-1.7")

    assert not FileRow.objects.exists()


def test_a_file_of_a_household_that_changed_meanwhile_leaves_nothing(
    household_id, william, monkeypatch, settings, tmp_path
):
    shutil.copy(keystore.path(), tmp_path)
    settings.HOME = tmp_path

    def late(*_args, **_more):
        raise Overtaken("somebody was faster")

    monkeypatch.setattr(attaching, "swap", late)
    with pytest.raises(Overtaken):
        attach(household_id, william)

    assert not FileRow.objects.exists()
    assert list((tmp_path / "media").iterdir()) == []


def test_a_stranger_neither_adds_nor_reads_nor_removes(household_id, william, stranger):
    file = attach(household_id, william)

    for act in (
        lambda: attach(household_id, stranger),
        lambda: attaching.read(household_id, file.id, stranger),
        lambda: attaching.detach(
            household_id=household_id, file_id=file.id, keyring=stranger, now=NOW
        ),
    ):
        with pytest.raises(Refused, match="no such record"):
            act()

    assert FileRow.objects.count() == 1


def test_a_file_is_read_through_its_own_household_alone(household_id, william):
    file = attach(household_id, william)

    with pytest.raises(Refused, match="no such record"):
        attaching.read(settle(william), file.id, william)


def test_a_file_row_that_was_deleted_is_missed(household_id, william):
    attach(household_id, william)
    FileRow.objects.all().delete()

    with pytest.raises(Tampered, match="files"):
        queries.household(household_id, william, TODAY)


def test_a_persons_row_put_back_to_an_older_revision_is_noticed(household_id, william):
    row = PersonRow.objects.filter(household=household_id).first()
    older = {"body": bytes(row.body), "revision": row.revision}
    swap(row, open_row(row, Person, william), william, on=TODAY)
    house = HouseholdRow.objects.get(pk=household_id)
    household = open_row(house, Household, william)
    manifest = household.manifest | {row.id: row.revision}
    swap(house, replace(household, manifest=manifest), william, on=TODAY)
    assert queries.household(household_id, william, TODAY).size == 3

    PersonRow.objects.filter(pk=row.pk).update(**older)

    with pytest.raises(Tampered, match="members"):
        queries.household(household_id, william, TODAY)
