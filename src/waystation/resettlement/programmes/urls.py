"""Addresses of programmes: random ids, and the number of a session in its course."""

from django.urls import path

from waystation.resettlement.programmes import course_views, helper_views, views

urlpatterns = [
    path("courses/", course_views.board, name="courses"),
    path("courses/new/", course_views.make, name="course-new"),
    path("courses/<uuid:course_id>/", course_views.page, name="course"),
    path("courses/<uuid:course_id>/change/", course_views.change, name="course-change"),
    path("courses/<uuid:course_id>/copy/", course_views.copy, name="course-copy"),
    path("courses/<uuid:course_id>/days/", course_views.add_days, name="course-days"),
    path("courses/<uuid:course_id>/enrol/", course_views.enrol, name="course-enrol"),
    path("courses/<uuid:course_id>/leave/", course_views.leave, name="course-leave"),
    path("courses/<uuid:course_id>/told/", course_views.told, name="course-told"),
    path("courses/<uuid:course_id>/cards/", course_views.cards, name="course-cards"),
    path("courses/<uuid:course_id>/cards/anew/", course_views.anew, name="course-cards-anew"),
    path("courses/<uuid:course_id>/roster/", course_views.roster, name="course-roster"),
    path(
        "courses/<uuid:course_id>/<int:number>/cancel/", course_views.cancel, name="course-cancel"
    ),
    path("courses/<uuid:course_id>/<int:number>/", course_views.attend, name="course-attend"),
    path("helpers/", helper_views.board, name="helpers"),
    path("helpers/new/", helper_views.admit, name="helper-new"),
    path("helpers/<uuid:helper_id>/", helper_views.page, name="helper"),
    path("helpers/<uuid:helper_id>/end/", helper_views.end, name="helper-end"),
    path("helpers/<uuid:helper_id>/again/", helper_views.again, name="helper-again"),
    path("goals/<uuid:goal_id>/", views.change_goal, name="support-goal-change"),
    path("goals/<uuid:goal_id>/judge/", views.judge, name="support-goal-judge"),
    path("beside/<uuid:support_id>/", views.pairing, name="support-pair"),
    path("beside/<uuid:support_id>/contact/", views.contact, name="support-contact"),
    path("beside/<uuid:support_id>/wish/", views.change_wish, name="support-wish-change"),
    path("beside/<uuid:support_id>/rest/", views.rest, name="support-rest"),
    path("beside/<uuid:support_id>/go-on/", views.go_on, name="support-go-on"),
    path("beside/<uuid:support_id>/say-end/", views.say_end, name="support-say-end"),
    path("beside/<uuid:support_id>/end/", views.end, name="support-end"),
    path("<uuid:household_id>/support/", views.page, name="support"),
    path("<uuid:household_id>/support/goal/", views.goal, name="support-goal"),
    path("<uuid:household_id>/support/wish/", views.wish, name="support-wish"),
    path("<uuid:household_id>/support/enrol/", views.enrol, name="support-enrol"),
]
