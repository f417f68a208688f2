"""Addresses of the outbox."""

from django.urls import path

from waystation.giving.letters import views

urlpatterns = [
    path("letters/", views.outbox, name="giving-letters"),
    path("letters/send/", views.send, name="giving-letters-send"),
    path("letters/<uuid:letter_id>/settle/", views.settle, name="giving-letter-settle"),
]
