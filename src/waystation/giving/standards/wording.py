"""Why a release of open data is taken back, in words: a closed list, since everybody reads it."""

from django.utils.translation import gettext_lazy

REASONS = {
    "mistake": gettext_lazy("A number in it was wrong."),
    "definition": gettext_lazy("What it counts is being defined anew."),
    "review": gettext_lazy("It is being looked at again."),
}
