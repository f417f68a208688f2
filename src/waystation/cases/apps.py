"""Django's name for this folder, and the declared sensitivity of its fields."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS

if TYPE_CHECKING:
    from waystation.vault.decoys import Start


class CasesConfig(AppConfig):
    """Tips, households, groups."""

    name = "waystation.cases"
    label = "cases"
    sensitivity = ROW_FIELDS | {
        "*.case": "opaque",
        "PersonRow.household": "opaque",
        "PartVoice.part": "opaque",
        "PartVoice.actor": "digest",
        "ComplaintRow.boxes": "sealed",
        "ComplaintRow.state": "coarse",
        "TabletRow.state": "coarse",
        "TabletRow.token_digest": "digest",
        "TabletRow.expires_at": "coarse",
        "TabletRow.sign_public": "public",
        "TabletRow.box_public": "public",
        "TabletRow.counter": "coarse",
        "TabletPacket.tablet": "opaque",
        "TabletPacket.seq": "coarse",
        "TabletPacket.box": "sealed",
        "TabletWord.tablet": "opaque",
        "TabletWord.entry": "opaque",
        "TabletWord.box": "sealed",
        "TabletWord.state": "coarse",
        "PurgeVoice.purge": "opaque",
        "PurgeVoice.actor": "digest",
        "IntakeKey.public": "public",
        "IntakeKey.signature": "public",
        "IntakeKey.state": "coarse",
        "IntakeBox.key": "opaque",
        "IntakeBox.reply_public": "public",
        "IntakeBox.box": "sealed",
        "IntakeBox.answers": "sealed",
        "IntakeBox.state": "coarse",
    }

    def begin(self, start: "Start") -> None:
        """Put the invented households and tips into the decoy world."""
        from waystation.cases import decoys

        decoys.fill(start)

    def tend(self, start: "Start") -> None:
        """Let somebody new be heard of in the decoy world, and others arrive."""
        from waystation.cases import decoys

        decoys.tend(start)
