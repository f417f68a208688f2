"""Addresses of what rings, and of the one word about the process that rings it."""

from django.urls import path

from waystation.relay.watching import views

urlpatterns = [
    path("passages/watches/", views.watches, name="watches"),
    path("passages/watches/<uuid:rung_id>/take/", views.take, name="watch-take"),
    path("passages/watches/<uuid:rung_id>/resolve/", views.resolve, name="watch-resolve"),
    path("passages/watches/replies/<uuid:page_id>/", views.read, name="watch-read"),
    path("healthz/worker", views.worker_age, name="worker-age"),
]
