"""The words of the vault's closed lists, in the reader's language."""

from django.utils.translation import gettext as _


def purpose_name(purpose: str) -> str:
    """Say what a compartment is for."""
    return {
        "gazetteer": _("gazetteer"),
        "network": _("network"),
        "cases": _("cases"),
        "passages": _("passages"),
        "finance": _("money"),
        "security": _("security"),
        "giving": _("giving"),
        "tracing": _("tracing"),
    }.get(purpose, purpose)
