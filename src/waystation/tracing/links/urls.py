"""Addresses of a seeker's own page; the secret of a link stands in none of them."""

from django.urls import path

from waystation.tracing.links import phone_views, views

ONE = "tracing/requests/<uuid:search_id>/links/"

urlpatterns = [
    path("search/", phone_views.page, name="seeker-page"),
    path("search/en/", phone_views.page, {"language": "en"}, name="seeker-page-en"),
    path("search/ko/", phone_views.page, {"language": "ko"}, name="seeker-page-ko"),
    path("search/api/fetch", phone_views.fetch, name="seeker-fetch"),
    path("tracing/requests/links/tend/", views.tend, name="seeker-links-tend"),
    path(ONE, views.links, name="seeker-links"),
    path(ONE + "make/", views.make, name="seeker-link"),
    path(ONE + "<uuid:seeker_link_id>/end/", views.end, name="seeker-link-end"),
]
