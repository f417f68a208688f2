"""What a guide's warning in three taps reads like in the office."""

from django.utils.translation import gettext as _

from waystation.relay.hearing.domain import Warned


def warning(warned: Warned) -> str:
    """Write what a guide warned of, where, and in which words of their own."""
    text = f"{_names()[warned.what]}, {_spots()[warned.where]}"
    return f"{text}: {warned.words}" if warned.words else text


def _names() -> dict[str, str]:
    return {
        "checkpoint": _("Checkpoint or soldiers"),
        "search": _("Search of houses"),
        "informer": _("Informer"),
        "closed": _("Way closed"),
        "followed": _("Followed"),
        "weather": _("Water, snow or fire"),
        "other": _("Something else"),
    }


def _spots() -> dict[str, str]:
    return {
        "here": _("here"),
        "ahead": _("ahead on the way"),
        "behind": _("behind us"),
        "meeting": _("at the meeting place"),
    }
