"""Addresses of following: nothing in them but random ids of households, people and parts."""

from django.urls import path

from waystation.resettlement.following import cohort_views, views, wellbeing_views

HOME = "<uuid:household_id>/following/"
ONE = HOME + "<uuid:person_id>/"

urlpatterns = [
    path("cohorts/", cohort_views.cohorts, name="cohorts"),
    path("cohorts/file/", cohort_views.cohorts_out, name="cohorts-csv"),
    path("alumni/", cohort_views.alumni, name="alumni"),
    path(HOME, views.following, name="following"),
    path(HOME + "try/", views.note_try, name="following-try"),
    path(HOME + "later/", views.put_off, name="following-later"),
    path(HOME + "wellbeing/", wellbeing_views.wellbeing, name="following-wellbeing"),
    path(HOME + "crisis/", wellbeing_views.crisis, name="following-crisis"),
    path(HOME + "crisis/<uuid:crisis_id>/", wellbeing_views.take, name="following-take"),
    path(
        HOME + "willing/<uuid:willing_id>/end/",
        cohort_views.willing_end,
        name="following-willing-end",
    ),
    path(
        HOME + "willing/<uuid:willing_id>/hand-on/",
        cohort_views.hand_on,
        name="following-hand-on",
    ),
    path(ONE, views.ask, name="following-ask"),
    path(ONE + "offered/", wellbeing_views.offered, name="following-offered"),
    path(ONE + "plan/", wellbeing_views.plan, name="following-plan"),
    path(ONE + "card/", wellbeing_views.card, name="following-card"),
    path(ONE + "willing/", cohort_views.willing, name="following-willing"),
]
