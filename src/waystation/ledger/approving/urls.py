"""Addresses of the approvals queue."""

from django.urls import path

from waystation.ledger.approving import views

urlpatterns = [
    path("approvals/", views.approvals, name="money-approvals"),
    path("approvals/<uuid:waiting_id>/", views.proposal, name="money-proposal"),
    path("entry/<uuid:undoes>/reverse/", views.undo, name="money-reverse"),
]
