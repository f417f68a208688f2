"""Addresses of gifts, of those that repeat, of promises and of offers to match."""

from django.urls import path

from waystation.giving.gifts import views, views_desk, views_promises

urlpatterns = [
    path("", views.giving, name="giving"),
    path("gifts/", views.gifts, name="giving-gifts"),
    path("gifts.csv", views.gifts_csv, name="giving-gifts-csv"),
    path("gifts.xlsx", views.gifts_xlsx, name="giving-gifts-xlsx"),
    path("gifts/record/", views_desk.record, name="giving-record"),
    path("gifts/honoured/", views.tell_honoured, name="giving-honoured"),
    path("gifts/<uuid:gift_id>/", views.gift, name="giving-gift"),
    path("gifts/<uuid:gift_id>/show/", views.show, name="giving-gift-show"),
    path("gifts/<uuid:gift_id>/hide/", views_desk.hide, name="giving-gift-hide"),
    path("gifts/<uuid:gift_id>/came/", views_desk.take, name="giving-gift-came"),
    path("gifts/<uuid:gift_id>/back/", views_desk.send_back, name="giving-gift-back"),
    path("gifts/<uuid:gift_id>/value/", views_desk.value, name="giving-gift-value"),
    path("gifts/<uuid:gift_id>/correct/", views_desk.correct, name="giving-gift-correct"),
    path("recurring/", views.recurring, name="giving-recurring"),
    path("recurring/remind/", views.remind, name="giving-remind"),
    path("recurring/<uuid:recurring_id>/", views.one_recurring, name="giving-recurring-one"),
    path("promises/", views_promises.promises, name="giving-pledges"),
    path("promises/new/", views_promises.new_promise, name="giving-pledge-new"),
    path("promises/<uuid:pledge_id>/", views_promises.promise, name="giving-pledge"),
    path(
        "promises/<uuid:pledge_id>/decide/",
        views_promises.decide_promise,
        name="giving-pledge-decide",
    ),
    path("promises/<uuid:pledge_id>/revenue/", views_promises.revenue, name="giving-revenue"),
    path("promises/<uuid:pledge_id>/up/", views_promises.give_up, name="giving-pledge-up"),
    path("promises/<uuid:pledge_id>/<int:due>/ask/", views_promises.ask_for, name="giving-ask"),
    path("promises/<uuid:pledge_id>/<int:due>/part/", views_promises.part, name="giving-part"),
    path("matching/", views_promises.offers, name="giving-matching"),
    path("matching/new/", views_promises.new_offer, name="giving-offer-new"),
    path("matching/<uuid:match_id>/", views_promises.offer, name="giving-offer"),
    path("matching/<uuid:match_id>/decide/", views_promises.decide_offer, name="giving-decide"),
    path("matching/<uuid:match_id>/end/", views_promises.end_offer, name="giving-offer-end"),
]
