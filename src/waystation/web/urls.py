"""Addresses of the shell."""

from django.urls import path

from waystation.web import board, control, money_forecast, views

urlpatterns = [
    path("", board.board, name="board"),
    path("control/", control.room, name="control"),
    path("money/forecast/", money_forecast.forecast, name="money-forecast"),
    path("money/forecast.csv", money_forecast.forecast_csv, name="money-forecast-csv"),
    path("money/forecast.xlsx", money_forecast.forecast_xlsx, name="money-forecast-xlsx"),
    path("healthz", views.healthz, name="healthz"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("recover/", views.recover, name="recover"),
    path("stay/", views.stay, name="stay"),
    path("lock/", views.lock, name="lock"),
    path("leave/", views.leave, name="leave"),
    path("wipe/", views.wipe, name="wipe"),
    path("language/", views.language, name="language"),
    path("clock/", views.move_clock, name="move-clock"),
    path("sources/", views.sources, name="sources"),
]
