"""Addresses of all phones, of a passage's phones and orders."""

from django.urls import path

from waystation.relay.orders import views

urlpatterns = [
    path("phones/", views.all_phones, name="all-phones"),
    path("phones/<uuid:phone_id>/lost/", views.lost, name="phone-lost"),
    path("phones/passage/<uuid:passage_id>/", views.phones, name="phones"),
    path("phones/passage/<uuid:passage_id>/stand-down/", views.stand_down, name="call-back"),
    path("phones/stage/<uuid:stage_id>/go/", views.go, name="phone-go"),
]
