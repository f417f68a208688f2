"""Addresses of the office at work."""

from django.urls import path

from waystation.relay.office import views

urlpatterns = [
    path("live/", views.live, name="live"),
    path("passages/knowing/", views.knowing, name="knowing"),
    path("passages/missed/", views.missed, name="missed"),
    path("passages/stage/<uuid:stage_id>/", views.stage, name="stage"),
    path("passages/stage/<uuid:stage_id>/settle/", views.settle, name="stage-settle"),
    path("passages/stage/<uuid:stage_id>/write/", views.write, name="stage-write"),
    path("passages/stage/<uuid:stage_id>/read/", views.read, name="stage-read"),
    path("passages/stage/<uuid:stage_id>/incident/", views.incident, name="incident"),
    path("passages/<uuid:passage_id>/go-now/", views.go_now, name="go-now"),
]
