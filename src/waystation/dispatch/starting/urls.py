"""Addresses of what has to be settled before a stage begins."""

from django.urls import path

from waystation.dispatch.starting import views

urlpatterns = [
    path("passages/<uuid:passage_id>/start/", views.reasons, name="starting"),
    path("passages/<uuid:passage_id>/start/say/", views.say, name="starting-say"),
    path("passages/<uuid:passage_id>/start/approve/", views.approve_again, name="approve-again"),
    path("passages/<uuid:passage_id>/start/aside/", views.step_aside, name="step-aside"),
]
