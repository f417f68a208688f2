"""Addresses of the end of a passage: nothing in them but random ids."""

from django.urls import path

from waystation.dispatch.arrival import views

END = "passages/<uuid:passage_id>/arrival/"

urlpatterns = [
    path(END, views.arrival, name="arrival"),
    path(END + "pick-up/", views.pick_up, name="arrival-pick-up"),
    path(END + "count/", views.count, name="roll-call"),
    path(END + "found/", views.found, name="arrival-found"),
    path(END + "aid/", views.aid, name="first-aid"),
    path(END + "aid/met/", views.aid_met, name="first-aid-met"),
    path(END + "debrief/", views.debrief, name="arrival-debrief"),
    path(END + "debrief/tell/", views.tell, name="debrief-tell"),
    path(END + "days/", views.days, name="first-days"),
    path(END + "<str:language>/<str:sheet>.pdf", views.sheet, name="arrival-sheet"),
    path("passages/<uuid:passage_id>/arrive/", views.arrive, name="arrive"),
]
