"""Addresses of campaigns on the public site."""

from django.urls import URLPattern, URLResolver, path

from waystation.giving.campaigns import site_views as views

# Under /en/ and /ko/.
urlpatterns: list[URLPattern | URLResolver] = [
    path("campaigns/", views.campaigns, name="site-campaigns"),
    path("campaigns/<slug:slug>/", views.campaign, name="site-campaign"),
    path("campaigns/<slug:slug>/card.<str:form>", views.card_campaign, name="site-card-campaign"),
    path("campaigns/<slug:slug>/poster.pdf", views.poster_campaign, name="site-poster-campaign"),
    path("widget/campaign/<slug:slug>/", views.widget_campaign, name="site-widget-campaign"),
    path("teams/", views.teams, name="site-teams"),
    path("start-a-team/", views.team_new, name="site-team-new"),
    path("asked/<slug:kind>/", views.asked, name="site-asked"),
    path("teams/<slug:slug>/", views.team, name="site-team"),
    path("teams/<slug:slug>/card.<str:form>", views.card_team, name="site-card-team"),
    path("teams/<slug:slug>/poster.pdf", views.poster_team, name="site-poster-team"),
    path("teams/<slug:slug>/join/", views.join, name="site-join"),
    path("teams/<slug:slug>/change/", views.change, name="site-change"),
    path("teams/<slug:slug>/report/", views.report, name="site-report"),
    path("teams/<slug:slug>/members/<slug:member>/", views.member, name="site-member"),
    path(
        "teams/<slug:slug>/members/<slug:member>/change/", views.change, name="site-member-change"
    ),
    path(
        "teams/<slug:slug>/members/<slug:member>/report/", views.report, name="site-member-report"
    ),
]
# Without a language: what programs ask for.
plain: list[URLPattern | URLResolver] = []
