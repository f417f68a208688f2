"""What the codes of complaints are called in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CALLED: dict[str, dict[str, Promise | str]] = {
    "whom": {
        "colleague": _("a colleague of ours"),
        "partner": _("a partner of ours"),
        "somebody else": _("somebody else"),
        "the organisation": _("something else about our work"),
    },
    "complaint": {
        "new": _("waits to be acknowledged"),
        "read": _("being looked into"),
        "closed": _("closed"),
    },
    "did": {
        "acknowledged": _("acknowledged"),
        "note": _("note among those who read it"),
        "answer": _("answer to whoever wrote it"),
        "suspended": _("partner suspended"),
        "closed": _("closed"),
    },
}


def called(code: object, table: str) -> str:
    """Say a code in the reader's language; a code outside the table stays as it is."""
    return str(CALLED[table].get(str(code), code))
