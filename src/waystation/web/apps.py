"""Django's name for this folder."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The console's shell."""

    name = "waystation.web"
    label = "web"
    sensitivity: dict[str, str] = {}
