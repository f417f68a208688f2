"""What the tables of the vault, and of everybody else, may not say."""

import msgspec
from django.apps import apps
from django.db import models

from waystation.vault import seal
from waystation.vault.models import Cell, Mailbox, Notice, RegisterRow, Session, User

BOX_KINDS = {
    "GRANT", "RECORD", "ESCROW", "MAILBOX", "ORDER", "ALARM", "REPORT", "AUDIT", "FILE", "TIP",
    "ANSWER", "PERSONAL", "PACKET", "WORD",
}  # fmt: skip


def all_models():
    return [m for m in apps.get_models() if m.__module__.startswith("waystation.")]


def structs(kind):
    for below in kind.__subclasses__():
        yield below
        yield from structs(below)


def test_no_value_is_changed_once_it_is_made():
    changeable = [
        kind.__name__
        for kind in structs(msgspec.Struct)
        if kind.__module__.startswith("waystation.") and not kind.__struct_config__.frozen
    ]

    assert changeable == []


def test_no_two_kinds_of_box_are_one():
    kinds = [
        value
        for name, value in vars(seal).items()
        if name.isupper() and name in BOX_KINDS and isinstance(value, int)
    ]

    assert len(set(kinds)) == len(BOX_KINDS)


def test_no_table_joins_a_person_to_a_compartment_or_a_session():
    for model in all_models():
        for field in model._meta.concrete_fields:
            assert field.related_model not in (User, Cell, Session, Mailbox, RegisterRow), (
                f"{model.__name__}.{field.name}"
            )


def test_no_table_has_a_column_for_a_user_besides_the_users_own():
    for model in all_models():
        names = {field.column for field in model._meta.concrete_fields}
        assert not {"user", "user_id", "owner", "owner_id", "last_login"} & names, model.__name__


def test_only_what_ends_holds_a_time_in_the_vault_and_it_is_a_bucket():
    timed = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("vault").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField | models.TimeField)
    }

    assert timed == {"Session.expires_at", "Invitation.expires_at"}


def test_a_mailbox_and_a_notice_say_nothing_of_whom_they_are_for():
    named = {
        model.__name__: {field.name for field in model._meta.concrete_fields}
        for model in (Mailbox, Notice)
    }

    assert named == {"Mailbox": {"id", "slots"}, "Notice": {"id", "day", "box"}}


def test_no_key_of_the_vault_counts_up():
    for model in (User, Cell, Session):
        assert not isinstance(model._meta.pk, models.AutoField)
