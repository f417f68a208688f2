"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


class CasesConfig(AppConfig):
    """Tips, households, groups."""

    name = "waystation.cases"
    label = "cases"
    sensitivity = ROW_FIELDS | {"PersonRow.household": "opaque"}
