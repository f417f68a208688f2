"""The words of the desk: what is to be done next about a match."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.tracing.asking.domain import Next

NEXT: Mapping[Next, Promise | str] = {
    "ask": _("have the sought asked by their own worker"),
    "ask again": _("the day has come to ask once more"),
    "ask the seeker": _("the sought said yes: ask the seeker"),
    "tell of life": _("tell the seeker that they live, and nothing else"),
    "lapsed": _("a yes has run out: ask again"),
}
