"""Addresses of giving on the public site: the give page, thanks, and what else can be offered."""

from django.urls import URLPattern, URLResolver, path

from waystation.giving.site import offer_views, site_views

# Under /en/ and /ko/.
urlpatterns = [
    path("give/", site_views.give, name="site-give"),
    path("give/thanks/<uuid:given_id>/", site_views.thanks, name="site-thanks"),
    path("give/promise/", offer_views.pledge, name="site-pledge"),
    path("give/share/", offer_views.share, name="site-share"),
    path("give/match/", offer_views.match, name="site-match"),
    path("give/in-kind/", offer_views.in_kind, name="site-in-kind"),
    path("give/taken/", offer_views.taken, name="site-taken"),
]
# Without a language: what programs ask for.
plain: list[URLPattern | URLResolver] = []
