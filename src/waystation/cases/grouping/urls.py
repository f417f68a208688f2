"""Addresses of groups: nothing in them but random ids."""

from django.urls import path

from waystation.cases.grouping import views

urlpatterns = [
    path("groups/build/", views.build, name="group-build"),
    path("groups/waits/", views.waits, name="fairness"),
    path("people/group/", views.new_group, name="group-new"),
    path("people/<uuid:household_id>/apart/", views.apart, name="apart"),
    path("people/<uuid:household_id>/apart/end/", views.end_apart, name="apart-end"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("groups/<uuid:group_id>/change/", views.change, name="group-change"),
    path("groups/<uuid:group_id>/undo/", views.undo, name="group-undo"),
    path("groups/<uuid:group_id>/redo/", views.redo, name="group-redo"),
    path("groups/<uuid:group_id>/dissolve/", views.dissolve, name="group-dissolve"),
]
