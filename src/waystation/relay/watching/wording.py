"""What a reply of a phone says on the screen, and what to do about it."""

from django.utils.translation import gettext as _

from waystation.relay.watching.domain import Reply


def says(what: str, reply: Reply | None) -> str:
    """Say in one sentence what came; one that was changed is no better than a forced one.

    Args:
      what: "reply", "late" or "danger": which of the order's tokens it was.
    """
    if reply is None:
        return _("A reply is not what was written here.")
    if reply.says == "duress":
        text = _("Stage %(n)d of %(code)s: whoever answered is forced.")
    elif what == "danger":
        text = _("Stage %(n)d of %(code)s: danger.")
    elif what == "late":
        text = _("Stage %(n)d of %(code)s will be two hours late.")
    else:
        text = _("Stage %(n)d of %(code)s: all is well.")
    return text % {"n": reply.number, "code": reply.code}


def hint(what: str, reply: Reply | None) -> str:
    """Say what to do about it."""
    if reply is None:
        return _("Tell the security officer.")
    if reply.says == "duress":
        return _("Do not call or write: whoever forces them may be there.")
    return _("Call the guide now.") if what == "danger" else ""
