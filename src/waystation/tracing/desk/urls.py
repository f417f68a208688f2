"""Addresses of the tracing desk and of families: a family has the id of one of its requests."""

from django.urls import path

from waystation.tracing.desk import views

urlpatterns = [
    path("", views.desk, name="tracing"),
    path("look/", views.look, name="tracing-look"),
    path("families/", views.families, name="families"),
    path("families/<uuid:family_id>/", views.family, name="family"),
]
