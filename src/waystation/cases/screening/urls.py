"""Addresses of screening: a person's random id, the tool and the language it is asked in."""

from django.urls import path

from waystation.cases.screening import views

urlpatterns = [
    path("screening/<uuid:person_id>/", views.page, name="screening"),
    path("screening/<uuid:person_id>/<str:tool>/<str:language>/", views.ask, name="screening-ask"),
]
