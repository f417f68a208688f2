"""Addresses of tracing: nothing in them but random ids."""

from django.urls import include, path

urlpatterns = [
    path("tracing/", include("waystation.tracing.desk.urls")),
    path("", include("waystation.tracing.links.urls")),
    path("tracing/", include("waystation.tracing.requests.urls")),
    path("tracing/", include("waystation.tracing.register.urls")),
    path("tracing/", include("waystation.tracing.matching.urls")),
    path("tracing/", include("waystation.tracing.partners.urls")),
    path("tracing/", include("waystation.tracing.pfif.urls")),
    path("tracing/", include("waystation.tracing.asking.urls")),
    path("tracing/", include("waystation.tracing.portraits.urls")),
    path("tracing/", include("waystation.tracing.reunion.urls")),
]
