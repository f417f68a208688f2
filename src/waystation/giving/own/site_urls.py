"""Addresses of a donor's own page on the public site."""

from django.urls import URLPattern, URLResolver, path

from waystation.giving.own import site_views as views

# Under /en/ and /ko/.
urlpatterns: list[URLPattern | URLResolver] = [
    path("own/", views.door, name="site-own"),
    path("own/sent/", views.sent, name="site-own-sent"),
    path("own/open/<str:secret>/", views.open_link, name="site-own-open"),
    path("own/page/", views.page, name="site-own-page"),
    path("own/gift/<uuid:gift_id>/", views.gift, name="site-own-gift"),
    path("own/regular/<uuid:recurring_id>/", views.regular, name="site-own-regular"),
    path("own/receipt/<uuid:receipt_id>/", views.receipt, name="site-own-receipt"),
    path("own/permissions/", views.permissions, name="site-own-permissions"),
    path("own/export/", views.export, name="site-own-export"),
    path("own/leave/", views.leave, name="site-own-leave"),
    path(
        "own/no-more/<uuid:giver>/<slug:what>/<slug:proof>/",
        views.no_more,
        name="site-own-no-more",
    ),
]
# Without a language: what programs ask for.
plain: list[URLPattern | URLResolver] = []
