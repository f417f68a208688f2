"""Addresses of joining and inviting."""

from django.urls import path

from waystation.relay.phones import views

urlpatterns = [
    path("p/api/join", views.join, name="phone-join"),
    path("phones/stage/<uuid:stage_id>/invite/", views.invite, name="invite"),
    path("phones/partner/<uuid:partner_id>/invite/", views.invite_partner, name="invite-partner"),
]
