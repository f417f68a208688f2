"""Addresses of rescues' money: fund codes and names of budgets alone may stand in them."""

from django.urls import path

from waystation.ledger.budgets import views

urlpatterns = [
    path("rescues/", views.rescues, name="money-rescues"),
    path("budgets/", views.budgets, name="money-budgets"),
    path("budgets/<str:template>/", views.budget, name="money-budget"),
    path("fund/<str:code>/", views.fund, name="money-fund"),
    path("fund/<str:code>/pay/", views.pay, name="money-pay"),
    path("fund/<str:code>/roll/", views.roll, name="money-roll"),
    path("fund/<str:code>/why/", views.why, name="money-why"),
]
