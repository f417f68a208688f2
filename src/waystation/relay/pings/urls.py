"""Addresses of the pages that say how somebody is called."""

from django.urls import path

from waystation.relay.pings import views

urlpatterns = [
    path("keys/pings/", views.mine, name="pings"),
    path("keys/pings/called.js", views.browsers_worker, name="ping-browser"),
    path("keys/pings/add/", views.add, name="ping-add"),
    path("keys/pings/change/", views.change, name="ping-change"),
    path("keys/pings/others/", views.remove_for_somebody, name="ping-others"),
    path("phones/<uuid:phone_id>/ways/", views.of_phone, name="phone-ways"),
]
