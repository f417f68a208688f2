"""Every stored field says how much a thief may see; one that says nothing stops the start."""

import pytest
from django.apps import apps
from django.core.checks import registry

from waystation.base import sensitivity
from waystation.base.apps import BaseConfig


def test_every_field_of_every_capability_is_declared():
    assert sensitivity.every_field_is_declared(None) == []


def test_django_runs_the_check_at_every_start():
    assert sensitivity.every_field_is_declared in registry.registry.get_checks()


@pytest.fixture
def without(monkeypatch):
    def forget(*names, **put):
        table = {k: v for k, v in BaseConfig.sensitivity.items() if k not in names} | put
        monkeypatch.setattr(apps.get_app_config("base"), "sensitivity", table)

    return forget


def test_a_field_nobody_declared_is_named_with_what_to_do(without):
    without("Watch.alarm")

    (error,) = sensitivity.every_field_is_declared(None)

    assert "field Watch.alarm declares no sensitivity" in error.msg
    assert "AppConfig" in error.hint
    assert error.is_serious()


def test_a_class_nobody_knows_counts_as_none(without):
    without(**{"Watch.alarm": "secretish"})

    assert len(sensitivity.every_field_is_declared(None)) == 1


def test_a_field_may_be_declared_for_all_models_of_a_capability_at_once(without):
    without("*.day", **{"Event.day": "coarse"})

    assert sensitivity.every_field_is_declared(None) == []


def test_a_capability_that_declares_nothing_is_named_field_by_field(monkeypatch):
    monkeypatch.delattr(BaseConfig, "sensitivity")

    said = [error.msg for error in sensitivity.every_field_is_declared(None)]

    # Clock 2, event 7, watch 11, page 6, ping 10 columns.
    assert len(said) == 36
    assert all("waystation.base.models" in line for line in said)


def test_what_is_called_sealed_is_bytes():
    for model in apps.get_models():
        if not model.__module__.startswith("waystation."):
            continue
        table = sensitivity.declared(model._meta.app_label)
        for field in model._meta.concrete_fields:
            key = f"{model.__name__}.{field.name}"
            if table.get(key, table.get(f"*.{field.name}")) == "sealed":
                assert field.get_internal_type() == "BinaryField", key
