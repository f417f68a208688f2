"""Words for what requests know by code; the pages, forms and sheets take them from here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.tracing.wording import FORMS

LACKING: dict[str, Promise | str] = {
    "closed": _("it is closed"),
    "paused": _("it is paused"),
    "consent": _("the seeker was not asked yet whether they agree"),
    "run out": _("the seeker's yes has run out: ask again"),
    "taken back": _("the seeker took their yes back"),
    "identity": _("nobody made sure yet who the seeker is"),
    "guardian": _("it is not said who answers for the child"),
    "best interests": _("it is not said why searching is best for the child"),
    "nothing known": _("nothing is known of the person who is looked for"),
}
CALLED: dict[str, dict[str, Promise | str]] = {
    "lack": LACKING,
    "stands": {
        "searching": _("being searched"),
        "to do": _("not ready yet"),
        "run out": _("ask the seeker again"),
        "paused": _("paused"),
        "closed": _("closed"),
    },
    "why closed": {
        "found": _("found"),
        "taken back": _("taken back by the seeker"),
        "died": _("the person who was looked for has died"),
        "run out": _("the seeker did not answer any more"),
        "referred": _("handed on to others"),
        "false": _("not what it said to be"),
    },
    "form": FORMS,
    "says": {"alive": _("alive"), "dead": _("dead")},
    "death": {
        "one report": _("one report of a death: not certain"),
        "two reports": _("two independent reports of a death"),
        "contradicted": _("reports of a death and of life: not certain"),
    },
    "what": {
        "opened": _("opened"),
        "changed": _("changed"),
        "identity": _("seeker known"),
        "agreed": _("agreed to"),
        "taken back": _("yes taken back"),
        "report": _("report noted"),
        "paused": _("paused"),
        "resumed": _("taken up again"),
        "closed": _("closed"),
        "reopened": _("opened again"),
        "undone": _("last change taken back"),
    },
    "language": {"ko": _("Korean"), "en": _("English")},
}


def called(code: object, table: str) -> str:
    """Say a code in the reader's language; an unknown code stays as it is."""
    return str(CALLED[table].get(str(code), code))
