"""Addresses of care for partners: nothing in them but random ids."""

from django.urls import path

from waystation.dispatch.care import views

OF = "care/<uuid:partner_id>/"

urlpatterns = [
    path("care/", views.care, name="care"),
    path("care/laws/", views.laws, name="care-laws"),
    path(OF, views.partner, name="care-of"),
    path(OF + "rest/", views.rest, name="care-rest"),
    path(OF + "stop/", views.stop, name="care-stop"),
    path(OF + "go-on/", views.go_on, name="care-go-on"),
    path(OF + "leads/<uuid:stage_id>/", views.hand_to, name="care-hand-to"),
]
