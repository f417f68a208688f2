"""Words for what the register knows by code; the pages take them from here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHARES: dict[str, Promise | str] = {
    "names": _("all their names"),
    "birth": _("their birth or age"),
    "homes": _("where they were at home"),
    "relatives": _("their family, as they told of it"),
    "parting": _("how they were parted from their family"),
    "marks": _("marks by which they can be known"),
    "languages": _("their languages"),
}


def shared(code: str) -> str:
    """Say a part that goes along in the reader's language."""
    return str(SHARES.get(code, code))
