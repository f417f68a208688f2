"""Addresses of the time after an arrival: nothing in them but random ids and codes of pathways."""

from django.urls import include, path

urlpatterns = [
    path("newcomers/", include("waystation.resettlement.stays.urls")),
    path("newcomers/", include("waystation.resettlement.book.urls")),
    path("newcomers/", include("waystation.resettlement.waiting.urls")),
    path("newcomers/", include("waystation.resettlement.programmes.urls")),
    path("newcomers/", include("waystation.resettlement.means.urls")),
    path("newcomers/", include("waystation.resettlement.following.urls")),
    path("", include("waystation.resettlement.mine.urls")),
]
