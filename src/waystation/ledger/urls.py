"""Addresses under /money/."""

from django.urls import include, path

from waystation.ledger import views

urlpatterns = [
    path("", include("waystation.ledger.approving.urls")),
    path("", include("waystation.ledger.field.urls")),
    path("", include("waystation.ledger.budgets.urls")),
    path("", include("waystation.ledger.audit.urls")),
    path("", include("waystation.ledger.bank.urls")),
    path("", include("waystation.ledger.closing.urls")),
    path("", include("waystation.ledger.reports.urls")),
    path("", views.money, name="money"),
    path("journal/", views.journal, name="money-journal"),
    path("journal.csv", views.journal_csv, name="money-journal-csv"),
    path("check/", views.check, name="money-check"),
    path("gift/", views.gift, name="money-gift"),
]
