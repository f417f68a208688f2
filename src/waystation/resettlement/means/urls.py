"""Addresses of what households live on, and of the map of services: random ids and nothing else."""

from django.urls import path

from waystation.resettlement.means import grant_views, service_views, views

CASE = "<uuid:household_id>/means/"
GRANT = "means/grants/<uuid:aid_id>/"
SERVICE = "services/<uuid:service_id>/"

urlpatterns = [
    path("services/", service_views.services, name="services"),
    path("services/new/", service_views.new, name="service-new"),
    path("services/cards/<str:language>/", service_views.cards, name="service-cards"),
    path(SERVICE, service_views.service, name="service"),
    path(SERVICE + "checked/", service_views.checked, name="service-checked"),
    path(SERVICE + "shut/", service_views.shut, name="service-shut"),
    path(SERVICE + "open/", service_views.put_back, name="service-open"),
    path("means/skills/<uuid:skills_id>/", views.change, {"sheet": "skills"}, name="means-skills"),
    path("means/jobs/<uuid:job_id>/", views.change, {"sheet": "job"}, name="means-job"),
    path("means/homes/<uuid:home_id>/", views.change, {"sheet": "home"}, name="means-home"),
    path("means/schools/<uuid:school_id>/", views.change, {"sheet": "school"}, name="means-school"),
    path("means/told/<uuid:told_id>/", views.change, {"sheet": "told"}, name="means-told"),
    path("means/loans/<uuid:loan_id>/", views.change, {"sheet": "loan"}, name="means-loan"),
    path("means/loans/<uuid:loan_id>/relief/", grant_views.relief, name="means-relief"),
    path(GRANT, grant_views.grant, name="means-grant"),
    path(GRANT + "agree/", grant_views.agree, name="means-grant-agree"),
    path(GRANT + "refuse/", grant_views.refuse, name="means-grant-refuse"),
    path(GRANT + "withdraw/", grant_views.withdraw, name="means-grant-withdraw"),
    path(GRANT + "undo/", grant_views.undo, name="means-grant-undo"),
    path(CASE, views.means, name="means"),
    path(CASE + "skills/", views.write, {"sheet": "skills"}, name="means-skills-new"),
    path(CASE + "job/", views.write, {"sheet": "job"}, name="means-job-new"),
    path(CASE + "home/", views.write, {"sheet": "home"}, name="means-home-new"),
    path(CASE + "school/", views.write, {"sheet": "school"}, name="means-school-new"),
    path(CASE + "told/", views.write, {"sheet": "told"}, name="means-told-new"),
    path(CASE + "loan/", views.write, {"sheet": "loan"}, name="means-loan-new"),
    path(CASE + "budget/", views.budget, name="means-budget"),
    path(CASE + "budget/<str:language>/", views.budget_sheet, name="means-budget-sheet"),
    path(CASE + "grant/", grant_views.ask, name="means-grant-new"),
]
