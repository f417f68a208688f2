"""Addresses of open data on the console."""

from django.urls import path

from waystation.giving.standards import views

urlpatterns = [
    path("data/", views.open_data, name="giving-data"),
    path("data/ask/", views.ask, name="giving-data-ask"),
    path("data/grant/", views.publish_grant, name="giving-grant"),
    path(
        "data/grant/<uuid:grant_id>/withdraw/", views.withdraw_grant, name="giving-grant-withdraw"
    ),
    path("data/<uuid:release_id>/decide/", views.decide, name="giving-data-decide"),
    path("data/<uuid:release_id>/retract/", views.retract, name="giving-data-retract"),
    path("data/<uuid:release_id>/file/<str:data_file>", views.look, name="giving-data-look"),
]
