"""Addresses under /giving/ of the console."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("waystation.giving.gifts.urls")),
    path("", include("waystation.giving.payments.urls")),
    path("", include("waystation.giving.standards.urls")),
    path("", include("waystation.giving.campaigns.urls")),
    path("", include("waystation.giving.receipts.urls")),
    path("", include("waystation.giving.advocacy.urls")),
    path("", include("waystation.giving.donors.urls")),
    path("", include("waystation.giving.letters.urls")),
    path("", include("waystation.giving.own.urls")),
]
