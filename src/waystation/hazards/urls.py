"""Addresses of the screens of danger."""

from django.urls import path

from waystation.hazards import views

urlpatterns = [
    path("network/dangers/", views.dangers, name="dangers"),
    path("network/risk-rule/", views.rule, name="risk-rule"),
]
