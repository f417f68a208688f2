"""Addresses of the six steps: nothing in them but random ids."""

from django.urls import path

from waystation.cases.steps import views

CASE = "people/<uuid:household_id>/steps/"

urlpatterns = [
    path(CASE, views.case, name="case-work"),
    path(CASE + "step/", views.step, name="case-step"),
    path(CASE + "charge/", views.charge, name="case-charge"),
    path(CASE + "register/", views.write, {"sheet": "register"}, name="case-register"),
    path(CASE + "assess/", views.write, {"sheet": "assess"}, name="case-assess"),
    path(CASE + "plan/", views.write, {"sheet": "plan"}, name="case-plan"),
    path(CASE + "review/", views.write, {"sheet": "review"}, name="case-review"),
    path(CASE + "close/", views.write, {"sheet": "close"}, name="case-close"),
    path(CASE + "note/", views.write, {"sheet": "note"}, name="case-note"),
    path(CASE + "task/", views.write, {"sheet": "task"}, name="case-task"),
    path(CASE + "conference/", views.write, {"sheet": "conference"}, name="case-conference"),
    path(CASE + "refer/", views.write, {"sheet": "refer"}, name="case-refer"),
    path(CASE + "transfer/", views.write, {"sheet": "transfer"}, name="case-transfer"),
    path("people/case-plans/<uuid:case_plan_id>/", views.plan_answer, name="case-plan-answer"),
    path("people/closures/<uuid:closure_id>/", views.closure_answer, name="case-closure-answer"),
    path("people/tasks/<uuid:task_id>/", views.task_done, name="case-task-done"),
    path("people/asked/<uuid:asked_id>/", views.referral_answer, name="case-referral-answer"),
    path("people/offers/<uuid:offer_id>/", views.transfer_answer, name="case-transfer-answer"),
    path(
        "people/offers/<uuid:offer_id>/accept/", views.transfer_accept, name="case-transfer-accept"
    ),
    path("people/<uuid:household_id>/time/", views.timeline, name="case-timeline"),
    path("supervision/", views.supervise, name="supervision"),
]
