"""Addresses of payments on the console."""

from django.urls import path

from waystation.giving.payments import views, views_steering

urlpatterns = [
    path("payments/", views.payments, name="giving-payments"),
    path("payments/line/<uuid:line_id>/", views.take, name="giving-transfer"),
    path("payments/notice/<uuid:notice_id>/", views.notice, name="giving-notice"),
    path("payments/notice/<uuid:notice_id>/again/", views.again, name="giving-notice-again"),
    path("payments/notice/<uuid:notice_id>/aside/", views.aside, name="giving-notice-aside"),
    path("gifts/<uuid:gift_id>/refund/", views_steering.refund, name="giving-gift-refund"),
    path(
        "recurring/<uuid:recurring_id>/pause/", views_steering.pause, name="giving-recurring-pause"
    ),
    path(
        "recurring/<uuid:recurring_id>/resume/",
        views_steering.resume,
        name="giving-recurring-resume",
    ),
    path("recurring/<uuid:recurring_id>/stop/", views_steering.stop, name="giving-recurring-stop"),
]
