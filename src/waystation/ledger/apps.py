"""Django's name for this folder, and the declared sensitivity of its fields."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

if TYPE_CHECKING:
    from waystation.vault.decoys import Start


class LedgerConfig(AppConfig):
    """The book."""

    name = "waystation.ledger"
    label = "ledger"
    sensitivity = {
        "*.id": "opaque",
        "Fund.code": "money",
        "Fund.restricted": "money",
        "Fund.purpose": "money",
        "Fund.opened_on": "coarse",
        "Account.code": "money",
        "Account.type": "money",
        "Account.counterparty": "money",
        "Entry.number": "coarse",
        "Entry.booked_on": "coarse",
        "Entry.kind": "money",
        "Entry.source": "coarse",
        "Entry.external_key": "digest",
        "Entry.body_mac": "digest",
        "Entry.reverses": "opaque",
        "Entry.posted": "coarse",
        "Entry.prev_hash": "digest",
        "Entry.hash": "digest",
        "Posting.entry": "opaque",
        "Posting.account": "money",
        "Posting.fund": "money",
        "Posting.currency": "money",
        "Posting.minor": "money",
        "Posting.budget_line": "money",
        "Posting.case_token": "opaque",
        "EntryBody.entry": "opaque",
        "EntryBody.cell": "opaque",
        "EntryBody.box": "sealed",
        "Budget.fund": "opaque",
        "Budget.template": "money",
        "Budget.n_people": "coarse",
        "Budget.case_token": "opaque",
        "Budget.opened_by": "opaque",
        "Budget.closed_on": "coarse",
        "Budget.closed_by": "opaque",
    }

    def ready(self) -> None:
        """Keep the triggers in place across migrations, and have them compared."""
        from waystation.ledger import triggers

        pre_migrate.connect(triggers.before_migrations, sender=self)
        post_migrate.connect(triggers.after_migrations, sender=self)

    def begin(self, start: "Start") -> None:
        """Open the book."""
        from waystation.ledger import services

        services.found_book(on=start.now.date())
