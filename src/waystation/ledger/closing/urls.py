"""Addresses of the month close."""

from django.urls import path

from waystation.ledger.closing import views

urlpatterns = [
    path("close/", views.close, name="money-close"),
    path("close/accrual/", views.accrue, name="money-accrual"),
]
