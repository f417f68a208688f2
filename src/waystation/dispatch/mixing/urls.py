"""Addresses of threats and of drawing a way: nothing in them but random ids."""

from django.urls import path

from waystation.dispatch.mixing import views

urlpatterns = [
    path("threats/", views.threats, name="threats"),
    path("threats/new/", views.new, name="threat-new"),
    path("threats/<uuid:threat_id>/", views.threat, name="threat"),
    path("threats/<uuid:threat_id>/remove/", views.remove, name="threat-remove"),
    path("plans/<uuid:plan_id>/lot/", views.lot, name="plan-lot"),
    path("plans/<uuid:plan_id>/draw/", views.draw, name="plan-draw"),
]
