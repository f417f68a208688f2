"""The address under which the office asks whether anything came."""

from django.urls import path

from waystation.relay.hearing import views

urlpatterns = [
    path("phones/collect/", views.collect, name="collect"),
]
