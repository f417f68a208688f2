"""Addresses of the donors' pages."""

from django.urls import path

from waystation.giving.donors import views

urlpatterns = [
    path("donors/", views.donors, name="giving-donors"),
    path("donors/find/", views.find, name="giving-donors-find"),
    path("donors/new/", views.new, name="giving-donor-new"),
    path("donors/doubles/", views.doubles, name="giving-doubles"),
    path("donors/<uuid:donor_id>/", views.donor, name="giving-donor"),
    path("donors/<uuid:donor_id>/change/", views.change, name="giving-donor-change"),
    path("donors/<uuid:donor_id>/allow/", views.allow, name="giving-donor-allow"),
    path("donors/<uuid:donor_id>/beside/<uuid:twin_id>/", views.pair, name="giving-pair"),
    path("donors/word/<uuid:word_id>/", views.word, name="giving-word"),
    path("donors/merge/<uuid:joined_id>/undo/", views.take_apart, name="giving-merge-undo"),
]
