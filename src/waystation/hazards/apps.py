"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


class HazardsConfig(AppConfig):
    """Word of danger and the risk it puts on legs."""

    name = "waystation.hazards"
    label = "hazards"
    sensitivity = ROW_FIELDS | {"HaltRow.standing": "coarse"}
