"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


class DispatchConfig(AppConfig):
    """Passages, stages, approvals, arrivals, plans for all, rehearsals and drills."""

    name = "waystation.dispatch"
    label = "dispatch"
    sensitivity = ROW_FIELDS | {
        "StageRow.passage": "opaque",
        "ArrivalRow.passage": "opaque",
        "HandRow.passage": "opaque",
        "HandRow.actor": "digest",
        "HandRow.act": "coarse",
        "DisclosureRow.passage": "opaque",
        "JointRow.state": "coarse",
        "JointRow.box": "sealed",
        "RehearsalRow.state": "coarse",
        "RehearsalRow.n_batches": "coarse",
        "BatchRow.rehearsal": "opaque",
        "BatchRow.number": "coarse",
        "BatchRow.box": "sealed",
        "DrillHandRow.drill": "opaque",
        "DrillHandRow.actor": "digest",
        "DrillHandRow.act": "coarse",
    }
