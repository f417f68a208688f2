"""Addresses of portraits: their random ids."""

from django.urls import path

from waystation.tracing.portraits import studio, views

ONE = "portraits/<uuid:portrait_id>/"

urlpatterns = [
    path("portraits/", views.portraits, name="portraits"),
    path("portraits/new/", views.new, name="portrait-new"),
    path("portraits/shown/", views.shown, name="portraits-shown"),
    path(ONE, views.portrait, name="portrait"),
    path(ONE + "tell/", views.tell, name="portrait-tell"),
    path(ONE + "ask/", views.ask, name="portrait-ask"),
    path(ONE + "array/", studio.array, name="portrait-array"),
    path(ONE + "sheet/", studio.sheet, name="portrait-sheet"),
    path(ONE + "take/<int:number>/", studio.take, name="portrait-take"),
    path(ONE + "stop/", views.stop, name="portrait-stop"),
    path(ONE + "go-on/", views.go_on, name="portrait-go-on"),
    path(ONE + "end/", views.end, name="portrait-end"),
    path(ONE + "upload/", views.upload, name="portrait-upload"),
    path(ONE + "review/", views.review, name="portrait-review"),
    path(ONE + "allow/", views.allow, name="portrait-allow"),
    path(ONE + "disallow/", views.disallow, name="portrait-disallow"),
    path(ONE + "picture/", views.picture, name="portrait-picture"),
    path(ONE + "gift/", views.gift, name="portrait-gift"),
    path(ONE + "hand-out/", views.hand_out, name="portrait-hand-out"),
]
