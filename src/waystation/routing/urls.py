"""Addresses of planning."""

from django.urls import path

from waystation.routing import views

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/new/", views.new, name="plan-new"),
    path("plans/ask/", views.ask, name="plan-ask"),
    path("plans/<uuid:plan_id>/", views.plan, name="plan"),
]
