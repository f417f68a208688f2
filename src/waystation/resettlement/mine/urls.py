"""Addresses of a newcomer's own plan; in one of them, the calendar's, stands a secret."""

from django.urls import path

from waystation.resettlement.mine import feed_views, phone_views, views

PLAN = "newcomers/<uuid:household_id>/plan/"

urlpatterns = [
    path("newcomers/plans/tend/", views.tend, name="my-plan-tend"),
    path(PLAN, views.plan, name="my-plan"),
    path(PLAN + "booklet/<str:language>/", views.booklet, name="plan-booklet"),
    path(PLAN + "links/", views.make_link, name="plan-link"),
    path(PLAN + "links/<uuid:link_id>/renew/", views.renew_link, name="plan-link-renew"),
    path(PLAN + "links/<uuid:link_id>/end/", views.end_link, name="plan-link-end"),
    path(PLAN + "people/", views.add_beside, name="plan-beside-add"),
    path(PLAN + "people/<uuid:beside_id>/", views.beside, name="plan-beside"),
    path(PLAN + "people/<uuid:beside_id>/end/", views.end_beside, name="plan-beside-end"),
    path(PLAN + "given/", views.note_given, name="plan-given"),
    path("mine/", phone_views.page, name="mine"),
    path("mine/en/", phone_views.page, {"language": "en"}, name="mine-en"),
    path("mine/ko/", phone_views.page, {"language": "ko"}, name="mine-ko"),
    path("mine/api/fetch", phone_views.fetch, name="mine-fetch"),
    path("calendar/<str:secret>.ics", feed_views.feed, name="plan-calendar"),
]
