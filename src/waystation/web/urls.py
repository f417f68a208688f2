"""Addresses of the shell."""

from django.urls import path

from waystation.web import board, views

urlpatterns = [
    path("", board.board, name="board"),
    path("healthz", views.healthz, name="healthz"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("lock/", views.lock, name="lock"),
    path("language/", views.language, name="language"),
    path("clock/", views.move_clock, name="move-clock"),
    path("sources/", views.sources, name="sources"),
]
