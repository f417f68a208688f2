"""What a draft must have before anybody else is asked to read it."""

from datetime import date

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.impact.stories import domain
from waystation.impact.stories.domain import Draft


def must_be_whole(said: Draft, *, has_voices: bool, on: date) -> None:
    """Refuse a draft in which something is missing or that says two things at once.

    Raises:
      Refused: the first thing that is wrong with it.
    """
    if not domain.is_slug(said.slug):
        raise Refused(
            _("This is no address."),
            hint=_("Small letters a to z, digits and hyphens, at most 50: it stands in the link."),
        )
    if not all((said.en.title, said.en.text, said.ko.title, said.ko.text)):
        raise Refused(
            _("It is not whole in both languages."),
            hint=_("Write title and text in English and in Korean."),
        )
    if said.is_historical == has_voices or said.is_historical == (not said.source):
        raise Refused(
            _("It is not said whose this is."),
            hint=_("Name the consent of everybody it speaks of, or the old book it is told from."),
        )
    if not (said.is_historical or said.names or (said.en.changed and said.ko.changed)):
        raise Refused(
            _("It is not said which details are changed."),
            hint=_("Readers are told that the name is another, and what else is."),
        )
    if said.picture != "none" and not (said.en.alt and said.ko.alt):
        raise Refused(
            _("It is not said in words what the picture shows."),
            hint=_("Write it in both languages, for those who do not see it."),
        )
    if "site" not in said.channels or not on <= said.until <= on + domain.LONGEST:
        raise Refused(
            _("It is not said where it stands, or until when."),
            hint=_("It stands on our public pages, until a day within five years."),
        )
