"""What the codes of `domain` are called in the reader's language."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.cases.domain import Reason
from waystation.hazards.wording import SOURCE_GRADES, WORD_GRADES

# The tables carry the names of the fields whose codes they translate.
CALLED: dict[str, Mapping[str, Promise | str]] = {
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
    "channel": {
        "form": _("by the public page"),
        "phone": _("by telephone"),
        "partner": _("from a partner"),
        "person": _("told to one of us"),
    },
    "ended": {
        "not reachable": _("nobody can be reached"),
        "declined": _("the people do not want help"),
        "too little": _("too little is known"),
        "later": _("not now, later"),
        "outside": _("outside what we do"),
        "helped": _("others help already"),
        "mistake": _("somebody was mistaken"),
        "trap": _("somebody meant harm"),
        "over": _("true once, not any more"),
        "None": _("open"),
    },
    "outcome": {
        "true": _("true"),
        "partly": _("partly true"),
        "false": _("not true"),
        "unknown": _("never known"),
        "None": _("not known yet"),
    },
    "linked": {
        "alike": _("the same people as in another tip"),
        "apart": _("other people than in another tip"),
        "": "–",
    },
    "source_alias": {"": "–"},
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
        "ended": _("why it ended"),
        "outcome": _("what it turned out to be"),
        "linked": _("other tips"),
        "source_alias": _("who says so"),
    },
    "way": {
        "call": _("by telephone"),
        "message": _("by a message"),
        "visit": _("by a visit"),
        "letter": _("by letter"),
        "somebody": _("through somebody they trust"),
        "lent phone": _("by a phone that we lent them"),
    },
    "tried": {
        "reached": _("reached, all well"),
        "no answer": _("no answer"),
        "somebody else": _("somebody else answered"),
        "danger": _("the danger words were said"),
        "refused": _("they want no contact now"),
    },
    "kind_of_device": {
        "phone": _("telephone"),
        "sim": _("SIM card"),
        "other": _("other device"),
    },
    "lent": {
        "in stock": _("in stock"),
        "lent": _("lent out"),
        "returned": _("back, not wiped yet"),
        "wiped": _("wiped, ready"),
        "lost": _("lost"),
    },
    "lending": {
        "bought": _("put in stock"),
        "hand out": _("handed out"),
        "take back": _("came back"),
        "wipe": _("wiped"),
        "lose": _("lost"),
        "settle": _("loss dealt with"),
    },
    "kind_of_source": {
        "person": _("a person outside"),
        "partner": _("a partner"),
        "colleague": _("a colleague"),
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
