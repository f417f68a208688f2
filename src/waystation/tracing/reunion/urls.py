"""Addresses of reunions: nothing in them but a random id."""

from django.urls import path

from waystation.tracing.reunion import views

urlpatterns = [
    path("reunions/", views.reunions, name="reunions"),
    path("reunions/begin/", views.begin, name="reunion-begin"),
    path("reunions/<uuid:reunion_id>/", views.reunion, name="reunion"),
    path("reunions/<uuid:reunion_id>/side/", views.decide, name="reunion-decide"),
    path("reunions/<uuid:reunion_id>/message/", views.message, name="reunion-message"),
    path("reunions/<uuid:reunion_id>/call/", views.first_call, name="reunion-call"),
    path("reunions/<uuid:reunion_id>/plan/", views.plan, name="reunion-plan"),
    path("reunions/<uuid:reunion_id>/follow-up/", views.follow_up, name="reunion-follow-up"),
    path("reunions/<uuid:reunion_id>/outcome/", views.outcome, name="reunion-outcome"),
    path("reunions/<uuid:reunion_id>/end/", views.end, name="reunion-end"),
    path("reunions/<uuid:reunion_id>/again/", views.again, name="reunion-again"),
]
