"""What the codes of `domain` are called in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from waystation.cases.domain import Reason
from waystation.hazards.wording import SOURCE_GRADES, WORD_GRADES

# The tables carry the names of the fields whose codes they translate.
CALLED = {
    "source_grade": SOURCE_GRADES,
    "word_grade": WORD_GRADES,
    "urgency": {
        "immediate": _("immediate"),
        "high": _("high"),
        "medium": _("medium"),
        "low": _("low"),
    },
    "danger_now": {
        "yes": _("in danger now"),
        "no": _("no danger now"),
        "unknown": _("danger not known"),
    },
    "state": {
        "new": _("new"),
        "checking": _("being checked"),
        "accepted": _("accepted"),
        "referred": _("referred to others"),
        "kept": _("kept for later"),
        "not ours": _("not ours"),
        "false": _("false"),
    },
    "stands": {
        "heard": _("heard of"),
        "contacted": _("contacted"),
        "waiting": _("waiting"),
        "grouped": _("in a group"),
        "moving": _("on the way"),
        "arrived": _("arrived"),
    },
    "group": {
        "forming": _("forming"),
        "ready": _("ready to be planned"),
        "planned": _("bound to a passage"),
        "moving": _("on the way"),
        "arrived": _("arrived"),
    },
    "why": {
        "due": _("its day has come"),
        "asked": _("the people asked for it"),
        "mistake": _("put on file by mistake"),
    },
    "step": {
        "asked": _("waits for two approvals"),
        "approved": _("approved"),
        "going": _("broken off"),
        "done": _("destroyed"),
    },
    "case": {
        "household": _("Household"),
        "tip": _("Tip"),
    },
    "what": {
        "source_grade": _("reliability of the source"),
        "word_grade": _("truth of what was said"),
        "state": _("state of the tip"),
        "danger_now": _("danger"),
        "urgency": _("urgency"),
    },
}

REASONS = {
    "nobody": _("Nobody is chosen."),
    "elsewhere": _("%(code)s waits in another place than %(other)s."),
    "apart": _("%(code)s lies in another compartment than %(other)s."),
    "heard": _("Nobody has been in contact with %(code)s yet."),
    "grouped": _("%(code)s is in an open group already."),
    "moving": _("%(code)s is on the way already."),
    "arrived": _("%(code)s has arrived."),
    "split": _("A family cannot be split: %(code)s goes with %(other)s."),
}


def called(code: object, table: str) -> str:
    """Say a code in the reader's language; a code outside the table stays as it is."""
    return str(CALLED[table].get(str(code), code))


def sentences(reasons: Iterable[Reason]) -> str:
    """Write reasons as sentences in the reader's language."""
    return " ".join(
        REASONS[reason.kind] % {"code": reason.code, "other": reason.other} for reason in reasons
    )
