"""Addresses of figures on the public site."""

from django.urls import URLPattern, URLResolver, path

from waystation.impact.figures import site_views

# Under /en/ and /ko/.
urlpatterns: list[URLPattern | URLResolver] = [
    path("figures/", site_views.figures, name="site-figures"),
    path("figures/<slug:key>/", site_views.figure, name="site-figure"),
    path("widget/figure/<slug:key>/", site_views.widget, name="site-widget-figure"),
]
# Without a language: what programs ask for.
plain: list[URLPattern | URLResolver] = [
    path("figures.csv", site_views.as_csv, name="site-figures-csv"),
    path("figures.json", site_views.as_json, name="site-figures-json"),
]
