"""Addresses of requests: their random ids."""

from django.urls import path

from waystation.tracing.requests import views

ONE = "requests/<uuid:search_id>/"

urlpatterns = [
    path("requests/", views.searches, name="searches"),
    path("requests/new/", views.new, name="search-new"),
    path("requests/hear/", views.hear, name="searches-hear"),
    path(ONE, views.search, name="search"),
    path(ONE + "edit/", views.edit, name="search-edit"),
    path(ONE + "sheet/<str:language>/", views.sheet, name="search-sheet"),
    path(ONE + "agree/", views.agree, name="search-agree"),
    path(ONE + "take-back/", views.take_back, name="search-take-back"),
    path(ONE + "identity/", views.identify, name="search-identity"),
    path(ONE + "report/", views.report, name="search-report"),
    path(ONE + "close/", views.close, name="search-close"),
    path(ONE + "pause/", views.pause, name="search-pause"),
    path(ONE + "resume/", views.resume, name="search-resume"),
    path(ONE + "reopen/", views.reopen, name="search-reopen"),
    path(ONE + "undo/", views.undo, name="search-undo"),
    path(ONE + "destroy/", views.ask_to_destroy, name="search-destroy"),
    path(ONE + "keep/", views.keep, name="search-keep"),
]
