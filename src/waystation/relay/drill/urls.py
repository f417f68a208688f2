"""Addresses of carrying a drill out."""

from django.urls import path

from waystation.relay.drill import views

urlpatterns = [
    path("drills/<uuid:drill_id>/approve/", views.approve, name="drill-approve"),
    path("drills/<uuid:drill_id>/lead-on/", views.lead_on, name="drill-lead-on"),
]
