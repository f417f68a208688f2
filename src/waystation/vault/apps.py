"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys, sealing, sign-in."""

    name = "waystation.vault"
    label = "vault"
    sensitivity = {
        "*.id": "opaque",
        "User.name_mac": "digest",
        "User.salt": "opaque",
        "User.kdf_memory_kib": "config",
        "User.kdf_passes": "config",
        "User.kdf_lanes": "config",
        "User.verifier": "digest",
        "User.seeds": "sealed",
        "User.ring": "sealed",
        "User.profile": "sealed",
        "*.box_public": "public",
        "*.sign_public": "public",
        "Cell.purpose": "coarse",
        "Cell.epoch": "coarse",
        "Cell.keys": "sealed",
        "Session.id": "digest",
        "Session.expires_at": "coarse",
        "Session.body": "sealed",
    }

    def ready(self) -> None:
        """Register the start-up check of the libraries."""
        from waystation.vault import selfcheck  # noqa: F401
