"""Addresses of the screens of danger."""

from django.urls import path

from waystation.hazards import views

urlpatterns = [
    path("network/dangers/", views.dangers, name="dangers"),
    path("network/dangers/new/", views.new_report, name="danger-new"),
    path("network/dangers/map/", views.chart, name="danger-map"),
    path("network/dangers/alert/", views.new_alert, name="danger-alert"),
    path("network/dangers/<uuid:report_id>/", views.report, name="danger"),
    path("network/dangers/<uuid:report_id>/correct/", views.correct, name="danger-correct"),
    path("network/dangers/<uuid:report_id>/withdraw/", views.withdraw, name="danger-withdraw"),
    path("network/halts/", views.halts, name="halts"),
    path("network/halts/<uuid:halt_id>/", views.halt, name="halt"),
    path("network/checks/", views.checks, name="checks"),
    path("network/checks/interval/", views.interval, name="check-interval"),
    path("network/risk-rule/", views.rule, name="risk-rule"),
]
