"""Addresses of the phone's page and of what it asks."""

from django.urls import path

from waystation.relay.turn import views

urlpatterns = [
    path("p/", views.phone_page, name="phone"),
    path("p/sw.js", views.worker, name="phone-worker"),
    path("p/manifest.webmanifest", views.manifest, name="phone-manifest"),
    path("p/api/turn", views.turn, name="phone-turn"),
]
