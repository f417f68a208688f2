"""Addresses of complaints and of the code of conduct."""

from django.urls import path

from waystation.cases.complaints import views

urlpatterns = [
    path("complaints/", views.complaints, name="complaints"),
    path("complaints/new/", views.new, name="complaint-new"),
    path("complaints/card/<str:language>/", views.card, name="complaint-card"),
    path("complaints/focal/", views.focal, name="focal"),
    path("complaints/focal/appoint/", views.appoint, name="focal-appoint"),
    path("complaints/focal/<uuid:focal_id>/dismiss/", views.dismiss, name="focal-dismiss"),
    path("complaints/asked-to-pay/", views.asked_to_pay, name="asked-to-pay"),
    path("complaints/asked-to-pay/<uuid:watch_id>/", views.answer_pay, name="asked-to-pay-answer"),
    path("complaints/<uuid:complaint_id>/", views.complaint, name="complaint"),
    path("complaints/sent/", views.sent, name="complaint-sent"),
    path(
        "complaints/<uuid:complaint_id>/acknowledge/",
        views.acknowledge,
        name="complaint-acknowledge",
    ),
    path("complaints/<uuid:complaint_id>/act/", views.act, name="complaint-act"),
    path("complaints/<uuid:complaint_id>/suspend/", views.suspend, name="complaint-suspend"),
    path("code/", views.code, name="code"),
    path("code/keep/", views.keep_code, name="code-keep"),
]
