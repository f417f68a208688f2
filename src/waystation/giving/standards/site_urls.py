"""Addresses of open data on the public site."""

from django.urls import path

from waystation.giving.standards import site_views

# Under /en/ and /ko/.
urlpatterns = [path("data/", site_views.data, name="site-data")]
# Without a language: what programs ask for.
plain = [
    path("data/<str:name>", site_views.newest, name="site-data-newest"),
    path("data/<uuid:release_id>/<str:name>", site_views.one, name="site-data-file"),
]
