"""Addresses of sheets and figures."""

from django.urls import path

from waystation.cases.exchange import figure_views, views

urlpatterns = [
    path("people/sheets/", views.sheets, name="sheets"),
    path("people/sheets/people.csv", views.empty, {"table": "people"}, name="sheet-people"),
    path("people/sheets/ties.csv", views.empty, {"table": "ties"}, name="sheet-ties"),
    path("people/sheets/<uuid:sheet_id>/", views.sheet, name="sheet"),
    path("people/sheets/<uuid:sheet_id>/columns/", views.agree, name="sheet-agree"),
    path("people/sheets/<uuid:sheet_id>/take-in/", views.take_in, name="sheet-take-in"),
    path("people/sheets/<uuid:sheet_id>/undo/", views.undo, name="sheet-undo"),
    path("people/sheets/<uuid:sheet_id>/drop/", views.drop, name="sheet-drop"),
    path("people/figures/", figure_views.figures, name="figures"),
    path("people/figures/csv/", figure_views.take_out, name="figures-csv"),
]
