"""Addresses of the bank's pages; a line, a statement and a mapping go by opaque ids."""

from django.urls import path

from waystation.ledger.bank import views, views_matching, views_rates

urlpatterns = [
    path("bank/", views.bank, name="money-bank"),
    path("bank/read/", views.read, name="money-bank-read"),
    path("bank/<uuid:statement_id>/back/", views.take_back, name="money-bank-back"),
    path("bank/mapping/", views.mapping, name="money-mapping-new"),
    path("bank/mapping/<uuid:mapping_id>/", views.mapping, name="money-mapping"),
    path("bank/mapping/<uuid:mapping_id>/drop/", views.drop_mapping, name="money-mapping-drop"),
    path("reconcile/", views_matching.reconcile, name="money-reconcile"),
    path("reconcile/together/", views_matching.together, name="money-reconcile-together"),
    path("reconcile/<uuid:line_id>/", views_matching.line, name="money-line"),
    path("reconcile/<uuid:line_id>/match/", views_matching.match, name="money-line-match"),
    path("reconcile/<uuid:line_id>/book/", views_matching.make, name="money-line-book"),
    path("reconcile/<uuid:line_id>/aside/", views_matching.set_aside, name="money-line-aside"),
    path("reconcile/<uuid:line_id>/undo/", views_matching.undo, name="money-line-undo"),
    path("rates/", views_rates.table, name="money-rates"),
    path("rates/add/", views_rates.add, name="money-rates-add"),
    path("rates/read/", views_rates.take_in, name="money-rates-read"),
]
