"""Addresses of stories on the public site."""

from django.urls import URLPattern, URLResolver, path

from waystation.impact.stories import site_views

# Under /en/ and /ko/.
urlpatterns: list[URLPattern | URLResolver] = [
    path("stories/", site_views.stories, name="site-stories"),
    path("stories/<slug:slug>/", site_views.story, name="site-story"),
    path("stories/<slug:slug>/card.png", site_views.card, name="site-story-card"),
    path("withdraw/", site_views.withdraw, name="site-withdraw"),
    path("withdraw/<slug:token>/", site_views.withdraw_known, name="site-withdraw-known"),
    path("preview/<slug:token>/", site_views.preview, name="site-preview"),
    path("preview/<slug:token>/picture", site_views.preview_picture, name="site-preview-picture"),
]
# Without a language: a picture is the same in each.
plain: list[URLPattern | URLResolver] = [
    path("stories/picture/<slug:name>", site_views.picture, name="site-story-picture"),
]
