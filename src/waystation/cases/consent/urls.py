"""Addresses of consent: a person's random id, or that of something written about them."""

from django.urls import path

from waystation.cases.consent import referral_views, views

urlpatterns = [
    path("people/<uuid:household_id>/consent/", views.household, name="household-consents"),
    path("consent/<uuid:person_id>/", views.page, name="consent"),
    path("consent/<uuid:person_id>/note/", views.note, name="consent-note"),
    path("consent/<uuid:person_id>/withdraw/", views.withdraw_all, name="consent-withdraw-all"),
    path("consent/<uuid:person_id>/form/<str:language>/", views.form, name="consent-form"),
    path("consent/<uuid:person_id>/vital/", views.vital, name="consent-vital"),
    path(
        "consent/<uuid:person_id>/free-passage/<str:language>/",
        views.free_passage,
        name="free-passage",
    ),
    path("consent/<uuid:person_id>/free-passage/", views.sign_free, name="free-passage-signed"),
    path(
        "consent/<uuid:person_id>/<uuid:consent_id>/withdraw/",
        views.withdraw,
        name="consent-withdraw",
    ),
    path(
        "consent/<uuid:person_id>/<uuid:vital_id>/confirm/",
        views.confirm_vital,
        name="consent-vital-confirm",
    ),
    path("refer/<uuid:person_id>/", referral_views.new, name="referral-new"),
    path(
        "refer/<uuid:person_id>/<uuid:referral_id>/confirm/",
        referral_views.confirm,
        name="referral-confirm",
    ),
    path(
        "refer/<uuid:person_id>/<uuid:referral_id>/packet/",
        referral_views.packet,
        name="referral-packet",
    ),
    path(
        "refer/<uuid:person_id>/<uuid:referral_id>/recalled/",
        referral_views.recalled,
        name="referral-recalled",
    ),
]
