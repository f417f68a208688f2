"""Addresses of the pages on which two records of one person are put together."""

from django.urls import path

from waystation.cases.matching import views

PAIR = "people/doubles/<uuid:first_id>/<uuid:second_id>/"

urlpatterns = [
    path("people/doubles/", views.doubles, name="doubles"),
    path(PAIR, views.compare, name="doubles-compare"),
    path(PAIR + "merge/", views.merge, name="doubles-merge"),
    path(PAIR + "apart/", views.set_apart, name="doubles-apart"),
    path("people/merged/", views.merges, name="merges"),
    path("people/merged/<uuid:merge_id>/undo/", views.unmerge, name="merge-undo"),
]
