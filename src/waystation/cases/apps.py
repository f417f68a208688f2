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
        "TellingMark.code": "opaque",
        "TellingMark.words_digest": "digest",
        "TellingMark.uses": "coarse",
        "TellingMark.channels": "coarse",
        "TellingMark.forms": "coarse",
        "TellingMark.regions": "coarse",
        "TellingMark.until": "coarse",
        "TellingMark.withdrawn_on": "coarse",
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
        """Let a child whom nobody looks after be noticed, and a no end what is told in public."""
        from waystation.cases import noticing
        from waystation.cases.consent import ends
        from waystation.cases.telling import services as telling

        noticing.react(_open_assessments)
        ends.react(telling.withdraw_all)
        # Once a case is gone nobody here could take a story back for its people.
        noticing.act_before_the_end(telling.end_all)

    def begin(self, start: "Start") -> None:
        """Put the invented households and tips into the decoy world."""
        from waystation.cases import decoys

        decoys.fill(start)

    def moved(self, case: "UUID", here: "UUID", there: "UUID", keyring: "Keyring") -> None:
        """Take a case's alarms along when it goes to another compartment; a group holds it."""
        from waystation.cases import alarms, course
        from waystation.cases.telling import services as telling

        course.refuse_grouped(case, keyring)
        alarms.carry_over(case=case, here=here, there=there, keyring=keyring)
        telling.move_marks(case=case, there=there, keyring=keyring)

    def tend(self, start: "Start") -> None:
        """Let somebody new be heard of in the decoy world, and others arrive."""
        from waystation.cases import decoys

        decoys.tend(start)


def _open_assessments(*, household_id: "UUID", keyring: "Keyring", now: "datetime") -> None:
    """Open a best-interests assessment for each child whom nobody in a household looks after."""
    from waystation.cases.safeguarding import services

    services.open_needed(household_id=household_id, keyring=keyring, now=now)
