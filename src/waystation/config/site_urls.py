"""Root addresses of the public site: every page once in each language, files for programs once."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from waystation.giving.advocacy import site_urls as advocacy
from waystation.giving.campaigns import site_urls as campaigns
from waystation.giving.own import site_urls as own
from waystation.giving.payments import site_urls as payments
from waystation.giving.site import site_urls as giving
from waystation.giving.standards import site_urls as standards
from waystation.impact.figures import site_urls as figures
from waystation.impact.front import site_urls as front
from waystation.impact.stories import site_urls as stories

handler400 = "waystation.web.site_middleware.malformed"
handler404 = "waystation.web.site_middleware.not_found"
handler500 = "waystation.web.site_middleware.broken"

AREAS = (front, giving, campaigns, advocacy, payments, own, standards, figures, stories)

# What programs ask for (notices of payments, open data, robots.txt) has no language.
urlpatterns = [pattern for area in AREAS for pattern in area.plain]
urlpatterns += i18n_patterns(*(path("", include(area)) for area in AREAS))
