"""Letters about gifts, to whoever gives."""

from django.utils.translation import gettext_lazy as _

from waystation.giving.letters.texts.text import Text

_YOUR_PAGE = _("Open your page")
_PAGE = _("What you gave, your receipts and everything you can change stand on your own page.")

TEXTS = {
    "link": Text(
        _("Your link"),
        (
            _("Here is the link to your own page. It works once, for 30 minutes."),
            _("If you did not ask for it, you need not do anything: nobody came in."),
        ),
        _YOUR_PAGE,
        link="url",
    ),
    "thanks": Text(
        _("Thank you"),
        (_("Thank you for your gift. It has arrived."), _PAGE),
        _YOUR_PAGE,
        needs="letters",
    ),
    "receipt": Text(
        _("Your receipt is ready"),
        (_("A receipt for you has been made out. You find it on your own page."),),
        _YOUR_PAGE,
    ),
    "receipt-attached": Text(
        _("Your receipt"),
        (_("The receipt you asked for is attached. It stands on your own page as well."),),
        needs="letters",
    ),
    "year-statement": Text(
        _("Your statement of the year %(year)s"),
        (_("Your statement of all gifts of the year %(year)s is ready on your own page."),),
        _YOUR_PAGE,
    ),
    "failed": Text(
        _("Your regular gift could not be collected"),
        (
            _("Your regular gift could not be collected. This was try %(n)s of 4."),
            _("Often a card has expired. On your own page you can renew it, pause or stop."),
            _("We try again a few days later; after the last try the gift ends by itself."),
        ),
        _YOUR_PAGE,
    ),
    "lapsed": Text(
        _("Your regular gift has ended"),
        (
            _("Your regular gift could not be collected four times and has ended."),
            _("Thank you for all you gave. If you wish, you can begin anew at any time."),
        ),
        _YOUR_PAGE,
    ),
    "paused": Text(
        _("Your regular gift is paused"),
        (_("Your regular gift is paused. Until you resume it nothing is collected."),),
        _YOUR_PAGE,
    ),
    "resumed": Text(
        _("Your regular gift goes on"),
        (_("Your regular gift goes on. Thank you."),),
        _YOUR_PAGE,
    ),
    "stopped": Text(
        _("Your regular gift is stopped"),
        (_("Your regular gift is stopped; nothing more is collected. Thank you for all of it."),),
        _YOUR_PAGE,
    ),
    "changed": Text(
        _("Your regular gift is changed"),
        (_("The amount of your regular gift is changed, as you asked. It counts from next time."),),
        _YOUR_PAGE,
    ),
    "campaign-ends": Text(
        _("Your regular gift, from next time on"),
        (
            _("The campaign you give to regularly ends on %(until)s. Thank you."),
            _("If you change nothing, your gift then goes to our work as a whole."),
            _("You can change, pause or stop it on your own page."),
        ),
        _YOUR_PAGE,
    ),
    "tribute": Text(
        _("A gift in honour of %(honoured)s"),
        (
            _("A gift was made in honour of: %(honoured)s."),
            _("It came from: %(by)s."),
            "%(words)s",
        ),
    ),
    "pledge-due": Text(
        _("What you promised"),
        (
            _("A part of what you promised to give was due on %(due)s. Thank you for it."),
            _("Please write this on your transfer: %(reference)s."),
            _("If you cannot keep it, write to us. We ask twice at most, and never again."),
        ),
    ),
}
