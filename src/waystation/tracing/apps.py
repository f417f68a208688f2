"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


class TracingConfig(AppConfig):
    """Requests, matches, consents, portraits and reunions."""

    name = "waystation.tracing"
    label = "tracing"
    sensitivity = ROW_FIELDS | {
        "*.case": "opaque",
        "SeekerLinkRow.digest": "digest",
        "SeekerLinkRow.public": "public",
        "SeekerLinkRow.box": "sealed",
        "SeekerLinkRow.ends_on": "coarse",
        "RegisterRow.ends_on": "coarse",
        "RegisterRow.box": "sealed",
        "PaperRow.box": "sealed",
        "PaperRow.state": "coarse",
        "Voice.about": "opaque",
        "Voice.actor": "digest",
    }
