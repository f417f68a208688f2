"""Addresses of the reports; months alone may stand behind them."""

from django.urls import path

from waystation.ledger.reports import views

urlpatterns = [
    path("reports/", views.reports, name="money-reports"),
    path("reports/<str:report>/", views.report, name="money-report"),
    path("reports/<str:report>.csv", views.report_csv, name="money-report-csv"),
    path("reports/<str:report>.xlsx", views.report_xlsx, name="money-report-xlsx"),
]
