"""Addresses of casework: nothing in them but random ids."""

from django.urls import path

from waystation.cases import views

urlpatterns = [
    path("tips/", views.tips, name="tips"),
    path("tips/new/", views.new_tip, name="tip-new"),
    path("tips/<uuid:tip_id>/", views.tip, name="tip"),
    path("tips/<uuid:tip_id>/grade/", views.grade_tip, name="tip-grade"),
    path("tips/<uuid:tip_id>/decide/", views.decide_tip, name="tip-decide"),
    path("tips/<uuid:tip_id>/contact/", views.new_household, name="tip-contact"),
    path("people/", views.people, name="people"),
    path("people/new/", views.new_household, name="household-new"),
    path("people/group/", views.new_group, name="group-new"),
    path("people/<uuid:household_id>/", views.household, name="household"),
    path("people/<uuid:household_id>/contact/", views.note_contact, name="household-contact"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("groups/<uuid:group_id>/dissolve/", views.dissolve_group, name="group-dissolve"),
]
