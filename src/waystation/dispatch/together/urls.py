"""Addresses of plans for all."""

from django.urls import path

from waystation.dispatch.together import views

urlpatterns = [
    path("together/", views.plans, name="together"),
    path("together/new/", views.new, name="together-new"),
    path("together/begin/", views.begin, name="together-begin"),
    path("together/suppose/", views.suppose, name="together-suppose"),
    path("together/<uuid:joint_id>/", views.plan, name="together-plan"),
    path("together/<uuid:joint_id>/progress/", views.progress, name="together-progress"),
    path("together/<uuid:joint_id>/stop/", views.cancel, name="together-stop"),
    path("together/<uuid:joint_id>/again/", views.resume, name="together-again"),
    path("together/<uuid:joint_id>/copy/", views.copy, name="together-copy"),
    path("together/<uuid:joint_id>/propose/", views.propose, name="together-propose"),
    path("together/<uuid:joint_id>/approve/", views.approve, name="together-approve"),
    path("together/<uuid:joint_id>/plan.csv", views.table, name="together-table"),
]
