"""Addresses of what each loss gives up: nothing in them but random ids."""

from django.urls import path

from waystation.dispatch.blast import views

urlpatterns = [
    path("exposure/", views.exposure, name="exposure"),
    path("exposure/caps/", views.caps, name="exposure-caps"),
    path("exposure/guide/<uuid:partner_id>/", views.guide, name="exposure-guide"),
    path("exposure/place/<uuid:record_id>/", views.place, name="exposure-place"),
    path("exposure/passage/<uuid:passage_id>/", views.passage, name="exposure-passage"),
    path("exposure/staff/<uuid:user_id>/", views.staff, name="exposure-staff"),
]
