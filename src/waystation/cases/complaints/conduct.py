"""The code of conduct: six principles in our own words. Another wording is another version.

Source: Inter-Agency Standing Committee, Six Core Principles Relating to Sexual Exploitation and
Abuse, 2019; the wording is this organisation's own.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = "2026-11"

PRINCIPLES: tuple[tuple[Promise | str, Promise | str], ...] = (
    (
        _("Sexual exploitation and abuse end the work with us."),
        _("They are gross misconduct, for staff and partners alike, and are reported to the law."),
    ),
    (
        _("Nothing sexual with anybody under 18, whatever the law or custom of a place says."),
        _("Having thought somebody older is no excuse."),
    ),
    (
        _("Nothing is exchanged for sex: no money, no work, no help, no place on a journey."),
        _("Nor for any other favour: whoever flees owes nothing to anybody."),
    ),
    (
        _("No intimate relations with people we help."),
        _("We hold their safety in our hands; nobody can say no freely to whoever does."),
    ),
    (
        _("Whoever learns of it or suspects it tells of it at once, to those who hear it here."),
        _("Also if it concerns a friend, a superior, or somebody of another organisation."),
    ),
    (
        _("Everybody keeps the work such that it does not happen; those who lead, first of all."),
        _("Whoever tells in good faith is protected, also if it proves to be wrong."),
    ),
)
