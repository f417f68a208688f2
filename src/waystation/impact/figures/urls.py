"""Addresses of the room of telling and of figures."""

from django.urls import path

from waystation.impact.figures import views

urlpatterns = [
    path("", views.impact, name="impact"),
    path("figures/", views.proposals, name="impact-proposals"),
    path("figures/propose/", views.propose, name="impact-propose"),
    path("figures/proposed/<uuid:figure_id>/", views.proposal, name="impact-proposal"),
    path("figures/table/", views.table, name="impact-table"),
    path("figures/earlier/", views.earlier, name="impact-earlier"),
    path("figures/take-back/", views.retract, name="impact-retract"),
    path("figures/history/", views.history, name="impact-history"),
]
