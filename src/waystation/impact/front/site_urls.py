"""Addresses of the front of the public site: its first pages, and what programs ask for."""

from django.urls import path

from waystation.impact.front import program_views, site_views

# Under /en/ and /ko/.
urlpatterns = [
    path("", site_views.home, name="site-home"),
    path("help/", site_views.ways, name="site-ways"),
    path("about/", site_views.about, name="site-about"),
]
# Without a language: what programs ask for, and the way in.
plain = [
    path("", program_views.root, name="site-root"),
    path("healthz", program_views.healthz, name="site-healthz"),
    path("robots.txt", program_views.robots, name="site-robots"),
    path("sitemap.xml", program_views.sitemap, name="site-sitemap"),
    path(".well-known/security.txt", program_views.security, name="site-security"),
    path("favicon.ico", program_views.favicon, name="site-favicon"),
]
