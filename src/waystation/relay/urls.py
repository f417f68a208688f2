"""Addresses of the phone's page and of the office's panel; both stand at the root."""

from django.urls import path

from waystation.relay import views

urlpatterns = [
    path("p/", views.phone_page, name="phone"),
    path("p/sw.js", views.worker, name="phone-worker"),
    path("p/manifest.webmanifest", views.manifest, name="phone-manifest"),
    path("p/api/join", views.join, name="phone-join"),
    path("p/api/mail", views.mail, name="phone-mail"),
    path("p/api/report", views.report, name="phone-report"),
    path("phones/passage/<uuid:passage_id>/", views.phones, name="phones"),
    path("phones/stage/<uuid:stage_id>/invite/", views.invite, name="invite"),
    path("phones/collect/", views.collect, name="collect"),
]
