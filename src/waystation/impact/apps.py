"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig


class ImpactConfig(AppConfig):
    """Figures and stories."""

    name = "waystation.impact"
    label = "impact"
    sensitivity: dict[str, str] = {
        "*.id": "opaque",
    }
