"""Addresses of rehearsals: nothing in them but random ids."""

from django.urls import path

from waystation.dispatch.rehearsing import views

ONE = "rehearsals/<uuid:rehearsal_id>/"

urlpatterns = [
    path("rehearsals/", views.rehearsals, name="rehearsals"),
    path("rehearsals/new/", views.new, name="rehearsal-new"),
    path(ONE, views.rehearsal, name="rehearsal"),
    path(ONE + "progress/", views.progress, name="rehearsal-progress"),
    path(ONE + "cancel/", views.cancel, name="rehearsal-cancel"),
    path(ONE + "resume/", views.resume, name="rehearsal-resume"),
    path(ONE + "forget/", views.forget, name="rehearsal-forget"),
    path(ONE + "figures.csv", views.figures, name="rehearsal-figures"),
]
