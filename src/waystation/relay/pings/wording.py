"""What the kinds of ways are called, and what has to be set up at the other end."""

from typing import NamedTuple

from django.utils.translation import gettext as _


class Kind(NamedTuple):
    """One kind of way as it is offered: code, name, when it fits, what to do once it is added."""

    code: str
    name: str
    fits: str
    then: str
    needs_token: bool = False


def kinds() -> list[Kind]:
    """List the kinds of ways in the order in which they are recommended."""
    return [
        Kind(
            "ntfy",
            _("ntfy"),
            _("An app for phones and a page for browsers, best on a server of your own."),
            _("In the app, add a subscription: this server, and the word as its topic."),
        ),
        Kind(
            "gateway",
            _("Text message or call, through your gateway"),
            _("Your gateway knows the number; this system never does."),
            _("In the gateway's table, write the number or address beside this word."),
        ),
        Kind(
            "signal",
            _("Signal, through your gateway"),
            _("For a gateway with a Signal account of its own."),
            _("In the gateway's table, write the Signal number beside this one, which nobody has."),
        ),
        Kind(
            "mail",
            _("E-mail, to an alias"),
            _("A mail server of yours delivers the alias to whoever it knows behind it."),
            _("On the mail server, make this alias, and let it lead to the mailbox."),
        ),
        Kind(
            "matrix",
            _("Matrix, by an inbound hook"),
            _("A hook of matrix-hookshot in a room of yours."),
            _("Nothing more: what the hook hears appears in its room."),
            needs_token=True,
        ),
        Kind(
            "gotify",
            _("Gotify"),
            _("A server of your own with its app for Android."),
            _("Nothing more: the app shows what its application's token brings."),
            needs_token=True,
        ),
    ]


def browser() -> Kind:
    """Say what a browser is called that lets itself be called by its maker's push service."""
    return Kind(
        "push",
        _("A browser's own notices"),
        _("No app is needed; the browser's maker sees when it is called."),
        _("Nothing more: this browser shows the “1”, and opens the board when it is touched."),
    )


def kind(code: str) -> Kind:
    """Find a kind by its code."""
    return next(one for one in [*kinds(), browser()] if one.code == code)
