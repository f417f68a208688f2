"""Addresses under /impact/ of the console."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("waystation.impact.figures.urls")),
    path("", include("waystation.impact.stories.urls")),
]
