"""Addresses of the rules and pathways: marks of public rules, and codes of pathways."""

from django.urls import path

from waystation.resettlement.book import views, views_pathways

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules.csv", views.rules_csv, name="rules-csv"),
    path("rules/new/", views.new, name="rule-new"),
    path("rules/changes/", views.proposals, name="rule-proposals"),
    path("rules/changes/<uuid:rule_change_id>/", views.proposal, name="rule-proposal"),
    path("rules/changes/<uuid:rule_change_id>/agree/", views.agree, name="rule-agree"),
    path("rules/changes/<uuid:rule_change_id>/refuse/", views.refuse, name="rule-refuse"),
    path("rules/changes/<uuid:rule_change_id>/withdraw/", views.withdraw, name="rule-withdraw"),
    path("rules/changes/<uuid:rule_change_id>/undo/", views.undo, name="rule-undo"),
    path("rules/<str:mark>/", views.rule, name="rule"),
    path("rules/<str:mark>/end/", views.end, name="rule-end"),
    path("rules/<str:mark>/check/", views.check, name="rule-check"),
    path("pathways/upload/", views_pathways.upload, name="pathway-upload"),
    path("pathways/<str:pathway>/", views_pathways.pathway, name="pathway"),
    path("pathways/<str:pathway>/file/", views_pathways.pathway_file, name="pathway-file"),
    path("pathways/<str:pathway>/turn/", views_pathways.turn, name="pathway-turn"),
    path("choices/", views_pathways.choices, name="choices"),
]
