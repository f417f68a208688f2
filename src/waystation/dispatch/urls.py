"""Addresses of passages."""

from django.urls import include, path

from waystation.dispatch import views

urlpatterns = [
    path("", include("waystation.dispatch.arrival.urls")),
    path("", include("waystation.dispatch.blast.urls")),
    path("", include("waystation.dispatch.board.urls")),
    path("", include("waystation.dispatch.mixing.urls")),
    path("", include("waystation.dispatch.care.urls")),
    path("", include("waystation.dispatch.rehearsing.urls")),
    path("", include("waystation.dispatch.starting.urls")),
    path("", include("waystation.dispatch.together.urls")),
    path("", include("waystation.dispatch.drill.urls")),
    path("passages/", views.passages, name="passages"),
    path("passages/<uuid:passage_id>/", views.passage, name="passage"),
    path("passages/<uuid:passage_id>/moving/", views.moving, name="moving"),
    path("passages/<uuid:passage_id>/approve/", views.approve, name="approve"),
    path("passages/<uuid:passage_id>/withdraw/", views.withdraw, name="withdraw"),
    path("passages/<uuid:passage_id>/stand-down/", views.stand_down, name="stand-down"),
    path("passages/<uuid:passage_id>/replan/", views.replan, name="passage-replan"),
    path("passages/stage/<uuid:stage_id>/judge/", views.judge, name="judge"),
    path("passages/<uuid:passage_id>/pay-again/", views.pay_again, name="pay-again"),
    path("passages/<uuid:passage_id>/debrief/<str:language>.pdf", views.debrief, name="debrief"),
    path("plans/<uuid:plan_id>/propose/", views.propose, name="propose"),
]
