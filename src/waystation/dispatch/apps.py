"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


class DispatchConfig(AppConfig):
    """Passages, stages, approvals, arrivals."""

    name = "waystation.dispatch"
    label = "dispatch"
    sensitivity = ROW_FIELDS | {
        "StageRow.passage": "opaque",
        "ArrivalRow.passage": "opaque",
        "HandRow.passage": "opaque",
        "HandRow.actor": "digest",
        "HandRow.act": "coarse",
    }
