"""Django's name for this folder, and the declared sensitivity of its fields."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from waystation.vault.decoys import Start
    from waystation.vault.keyring import Keyring


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

    def ready(self) -> None:
        """Let a child whom nobody looks after be noticed as soon as it is put on file."""
        from waystation.cases import noticing

        noticing.react(_open_assessments)

    def begin(self, start: "Start") -> None:
        """Put the invented households and tips into the decoy world."""
        from waystation.cases import decoys

        decoys.fill(start)

    def moved(self, case: "UUID", here: "UUID", there: "UUID", keyring: "Keyring") -> None:
        """Take a case's alarms along when it goes to another compartment; a group holds it."""
        from waystation.cases import alarms, course

        course.refuse_grouped(case, keyring)
        alarms.carry_over(case=case, here=here, there=there, keyring=keyring)

    def tend(self, start: "Start") -> None:
        """Let somebody new be heard of in the decoy world, and others arrive."""
        from waystation.cases import decoys

        decoys.tend(start)


def _open_assessments(*, household_id: "UUID", keyring: "Keyring", now: "datetime") -> None:
    """Open a best-interests assessment for each child whom nobody in a household looks after."""
    from waystation.cases.safeguarding import services

    services.open_needed(household_id=household_id, keyring=keyring, now=now)
