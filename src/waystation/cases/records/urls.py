"""Addresses of people's records: nothing in them but random ids."""

from django.urls import path

from waystation.cases.records import views
from waystation.cases.records.domain import PIECES

ONE = "persons/<uuid:person_id>/"
urlpatterns = [
    path("people/<uuid:household_id>/edit/", views.edit_household, name="household-edit"),
    path("people/<uuid:household_id>/persons/", views.add, name="person-new"),
    path(ONE, views.person, name="person"),
    path(f"{ONE}ties/", views.tie, name="person-tie"),
    path(f"{ONE}ties/<uuid:other_id>/", views.untie, name="person-untie"),
    path(f"{ONE}photo/", views.photo, name="person-photo"),
    path(f"{ONE}photo/remove/", views.remove_photo, name="person-photo-remove"),
    path(f"{ONE}requests/", views.ask, name="person-request"),
    path(f"{ONE}requests/<uuid:request_id>/", views.answer, name="person-request-answer"),
    path(f"{ONE}copy/", views.copy, name="person-copy"),
    *(
        path(f"{ONE}{piece}/", views.edit, {"piece": piece}, name=f"person-{piece}")
        for piece in PIECES
    ),
]
