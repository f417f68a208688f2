"""Addresses of advocacy on the public site."""

from django.urls import URLPattern, URLResolver, path

from waystation.giving.advocacy import site_views as views

# Under /en/ and /ko/.
urlpatterns: list[URLPattern | URLResolver] = [
    path("events/", views.events, name="site-calendar"),
    path("events/<slug:slug>/", views.event, name="site-event"),
    path("events/<slug:slug>/event.ics", views.event_file, name="site-event-file"),
    path("events/<slug:slug>/register/", views.register, name="site-register"),
    path("talk/", views.ask, {"kind": "speaker"}, name="site-speaker"),
    path("volunteer/", views.ask, {"kind": "volunteer"}, name="site-volunteer"),
    path("newsletter/", views.newsletter, name="site-newsletter"),
    path("sent/<slug:kind>/", views.sent, name="site-sent"),
    path("link/<str:secret>/", views.link, name="site-link"),
]
# Without a language: what programs ask for.
plain: list[URLPattern | URLResolver] = []
