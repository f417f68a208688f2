"""Letters about what strangers ask of us: talks, events, the newsletter."""

from django.utils.translation import gettext_lazy as _

from waystation.giving.letters.texts.text import Text

_EVENT = "%(title)s, %(when)s, %(place)s"

TEXTS = {
    "ask received": Text(
        _("We have your message"),
        (_("We have your message and answer within a few days. Thank you."),),
    ),
    "ask answered": Text(_("Our answer to your message"), ("%(words)s",)),
    "event registered": Text(
        _("You are registered"),
        (_("You are registered for:"), _EVENT),
        _("See or cancel your registration"),
        link="link",
    ),
    "event waiting": Text(
        _("You are on the waiting list"),
        (
            _("All places are taken. You are on the waiting list for:"),
            _EVENT,
            _("We write as soon as a place is free."),
        ),
        _("See or cancel your registration"),
        link="link",
    ),
    "event already": Text(
        _("You are registered already"),
        (
            _("This address is registered already, or on the waiting list, for:"),
            _EVENT,
            _("To change or cancel it, use the link in the first mail about it."),
        ),
    ),
    "event moved up": Text(
        _("A place is free for you"),
        (_("A place has become free, and you are registered for:"), _EVENT),
        _("See or cancel your registration"),
        link="link",
    ),
    "event called off": Text(
        _("An event does not take place"),
        (_("This does not take place, and we are sorry:"), _EVENT),
    ),
    "news confirm": Text(
        _("Please confirm: our newsletter"),
        (
            _("Somebody asked for our newsletter with this address. Confirm it with the link."),
            _("If it was not you, you need not do anything: nothing will be sent."),
        ),
        _("Yes, send it to me"),
        link="link",
    ),
    "news already": Text(
        _("You have our newsletter already"),
        (
            _("Somebody asked for our newsletter with this address, which has it already."),
            _("To end it, use the link at the end of any issue."),
        ),
    ),
}
