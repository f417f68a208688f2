"""Addresses of the phone's page and of the office's panel; all stand at the root."""

from django.urls import include, path

urlpatterns = [
    path("", include("waystation.relay.phones.urls")),
    path("", include("waystation.relay.turn.urls")),
    path("", include("waystation.relay.orders.urls")),
    path("", include("waystation.relay.hearing.urls")),
    path("", include("waystation.relay.watching.urls")),
    path("", include("waystation.relay.pings.urls")),
    path("", include("waystation.relay.cards.urls")),
    path("", include("waystation.relay.office.urls")),
    path("", include("waystation.relay.drill.urls")),
]
