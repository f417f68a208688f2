"""Addresses of the desk of stories."""

from django.urls import path

from waystation.impact.stories import preview_views, views

urlpatterns = [
    path("stories/", views.stories, name="impact-stories"),
    path("stories/new/", views.new, name="impact-story-new"),
    path("stories/<uuid:piece_id>/", views.story, name="impact-story"),
    path("stories/<uuid:piece_id>/edit/", views.edit, name="impact-story-edit"),
    path("stories/<uuid:piece_id>/derive/", views.derive, name="impact-story-derive"),
    path("stories/<uuid:piece_id>/picture/", views.picture, name="impact-story-picture"),
    path("stories/<uuid:piece_id>/review/", views.review, name="impact-story-review"),
    path("stories/<uuid:piece_id>/propose/", views.propose, name="impact-story-propose"),
    path("stories/<uuid:piece_id>/publish/", views.publish, name="impact-story-publish"),
    path("stories/<uuid:piece_id>/hold/", views.hold, name="impact-story-hold"),
    path("stories/<uuid:piece_id>/let-go/", views.let_go, name="impact-story-let-go"),
    path("stories/<uuid:piece_id>/down/", views.down, name="impact-story-down"),
    path("stories/<uuid:piece_id>/use/", views.use, name="impact-story-use"),
    path("recall/", views.recall, name="impact-recall"),
    path("recall/<uuid:use_id>/", views.recalled, name="impact-recalled"),
    path("previews/", preview_views.previews, name="impact-previews"),
    path(
        "previews/<uuid:person_id>/<uuid:voice_id>/", preview_views.preview, name="impact-preview"
    ),
    path(
        "previews/<uuid:person_id>/<uuid:voice_id>/answer/",
        preview_views.answer,
        name="impact-preview-answer",
    ),
    path(
        "previews/<uuid:person_id>/<uuid:voice_id>/link/",
        preview_views.link,
        name="impact-preview-link",
    ),
    path(
        "previews/<uuid:person_id>/<uuid:voice_id>/picture/",
        preview_views.picture,
        name="impact-preview-picture",
    ),
]
