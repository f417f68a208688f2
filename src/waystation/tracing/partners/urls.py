"""Addresses of other organisations: random ids alone."""

from django.urls import path

from waystation.tracing.partners import views, views_between

_RUN = "partners/runs/<uuid:run_id>/"
_PAPER = "partners/papers/<uuid:paper_id>/"
_CAME = "partners/papers/<uuid:received_id>/"
_ONE = "partners/<uuid:organisation_id>/"

urlpatterns = [
    path("partners/", views.partners, name="tracing-partners"),
    path("partners/own/", views.own, name="tracing-partner-own"),
    path("partners/enter/", views.enter, name="tracing-partner-enter"),
    path("partners/read/", views.read, name="tracing-partner-read"),
    path(_ONE, views.partner, name="tracing-partner"),
    path(_ONE + "compared/", views.compared, name="tracing-partner-compared"),
    path(_ONE + "propose/", views.propose, name="tracing-partner-propose"),
    path(_ONE + "approve/", views.approve, name="tracing-partner-approve"),
    path(_ONE + "end/", views.end, name="tracing-partner-end"),
    path(_ONE + "offer/", views.offer, name="tracing-partner-offer"),
    path(_ONE + "send/", views.send, name="tracing-partner-send"),
    path(_RUN, views_between.run, name="tracing-partner-run"),
    path(_RUN + "make/", views_between.make, name="tracing-partner-make"),
    path(_RUN + "back/", views_between.take_back, name="tracing-partner-back"),
    path(_RUN + "file/", views_between.hand_out, name="tracing-partner-file"),
    path(_RUN + "agree/", views_between.agree, name="tracing-partner-agree"),
    path(_RUN + "unsay/", views_between.unsay, name="tracing-partner-unsay"),
    path(_RUN + "end/", views_between.end, name="tracing-partner-run-end"),
    path(_PAPER, views_between.paper, name="tracing-partner-paper"),
    path(_PAPER + "file/", views_between.paper_out, name="tracing-partner-paper-file"),
    path(_PAPER + "back/", views_between.paper_back, name="tracing-partner-paper-back"),
    path(_CAME + "adopt/", views_between.adopt, name="tracing-partner-adopt"),
    path(_CAME + "answer/", views_between.answer, name="tracing-partner-answer"),
    path(
        "partners/release/<uuid:search_id>/", views_between.release, name="tracing-partner-release"
    ),
    path(
        "partners/release/<uuid:search_id>/back/",
        views_between.unrelease,
        name="tracing-partner-unrelease",
    ),
]
