"""Addresses of advocacy in the console."""

from django.urls import path

from waystation.giving.advocacy import views

urlpatterns = [
    path("asks/", views.asks, name="giving-asks"),
    path("asks/<uuid:ask_id>/", views.ask, name="ask"),
    path("asks/<uuid:ask_id>/decide/", views.decide, name="ask-decide"),
    path("events/", views.events, name="events"),
    path("events/new/", views.event_new, name="event-new"),
    path("events/<uuid:event_id>/", views.event, name="event"),
    path("events/<uuid:event_id>/change/", views.event_change, name="event-change"),
    path("events/<uuid:event_id>/act/", views.event_act, name="event-act"),
    path("events/<uuid:event_id>/people/", views.event_people, name="event-people"),
    path("newsletter/", views.newsletter, name="newsletter"),
    path("newsletter/export/", views.newsletter_export, name="newsletter-export"),
]
