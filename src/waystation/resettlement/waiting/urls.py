"""Addresses of the waiting, the flights and the papers of one household."""

from django.urls import path

from waystation.resettlement.waiting import paper_views, views

urlpatterns = [
    path("waiting/", views.waiting, name="waiting"),
    path("flights/", views.flights, name="flights"),
    path("flights/form/", views.form, name="flight-form"),
    path("flights/<uuid:flight_id>/", views.flight, name="flight"),
    path("flights/<uuid:flight_id>/manifest/", views.manifest, name="flight-manifest"),
    path("flights/<uuid:flight_id>/change/", views.change, name="flight-change"),
    path("flights/<uuid:flight_id>/take-back/", views.take_back, name="flight-take-back"),
    path("flights/<uuid:flight_id>/take-off/", views.take_off, name="flight-take-off"),
    path("flights/<uuid:flight_id>/undo/", views.undo, name="flight-undo"),
    path("flights/<uuid:flight_id>/call/", views.call, name="flight-call"),
    path("flights/<uuid:flight_id>/<uuid:household_id>/told/", views.told, name="flight-told"),
    path("flights/<uuid:flight_id>/<uuid:household_id>/came/", views.came, name="flight-came"),
    path(
        "flights/<uuid:flight_id>/<uuid:household_id>/came/take-back/",
        views.came_back,
        name="flight-came-back",
    ),
    path("<uuid:household_id>/papers/", paper_views.papers, name="travel-papers"),
    path("<uuid:household_id>/papers/save/", paper_views.save, name="travel-papers-save"),
    path("<uuid:household_id>/papers/hold/", paper_views.hold, name="travel-hold"),
    path("<uuid:household_id>/papers/company/", paper_views.company, name="travel-company"),
    path("<uuid:household_id>/papers/talk/", paper_views.talk, name="travel-talk"),
    path("<uuid:household_id>/papers/hand-over/", paper_views.hand_over, name="travel-hand-over"),
    path(
        "<uuid:household_id>/papers/hand-over/<uuid:hand_over_id>/",
        paper_views.sheet,
        name="travel-hand-over-sheet",
    ),
]
