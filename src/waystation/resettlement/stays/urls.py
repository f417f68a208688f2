"""Addresses of stays: a household's random id, and codes of public rules."""

from django.urls import path

from waystation.resettlement.stays import views

urlpatterns = [
    path("", views.newcomers, name="newcomers"),
    path("look/", views.look_again, name="newcomers-look"),
    path("<uuid:household_id>/", views.stay, name="stay-page"),
    path("<uuid:household_id>/begin/", views.begin, name="stay-begin"),
    path("<uuid:household_id>/done/", views.done, name="stay-done"),
    path("<uuid:household_id>/undo/", views.undo, name="stay-undo"),
    path("<uuid:household_id>/fact/", views.fact, name="stay-fact"),
    path("<uuid:household_id>/people/", views.people, name="stay-people"),
    path("<uuid:household_id>/version/", views.version, name="stay-version"),
    path("<uuid:household_id>/hand-over/<str:step>/", views.hand_over, name="stay-hand-over"),
    path("<uuid:household_id>/end/", views.end, name="stay-end"),
    path("<uuid:household_id>/again/", views.again, name="stay-again"),
]
