"""Addresses of receipts in the console."""

from django.urls import path

from waystation.giving.receipts import views

urlpatterns = [
    path("receipts/", views.receipts, name="receipts"),
    path("receipts/issue/", views.issue, name="receipts-issue"),
    path("receipts/years/", views.years, name="receipts-years"),
    path("receipts/export/", views.export, name="receipts-export"),
    path("receipts/about/", views.about, name="receipts-about"),
    path("receipts/gift/<uuid:gift_id>/", views.gift, name="receipt-gift"),
    path("receipts/<uuid:receipt_id>/", views.receipt, name="receipt"),
    path("receipts/<uuid:receipt_id>/paper/", views.paper, name="receipt-paper"),
    path("receipts/<uuid:receipt_id>/void/", views.void, name="receipt-void"),
    path("receipts/<uuid:receipt_id>/send/", views.send, name="receipt-send"),
]
