"""Addresses of payments on the console."""

from django.urls import path

from waystation.giving.payments import views

urlpatterns = [
    path("payments/", views.payments, name="giving-payments"),
    path("payments/line/<uuid:line_id>/", views.take, name="giving-transfer"),
    path("payments/notice/<uuid:notice_id>/", views.notice, name="giving-notice"),
    path("payments/notice/<uuid:notice_id>/again/", views.again, name="giving-notice-again"),
    path("payments/notice/<uuid:notice_id>/aside/", views.aside, name="giving-notice-aside"),
]
