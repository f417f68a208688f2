"""Addresses of the capacity board: of days, never of anybody."""

from django.urls import path

from waystation.dispatch.board import views

urlpatterns = [
    path("capacity/", views.houses, name="capacity"),
    path("capacity/guides/", views.guides, name="capacity-guides"),
    path("capacity/groups/", views.groups, name="capacity-groups"),
]
