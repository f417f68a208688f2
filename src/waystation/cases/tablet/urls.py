"""Addresses of the tablet's own page and of the console's pages about tablets."""

from django.urls import path

from waystation.cases.tablet import tablet_views, views

urlpatterns = [
    path("tablet/", tablet_views.page, name="tablet-page"),
    path("tablet/sw.js", tablet_views.worker, name="tablet-worker"),
    path("tablet/manifest.webmanifest", tablet_views.manifest, name="tablet-manifest"),
    path("tablet/api/join", tablet_views.join, name="tablet-join"),
    path("tablet/api/fetch", tablet_views.fetch, name="tablet-fetch"),
    path("tablet/api/word", tablet_views.word, name="tablet-word"),
    path("tablets/", views.tablets, name="tablets"),
    path("tablets/new/", views.invite, name="tablet-new"),
    path("tablets/take-in/", views.take_in, name="tablets-take-in"),
    path("tablets/choose/<uuid:conflict_id>/", views.choose, name="tablet-choose"),
    path("tablets/<uuid:tablet_id>/", views.tablet, name="tablet"),
    path("tablets/<uuid:tablet_id>/confirm/", views.confirm, name="tablet-confirm"),
    path("tablets/<uuid:tablet_id>/give-up/", views.give_up, name="tablet-give-up"),
]
