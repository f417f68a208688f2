"""Addresses of consents: of a match by its random id, of a question by that of its paper."""

from django.urls import path

from waystation.tracing.asking import views, views_desk

_PAIR = "consents/<uuid:pair_id>/"
_ASK = "questions/<uuid:question_id>/"
_SAID = "questions/said/<uuid:answer_id>/"

urlpatterns = [
    path("consents/", views_desk.asking, name="asking"),
    path("consents/hear/", views_desk.hear, name="asking-hear"),
    path(_PAIR, views_desk.pair, name="asking-pair"),
    path(_PAIR + "ask/", views_desk.ask, name="asking-ask"),
    path(_PAIR + "note/", views_desk.note_sought, name="asking-note"),
    path(_PAIR + "seeker/", views_desk.ask_seeker, name="asking-seeker"),
    path(_PAIR + "seeker/note/", views_desk.note_seeker, name="asking-seeker-note"),
    path(_PAIR + "message/", views_desk.message, name="asking-message"),
    path(_PAIR + "withdraw/", views_desk.withdraw, name="asking-withdraw"),
    path(_PAIR + "end/", views_desk.end, name="asking-end"),
    path(_PAIR + "sheet/<str:language>/", views_desk.sheet, name="asking-sheet"),
    path("questions/", views.questions, name="questions"),
    path(_ASK, views.question, name="question"),
    path(_ASK + "sheet/<str:language>/", views.sheet, name="question-sheet"),
    path("questions/<uuid:message_id>/hand-on/", views.hand_on, name="question-hand-on"),
    path("questions/<uuid:news_id>/read/", views.put_by, name="question-read"),
    path(_SAID, views.said, name="question-said"),
    path(_SAID + "message/", views.message, name="question-message"),
]
