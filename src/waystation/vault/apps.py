"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


class VaultConfig(AppConfig):
    """Keys, sealing, sign-in."""

    name = "waystation.vault"
    label = "vault"
    sensitivity = ROW_FIELDS | {
        "*.id": "opaque",
        "User.name_mac": "digest",
        "User.salt": "opaque",
        "User.kdf_memory_kib": "config",
        "User.kdf_passes": "config",
        "User.kdf_lanes": "config",
        "User.first": "sealed",
        "User.second": "sealed",
        "User.recovery": "sealed",
        "User.escrow": "sealed",
        "*.box_public": "public",
        "*.sign_public": "public",
        "Cell.purpose": "coarse",
        "Cell.epoch": "coarse",
        "Cell.rotated_on": "coarse",
        "Cell.keys": "sealed",
        "Cell.readers": "sealed",
        "Organisation.escrow_public": "public",
        "Session.id": "digest",
        "Session.expires_at": "coarse",
        "Mailbox.slots": "sealed",
        "Notice.box": "sealed",
        "Invitation.id": "digest",
        "Invitation.expires_at": "coarse",
        "FileRow.case": "opaque",
        "AuditEntry.seq": "coarse",
        "AuditEntry.kind": "coarse",
        "AuditEntry.actor": "digest",
        "AuditEntry.prev": "digest",
        "AuditEntry.detail": "sealed",
        "AuditEntry.digest": "digest",
        "AuditHead.seq": "coarse",
        "AuditHead.digest": "digest",
        "AuditHead.signature": "public",
    }

    def ready(self) -> None:
        """Register the start-up check of the libraries."""
        from waystation.vault import selfcheck  # noqa: F401
