"""Addresses of planning."""

from django.urls import path

from waystation.routing import comparing, views, watching

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/new/", views.new, name="plan-new"),
    path("plans/ask/", views.ask, name="plan-ask"),
    path("plans/touched/<uuid:change_id>/", watching.touched, name="touched"),
    path("plans/<uuid:plan_id>/", views.plan, name="plan"),
    path("plans/<uuid:plan_id>/again/", views.again, name="plan-again"),
    path("plans/<uuid:plan_id>/replan/", views.replan, name="replan"),
    path("plans/<uuid:plan_id>/compare/", comparing.compare, name="plan-compare"),
    path("plans/<uuid:plan_id>/why-not/", comparing.why_not, name="why-not"),
    path("plans/<uuid:plan_id>/changed/", comparing.changed, name="plan-changed"),
    path("plans/<uuid:plan_id>/news/", watching.news, name="plan-news"),
]
