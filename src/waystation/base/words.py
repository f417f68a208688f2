"""Sentences that are also said where no screens are: translated if there are, else in English."""

from django.conf import settings
from django.utils.translation import gettext


def say(text: str) -> str:
    """Say a sentence in the reader's language; in English where nobody set one up."""
    return gettext(text) if settings.configured else text
