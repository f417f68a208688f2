"""Addresses of the pages for blotting donors out."""

from django.urls import path

from waystation.giving.own import views

urlpatterns = [
    path("donors/blots/", views.blots, name="giving-blots"),
    path("donors/<uuid:donor_id>/blot/", views.ask, name="giving-blot"),
    path("donors/blots/<uuid:blot_id>/", views.decide, name="giving-blot-decide"),
]
