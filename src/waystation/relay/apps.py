"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


class RelayConfig(AppConfig):
    """Phones, invitations, mailboxes, orders, reports, talk, cards, watches."""

    name = "waystation.relay"
    label = "relay"
    sensitivity = ROW_FIELDS | {
        "PhoneRow.state": "coarse",
        "PhoneRow.token_digest": "digest",
        "PhoneRow.sign_public": "public",
        "PhoneRow.mailbox_public": "public",
        "InvitationRow.phone": "opaque",
        "InvitationRow.secret_digest": "digest",
        "InvitationRow.expires_at": "coarse",
        "InvitationRow.used": "coarse",
        "InvitationRow.secret_box": "sealed",
        "OneTimeKeyRow.phone": "opaque",
        "OneTimeKeyRow.public": "public",
        "OneTimeKeyRow.signature": "public",
        "OneTimeKeyRow.used": "coarse",
        "PhoneRow.last_number": "coarse",
        "PhoneRow.seen_on": "coarse",
        "OrderRow.phone": "opaque",
        "MailRow.phone": "opaque",
        "MailRow.order": "opaque",
        "MailRow.key": "opaque",
        "MailRow.number": "coarse",
        "MailRow.key_name": "digest",
        "MailRow.box": "sealed",
        "MailRow.release_at": "coarse",
        "MailRow.ends_at": "coarse",
        "MailRow.got": "coarse",
        "MailRow.pinged": "coarse",
        "TalkRow.order": "opaque",
        "CardRow.state": "coarse",
        "WatchingRow.order": "opaque",
        "ReportRow.phone": "opaque",
        "ReportRow.entry": "opaque",
        "ReportRow.box": "sealed",
        "ReportRow.state": "coarse",
    }
