"""Addresses of casework: nothing in them but random ids."""

from django.urls import include, path

from waystation.cases import file_views, intake_views, purge_views, views

urlpatterns = [
    path("tell/", intake_views.tell, name="tell"),
    path("tell/en/", intake_views.tell, {"language": "en"}, name="tell-en"),
    path("tell/ko/", intake_views.tell, {"language": "ko"}, name="tell-ko"),
    path("tell/api/ask", intake_views.tell_ask, name="tell-ask"),
    path("tell/api/send", intake_views.tell_send, name="tell-send"),
    path("tell/api/look", intake_views.tell_look, name="tell-look"),
    path("", include("waystation.cases.contact.urls")),
    path("tips/line/", intake_views.line, name="tip-line"),
    path("tips/take-in/", intake_views.take_in, name="tips-take-in"),
    path("tips/tend/", intake_views.tend, name="tips-tend"),
    path("tips/<uuid:tip_id>/answer/", intake_views.answer, name="tip-answer"),
    path("tips/<uuid:tip_id>/contact/", views.new_household, name="tip-contact"),
    path("", include("waystation.cases.exchange.urls")),
    path("people/", views.people, name="people"),
    path("", include("waystation.cases.steps.urls")),
    path("people/due/", views.people_shown, {"show": "due"}, name="people-due"),
    path("people/worries/", views.people_shown, {"show": "worries"}, name="people-worries"),
    path("people/mine/", views.people_shown, {"show": "mine"}, name="people-mine"),
    path("people/all/", views.people_shown, {"show": "all"}, name="people-all"),
    path("people/new/", views.new_household, name="household-new"),
    path("people/find/", views.find_people, name="people-find"),
    path("people/arrived/", views.arrived, name="arrived"),
    path("people/<uuid:household_id>/", views.household, name="household"),
    path("people/<uuid:household_id>/contact/", views.note_contact, name="household-contact"),
    path("people/<uuid:household_id>/files/", file_views.add, name="household-file-add"),
    path(
        "people/<uuid:household_id>/files/<uuid:file_id>/", file_views.show, name="household-file"
    ),
    path(
        "people/<uuid:household_id>/files/<uuid:file_id>/remove/",
        file_views.remove,
        name="household-file-remove",
    ),
    path("purge/", purge_views.purges, name="purges"),
    path("purge/ask/", purge_views.ask_for_due, name="purge-ask-due"),
    path("purge/case/<uuid:case_id>/", purge_views.case, name="purge-case"),
    path("purge/case/<uuid:case_id>/ask/", purge_views.ask, name="purge-ask"),
    path("purge/case/<uuid:case_id>/keep/", purge_views.keep, name="case-keep"),
    path("purge/<uuid:purge_id>/approve/", purge_views.approve, name="purge-approve"),
    path("purge/<uuid:purge_id>/withdraw/", purge_views.withdraw, name="purge-withdraw"),
    path("purge/<uuid:purge_id>/go/", purge_views.carry_out, name="purge-go"),
    path("purge/<uuid:purge_id>/certificate/", purge_views.certificate, name="purge-certificate"),
    path("", include("waystation.cases.tablet.urls")),
    path("", include("waystation.cases.consent.urls")),
    path("", include("waystation.cases.telling.urls")),
    path("", include("waystation.cases.screening.urls")),
    path("", include("waystation.cases.grouping.urls")),
    path("", include("waystation.cases.records.urls")),
    path("", include("waystation.cases.complaints.urls")),
    path("", include("waystation.cases.safeguarding.urls")),
    path("", include("waystation.cases.matching.urls")),
]
