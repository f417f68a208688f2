"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


class CasesConfig(AppConfig):
    """Tips, households, groups."""

    name = "waystation.cases"
    label = "cases"
    sensitivity = ROW_FIELDS | {
        "*.case": "opaque",
        "PersonRow.household": "opaque",
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
