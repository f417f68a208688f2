"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Events, watches, the demo clock."""

    name = "waystation.base"
    label = "base"
    default_auto_field = "django.db.models.AutoField"
    sensitivity = {
        "StandingClock.id": "config",
        "StandingClock.stands_at": "config",
        "*.id": "opaque",
        "*.cell": "opaque",
        "*.day": "coarse",
        "Event.kind": "coarse",
        "Event.subject": "opaque",
        "Event.claimed_until": "coarse",
        "Event.finished": "coarse",
        "Watch.due_at": "coarse",
        "Watch.state": "coarse",
        "Watch.alarm": "sealed",
        "Watch.pinged": "coarse",
    }

    def ready(self) -> None:
        """Register the start-up checks."""
        from waystation.base import sensitivity  # noqa: F401
