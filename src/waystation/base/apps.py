"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Events, watches and their pages, ways to call somebody, the demo clock."""

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
        "Watch.next_at": "coarse",
        "Watch.step": "coarse",
        "Watch.calls": "coarse",
        "Watch.tiers": "sealed",
        "Watch.codes": "digest",
        "Watch.replies": "sealed",
        "Page.watch": "opaque",
        "Page.step": "coarse",
        "Page.body": "sealed",
        "Page.pinged": "coarse",
        "Ping.duty": "opaque",
        "Ping.place": "coarse",
        "Ping.target": "config",
        "Ping.quiet_from_min": "config",
        "Ping.quiet_to_min": "config",
        "Ping.kept_for": "sealed",
        "Ping.taken_on": "coarse",
        "Ping.failed_on": "coarse",
        "Ping.n_failed": "coarse",
    }

    def ready(self) -> None:
        """Register the start-up checks."""
        from waystation.base import sensitivity  # noqa: F401
