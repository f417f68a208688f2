"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


class RoutingConfig(AppConfig):
    """Questions to the planner and its answers."""

    name = "waystation.routing"
    label = "routing"
    sensitivity = ROW_FIELDS
