"""Addresses of safeguarding: random ids of households, children and what was written of them."""

from django.urls import path

from waystation.cases.safeguarding import views

urlpatterns = [
    path("people/<uuid:household_id>/safeguarding/", views.page, name="safeguarding"),
    path("people/<uuid:household_id>/safeguarding/ask/", views.ask, name="signs"),
    path(
        "people/<uuid:household_id>/safeguarding/open/", views.open_one, name="best-interests-open"
    ),
    path(
        "people/<uuid:household_id>/safeguarding/open-needed/",
        views.open_needed,
        name="best-interests-needed",
    ),
    path("companions/of/<uuid:child_id>/", views.companion, name="companion"),
    path("companions/<uuid:companion_id>/end/", views.end_companion, name="companion-end"),
    path("concerns/<uuid:concern_id>/close/", views.close_concern, name="concern-close"),
    path("best-interests/<uuid:assessment_id>/", views.assessment, name="best-interests"),
    path("best-interests/<uuid:assessment_id>/write/", views.write, name="best-interests-write"),
    path(
        "best-interests/<uuid:assessment_id>/move/<str:to>/", views.move, name="best-interests-move"
    ),
    path("best-interests/<uuid:assessment_id>/sign/", views.sign, name="best-interests-sign"),
]
