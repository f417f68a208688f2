"""Addresses of the tracing desk."""

from django.urls import path

from waystation.tracing.desk import views

urlpatterns = [path("", views.desk, name="tracing")]
