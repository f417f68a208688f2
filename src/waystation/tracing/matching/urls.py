"""Addresses of the pages on which candidates are compared and the register is searched."""

from django.urls import path

from waystation.tracing.matching import views

MATCH = "matches/<uuid:found_id>/"
OUTSIDE = "outside/<uuid:outside_id>/"

urlpatterns = [
    path("matches/", views.matches, name="matches"),
    path(MATCH, views.match, name="match"),
    path(MATCH + "review/", views.review, name="match-review"),
    path(MATCH + "aside/", views.set_aside, name="match-set-aside"),
    path(MATCH + "undo/", views.undo, name="match-undo"),
    path("outside/", views.outside, name="outside-searches"),
    path(OUTSIDE + "run/", views.run_outside, name="outside-run"),
    path(OUTSIDE + "drop/", views.drop_outside, name="outside-drop"),
]
