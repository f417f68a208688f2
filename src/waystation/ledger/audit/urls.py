"""Addresses of what leaves the book: nothing in them but a pack's random id."""

from django.urls import path

from waystation.ledger.audit import views

urlpatterns = [
    path("audit/", views.packs, name="money-audit"),
    path("audit/pack/", views.make, name="money-audit-make"),
    path("audit/journal/", views.journal, name="money-audit-journal"),
    path("audit/donors/", views.told, name="money-audit-told"),
    path("audit/donors.csv", views.donors_csv, name="money-audit-donors"),
    path("audit/donors.xlsx", views.donors_xlsx, name="money-audit-donors-xlsx"),
    path("audit/<uuid:pack_id>/", views.room, name="money-audit-room"),
    path("audit/<uuid:pack_id>/draw/", views.draw, name="money-audit-draw"),
    path("audit/<uuid:pack_id>/open/", views.show, name="money-audit-open"),
]
