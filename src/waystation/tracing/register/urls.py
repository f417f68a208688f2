"""Addresses of a household's family search: random ids of the household and of a person in it."""

from django.urls import path

from waystation.tracing.register import views

CASE = "cases/<uuid:household_id>/"
PERSON = CASE + "<uuid:person_id>/"

urlpatterns = [
    path(CASE, views.family_search, name="family-search"),
    path(PERSON + "enter/", views.enter, name="family-search-enter"),
    path(PERSON + "take-out/", views.take_out, name="family-search-out"),
    path(PERSON + "others/", views.release, name="family-search-release"),
    path(PERSON + "others/take-back/", views.unrelease, name="family-search-unrelease"),
    path(PERSON + "look-for/", views.look_for, name="family-search-new"),
]
