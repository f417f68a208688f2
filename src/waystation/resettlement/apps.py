"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


class ResettlementConfig(AppConfig):
    """Waiting, pathways, plans, programmes and five years of looking again."""

    name = "waystation.resettlement"
    label = "resettlement"
    sensitivity = ROW_FIELDS | {
        "*.case": "opaque",
        "LinkRow.digest": "digest",
        "LinkRow.public": "public",
        "LinkRow.box": "sealed",
        "LinkRow.ends_on": "coarse",
    }
