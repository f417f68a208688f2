"""Addresses of drills: nothing in them but random ids."""

from django.urls import path

from waystation.dispatch.drill import views

urlpatterns = [
    path("drills/", views.drills, name="drills"),
    path("drills/new/", views.new, name="drill-new"),
    path("drills/<uuid:drill_id>/", views.drill, name="drill"),
    path("drills/<uuid:drill_id>/again/", views.again, name="drill-again"),
    path("drills/<uuid:drill_id>/withdraw/", views.withdraw, name="drill-withdraw"),
    path("drills/<uuid:drill_id>/tasks/<int:number>/", views.tick, name="drill-tick"),
]
