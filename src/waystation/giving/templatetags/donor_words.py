"""Words and sums about donors, letters and gifts on the screen."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.base.money import whole_dollars
from waystation.giving.letters.texts import TEXTS
from waystation.giving.own.forms import SHOWN_NAMES, WHAT_NAMES

register = template.Library()

WORDS: dict[str, dict[str, Promise | str]] = {
    "shown": dict(SHOWN_NAMES),
    "what": dict(WHAT_NAMES),
    "gift": {
        "paid": _("arrived"),
        "part refunded": _("partly given back"),
        "refunded": _("given back"),
        "disputed": _("in dispute at the bank"),
        "lost": _("taken back by the bank"),
        "begun": _("not arrived yet"),
        "failed": _("did not arrive"),
    },
    "regular": {
        "begun": _("not begun yet"),
        "active": _("goes on"),
        "paused": _("is paused"),
        "failing": _("could not be collected last time"),
        "lapsed": _("ended: it could not be collected"),
        "stopped": _("stopped"),
        "ended": _("ended"),
    },
    "every": {"monthly": _("each month"), "quarterly": _("each quarter"), "yearly": _("each year")},
    "kind": {
        "person": _("Person"), "organisation": _("Organisation"), "team": _("Team"),
    },
    # A record's fields side by side: only codes are said otherwise than they are written.
    "plain": {
        "person": _("Person"), "organisation": _("Organisation"), "team": _("Team"),
        "en": "English", "ko": "한국어",
    },
    "likely": {
        "almost surely": _("almost surely one donor"),
        "likely": _("likely one donor"),
        "perhaps": _("perhaps one donor"),
    },
    "reason": {
        "tax id": _("same tax number"),
        "e-mail": _("same mailbox"),
        "name": _("same name"),
        "address": _("same address"),
        "name alike": _("similar name"),
    },
    "letter": {
        "waiting": _("waits"),
        "sending": _("may have gone"),
        "sent": _("sent"),
        "refused": _("did not go"),
        "held back": _("held back"),
        "dropped": _("dropped"),
        "came back": _("came back"),
    },
    "fault": {
        "not reached": _("the mail server was not reached"),
        "put off": _("the mail server asked for another try"),
        "refused": _("the mail server refused the address"),
        "cut off": _("the line was cut while it was handed over"),
        "no address": _("there is no address that mail can go to"),
        "not wanted": _("its reader wants no such letters"),
    },
    "source": {
        "form": _("form on the site"),
        "own page": _("own page"),
        "link in a letter": _("link in a letter"),
        "office": _("told to the office"),
        "newsletter": _("confirmed by mail"),
    },
    "blot": {"asked": _("waits for a second person"), "done": _("done"), "refused": _("refused")},
}  # fmt: skip


@register.filter
def said(code: object, table: str) -> str:
    """Say a code of a table in the reader's language; a code outside it stays as it is."""
    return str(WORDS[table].get(str(code), code))


@register.filter
def dollars(cents: int) -> str:
    """Write an amount of cents, without the cents where there are none."""
    return whole_dollars(cents)


@register.filter
def subject(kind: str) -> str:
    """Say what a letter is about, by its kind, without the values."""
    text = TEXTS.get(kind)
    return str(text.subject).replace("%(honoured)s", "…").replace("%(year)s", "…") if text else kind
