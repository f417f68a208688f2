"""Addresses of campaigns, teams and members in the office."""

from django.urls import path

from waystation.giving.campaigns import views

urlpatterns = [
    path("campaigns/", views.campaigns, name="giving-campaigns"),
    path("campaigns/new/", views.new, name="giving-campaign-new"),
    path("campaigns/<uuid:campaign_id>/", views.campaign, name="giving-campaign"),
    path("campaigns/<uuid:campaign_id>/change/", views.change, name="giving-campaign-change"),
    path("pages/", views.asked_pages, name="giving-pages"),
    path("pages/tell/", views.tell, name="giving-teams-tell"),
    path("pages/<uuid:page_ask_id>/", views.asked_page, name="giving-page-asked"),
    path("teams/<uuid:team_id>/turn/", views.turn_team, name="giving-team-turn"),
    path("members/<uuid:member_id>/turn/", views.turn_member, name="giving-member-turn"),
]
