"""Addresses of paper cards."""

from django.urls import path

from waystation.relay.cards import views

ONE = "cards/stage/<uuid:stage_id>/"

urlpatterns = [
    path("cards/", views.cards, name="cards"),
    path("cards/heard/", views.hear, name="card-heard"),
    path("cards/tidy/", views.tidy, name="cards-tidy"),
    path(ONE, views.card, name="card"),
    path(f"{ONE}change/", views.change, name="card-change"),
    path(f"{ONE}<str:language>/", views.sheet, name="card-sheet"),
    path(f"{ONE}<str:language>/<str:paper>.pdf", views.pdf, name="card-pdf"),
]
