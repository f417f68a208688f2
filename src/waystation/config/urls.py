"""Root addresses of the console and the phone."""

from django.urls import include, path

handler400 = "waystation.web.middleware.malformed"
handler404 = "waystation.web.views.not_found"
handler500 = "waystation.web.views.broken"

urlpatterns = [
    path("", include("waystation.web.urls")),
    path("", include("waystation.vault.urls")),
    path("", include("waystation.cases.urls")),
    path("", include("waystation.network.urls")),
    path("", include("waystation.hazards.urls")),
    path("", include("waystation.resettlement.urls")),
    path("", include("waystation.tracing.urls")),
    path("", include("waystation.routing.urls")),
    path("", include("waystation.dispatch.urls")),
    path("", include("waystation.relay.urls")),
    path("money/", include("waystation.ledger.urls")),
    path("giving/", include("waystation.giving.urls")),
    path("impact/", include("waystation.impact.urls")),
]
