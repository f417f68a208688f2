"""Addresses of files in PFIF: random ids alone."""

from django.urls import path

from waystation.tracing.pfif import views

_ONE = "files/<uuid:import_id>/"

urlpatterns = [
    path("files/", views.files, name="pfif"),
    path(_ONE, views.file, name="pfif-file"),
    path(_ONE + "take/", views.take, name="pfif-take"),
    path(_ONE + "aside/", views.aside, name="pfif-aside"),
    path(_ONE + "back/", views.back, name="pfif-back"),
    path(_ONE + "drop/", views.drop, name="pfif-drop"),
    path("files/out/<uuid:search_id>/", views.export, name="pfif-export"),
]
