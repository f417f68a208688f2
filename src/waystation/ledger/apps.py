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
        "Budget.forecasts": "money",
        "Budget.closed_on": "coarse",
        "Budget.closed_by": "opaque",
        "Entry.commitment": "digest",
        "Entry.made_by": "opaque",
        "Entry.approved_by": "opaque",
        "Entry.evidence_level": "coarse",
        "Entry.advance": "opaque",
        "Posting.month": "coarse",
        "FundBalance.fund": "opaque",
        "FundBalance.currency": "money",
        "FundBalance.restricted": "money",
        "FundBalance.liquid_minor": "money",
        "FundBalance.reserved_minor": "money",
        "FundBalance.at_number": "coarse",
        "Reservation.fund": "opaque",
        "Reservation.currency": "money",
        "Reservation.budget_line": "money",
        "Reservation.reserved_minor": "money",
        "Reservation.posted_minor": "money",
        "Reservation.state": "coarse",
        "Reservation.made_on": "coarse",
        "Reservation.expires_on": "coarse",
        "Reservation.entry": "opaque",
        "Reservation.body_mac": "digest",
        "Advance.cell": "opaque",
        "Advance.box": "sealed",
        "Advance.fund": "opaque",
        "Advance.currency": "money",
        "Advance.given_on": "coarse",
        "Advance.due_on": "coarse",
        "Advance.closed_on": "coarse",
        "Proposal.cell": "opaque",
        "Proposal.box": "sealed",
        "Proposal.kind": "money",
        "Proposal.state": "coarse",
        "Proposal.made_on": "coarse",
        "Proposal.made_by": "opaque",
        "Proposal.decided_by": "opaque",
        "Proposal.decided_on": "coarse",
        "CashCount.cell": "opaque",
        "CashCount.box": "sealed",
        "CashCount.counted_on": "coarse",
        "TemplateVersion.key": "money",
        "TemplateVersion.version": "coarse",
        "TemplateVersion.valid_from": "coarse",
        "TemplateVersion.valid_to": "coarse",
        "TemplateVersion.per_person": "money",
        "TemplateVersion.made_by": "opaque",
        "TemplateVersion.approved_by": "opaque",
        "Variance.cell": "opaque",
        "Variance.box": "sealed",
        "Variance.fund": "opaque",
        "Rate.day": "coarse",
        "Rate.base": "money",
        "Rate.quote": "money",
        "Rate.rate": "money",
        "Rate.source": "money",
        "Mapping.cell": "opaque",
        "Mapping.box": "sealed",
        "Statement.digest": "digest",
        "Statement.form": "coarse",
        "Statement.account": "money",
        "Statement.currency": "money",
        "Statement.first_day": "coarse",
        "Statement.last_day": "coarse",
        "Statement.opening_minor": "money",
        "Statement.closing_minor": "money",
        "Statement.read_on": "coarse",
        "StatementLine.cell": "opaque",
        "StatementLine.box": "sealed",
        "StatementLine.statement": "opaque",
        "StatementLine.key": "digest",
        "StatementLine.booked_on": "coarse",
        "StatementLine.currency": "money",
        "StatementLine.minor": "money",
        "StatementLine.state": "coarse",
        "LineMatch.line": "opaque",
        "LineMatch.entry": "opaque",
        "LineMatch.account": "money",
        "LineMatch.currency": "money",
        "AuditPack.cell": "opaque",
        "AuditPack.box": "sealed",
        "AuditPack.made_on": "coarse",
        "AuditPack.made_by": "opaque",
        "AuditPack.first_month": "coarse",
        "AuditPack.last_month": "coarse",
        "AuditPack.head": "digest",
        "AuditPack.n_entries": "coarse",
        "AuditPack.drawn_on": "coarse",
        "AuditPack.drawn_by": "opaque",
        "AuditPack.said": "sealed",
        "AuditPack.opened_on": "coarse",
        "ClosedMonth.month": "coarse",
        "ClosedMonth.closed_on": "coarse",
        "ClosedMonth.closed_by": "opaque",
        "ClosedMonth.head": "digest",
        "ClosedMonth.n_entries": "coarse",
        "ClosedMonth.signature": "digest",
    }

    def ready(self) -> None:
        """Keep the triggers in place across migrations, and have them compared."""
        from waystation.ledger import triggers
        from waystation.ledger.approving import undoing
        from waystation.ledger.bank import asking
        from waystation.ledger.budgets import handlers as budgets
        from waystation.ledger.field import handlers as field

        undoing.register_all()
        asking.register_all()
        budgets.register_all()
        field.register_all()
        pre_migrate.connect(triggers.before_migrations, sender=self)
        post_migrate.connect(triggers.after_migrations, sender=self)

    def begin(self, start: "Start") -> None:
        """Open the book."""
        from waystation.ledger import services

        services.found_book(on=start.now.date())
