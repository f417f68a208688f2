"""Letters about campaigns, teams and their pages."""

from django.utils.translation import gettext_lazy as _

from waystation.giving.letters.texts.text import Text

TEXTS = {
    "page-accepted": Text(
        _("Your page is open"),
        (_("Your page is open for everybody: %(name)s. Thank you."), "%(changed)s"),
        _("See the page"),
        link="url",
    ),
    "page-refused": Text(
        _("Your page was not opened"),
        (
            _("We could not open the page: %(name)s."),
            _("The reason: %(why)s"),
            _("Change it and send it again if you wish."),
        ),
    ),
    "team-told": Text(
        _("News for your team"),
        (_("There is news for the team: %(name)s."), _("It is about this month: %(month)s.")),
    ),
}
