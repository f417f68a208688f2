"""Addresses of cash in the field: nothing in them but random ids."""

from django.urls import path

from waystation.ledger.field import desk, views

OF = "advances/<uuid:advance_id>/"

urlpatterns = [
    path("advances/", views.advances, name="money-advances"),
    path("advances.csv", views.advances_csv, name="money-advances-csv"),
    path("advances/new/", views.give, name="money-give"),
    path(OF, views.advance, name="money-advance"),
    path(OF + "settle/", views.settle, name="money-settle"),
    path(OF + "back/", views.back, name="money-back"),
    path(OF + "lost/", views.lost, name="money-lost"),
    path(OF + "count/", desk.new_count, name="money-count-new"),
    path(OF + "sheet/", desk.blank_sheet, name="money-count-blank"),
    path("counts/", desk.count_sheets, name="money-counts"),
    path("counts/<uuid:count_id>/", desk.count, name="money-count"),
    path("emergency/", desk.help_partner, name="money-emergency"),
    path("ranges/", desk.ranges, name="money-ranges"),
]
