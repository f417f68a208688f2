"""Addresses of telling: a person's random id, or that of something they answered."""

from django.urls import path

from waystation.cases.telling import views

urlpatterns = [
    path("telling/<uuid:person_id>/", views.page, name="telling"),
    path("telling/<uuid:person_id>/note/", views.note, name="telling-note"),
    path("telling/<uuid:person_id>/withdraw/", views.withdraw_all, name="telling-withdraw-all"),
    path(
        "telling/<uuid:person_id>/<uuid:telling_id>/withdraw/",
        views.withdraw,
        name="telling-withdraw",
    ),
    path("telling/<uuid:person_id>/<uuid:telling_id>/renew/", views.renew, name="telling-renew"),
    path("telling/<uuid:person_id>/<uuid:telling_id>/words/", views.draw, name="telling-words"),
]
