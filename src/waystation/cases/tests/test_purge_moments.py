"""What happens to a case between the request for its destruction and the loss of its key."""

import pytest

from waystation.base.errors import Overtaken, Refused
from waystation.cases import attaching, destroying, purging, services
from waystation.cases.tests.builders import NOW
from waystation.cases.tests.purges import carry_out, step
from waystation.vault import files, keystore, shredding


def broken_off(purge_id, keyring, monkeypatch):
    """Begin to destroy a case, and die before its key is gone."""
    with monkeypatch.context() as dying:
        dying.setattr(destroying, "_forget", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            carry_out(purge_id, keyring)


def test_what_was_added_before_the_key_went_is_destroyed_and_sought_too(
    case_id, approved, william, monkeypatch
):
    broken_off(approved, william, monkeypatch)
    file = attaching.attach(
        household_id=case_id, title="another", content=b"Dear", keyring=william, now=NOW
    )

    carry_out(approved, william)

    assert not files.is_there(file.id)
    assert purging.destroyed(approved, william).purge.n_files == 2


def test_people_who_joined_a_group_before_the_key_went_are_not_destroyed(
    case_id, approved, william, monkeypatch
):
    broken_off(approved, william, monkeypatch)
    services.form_group(household_ids=[case_id], keyring=william, now=NOW)

    with pytest.raises(Refused, match="in an open group"):
        carry_out(approved, william)

    assert keystore.shred_of(case_id)
    assert step(approved, william) == "approved"
    purging.withdraw(purge_id=approved, keyring=william, now=NOW)


@pytest.mark.parametrize("what", ["grouped", "withdrawn", "pressed again"])
def test_a_case_is_not_destroyed_if_another_decides_otherwise_this_very_moment(
    case_id, approved, william, monkeypatch, what
):
    begin = destroying._begin

    def and_then(*args):
        begun = begin(*args)
        if what == "grouped":
            services.form_group(household_ids=[case_id], keyring=william, now=NOW)
        elif what == "withdrawn":
            purging.withdraw(purge_id=approved, keyring=william, now=NOW)
        else:
            begin(*purging.open_purge(approved, william), william, NOW)
        return begun

    monkeypatch.setattr(destroying, "_begin", and_then)

    with pytest.raises(Overtaken):
        carry_out(approved, william)

    assert keystore.shred_of(case_id)


def test_nothing_is_destroyed_while_the_search_is_blind(case_id, approved, william, monkeypatch):
    monkeypatch.setattr(shredding, "sees", lambda remains: False)

    with pytest.raises(Refused, match="could prove nothing"):
        carry_out(approved, william)

    assert keystore.shred_of(case_id)
    assert step(approved, william) == "approved"
