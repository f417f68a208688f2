"""Addresses of the network's screens."""

from django.urls import path

from waystation.network import views

urlpatterns = [
    path("network/", views.places, name="network"),
    path("network/legs/", views.legs, name="legs"),
    path("network/partners/", views.partners, name="partners"),
    path("network/map/", views.chart, name="network-map"),
]
