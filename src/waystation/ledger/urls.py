"""Addresses under /money/."""

from django.urls import path

from waystation.ledger import views

urlpatterns = [
    path("", views.money, name="money"),
    path("journal/", views.journal, name="money-journal"),
    path("journal.csv", views.journal_csv, name="money-journal-csv"),
    path("check/", views.check, name="money-check"),
    path("entry/<uuid:undoes>/reverse/", views.undo, name="money-reverse"),
    path("fund/<str:code>/", views.fund, name="money-fund"),
    path("gift/", views.gift, name="money-gift"),
]
