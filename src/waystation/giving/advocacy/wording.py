"""What the codes of advocacy are called in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CALLED: dict[str, dict[str, Promise | str]] = {
    "kind": {
        "speaker": _("a talk asked for"),
        "volunteer": _("wants to volunteer"),
        "team": _("a rescue team"),
        "member": _("a page in a team"),
        "matching": _("wants to match gifts"),
        "in-kind": _("a gift in kind offered"),
        "share": _("a share of revenues offered"),
    },
    "state": {
        "new": _("waits for us"),
        "taken": _("taken up"),
        "refused": _("declined"),
        "done": _("settled"),
        "left": _("withdrawn"),
    },
    "act": {
        "taken": _("Take it up"),
        "refused": _("Decline it"),
        "done": _("It is settled"),
    },
    "event": {
        "lecture": _("lecture"),
        "workshop": _("workshop"),
        "sale": _("sale"),
        "other": _("gathering"),
    },
    "event-state": {
        "draft": _("draft"),
        "open": _("public"),
        "closed": _("closed"),
        "called off": _("called off"),
    },
    "place": {
        "new": _("waits for a place"),
        "taken": _("has a place"),
        "left": _("cancelled"),
    },
    "fact": {
        "organisation": _("Organisation"),
        "topic": _("About what"),
        "when": _("When it suits"),
        "people": _("How many listen"),
        "where": _("Where"),
        "languages": _("Languages"),
        "skills": _("Skills"),
        "hours": _("Hours a week"),
    },
    "where": {
        "with you": _("with you"),
        "by line": _("by video or telephone"),
        "either": _("either way"),
    },
    "skill": {
        "translating": _("translating and interpreting"),
        "writing": _("writing and editing"),
        "teaching": _("teaching"),
        "events": _("events and sales"),
        "law": _("law"),
        "health": _("health and counselling"),
        "accounts": _("accounts"),
        "technology": _("technology"),
        "sewing": _("sewing and goods"),
    },
}


def called(code: object, table: str) -> str:
    """Say a code in the reader's language; a code outside the table stays as it is."""
    return str(CALLED[table].get(str(code), code))


def fact(code: str, value: str) -> str:
    """Say what somebody answered to a question; codes in words, own words as they are."""
    if code == "where":
        return called(value, "where")
    if code == "skills":
        return ", ".join(called(one, "skill") for one in value.split(",") if one)
    return value
