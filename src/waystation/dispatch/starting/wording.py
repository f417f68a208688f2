"""Why a stage may not begin, who can take the reason away and where, in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.cases.consent.wording import WHY_NOT
from waystation.cases.grouping import wording as grouping
from waystation.dispatch import telling
from waystation.dispatch.starting.domain import Reason
from waystation.dispatch.trouble import Ground

Words = Mapping[str, Promise | str]
SAYS: Words = {
    "not looked": gettext_lazy("Nobody has looked at the way for %(code)s hours."),
    "approvals": gettext_lazy("Approvals that are still missing: %(code)s."),
    "changed": gettext_lazy("Something changed since it was approved."),
    "expired": gettext_lazy("The approvals have run out: they hold for %(code)s hours."),
    "not seen": gettext_lazy("Your keys do not open this group's case."),
    "other people": gettext_lazy(
        "The group has %(code)s people now; the passage is for %(other)s."
    ),
    "assessment": gettext_lazy(
        "A child of %(code)s travels without a parent, and nothing is decided on what is best."
    ),
    "companion": gettext_lazy(
        "A child of %(code)s would be without a parent, guardian or companion."
    ),
    "never asked": gettext_lazy("Nobody wrote down whether its people agree to guides being told."),
    "house full": gettext_lazy(
        "The house at %(place)s would hold more people than it has beds: %(other)s."
    ),
    "house too long": gettext_lazy(
        "They would stay longer in the house at %(place)s than it allows; nights: %(other)s."
    ),
    "named": gettext_lazy("What the guide is to know holds a name of somebody in the group."),
}
HELPS: Words = {
    "halted": gettext_lazy("Whoever looks after dangers lifts the halt, or plan another way."),
    "not in force": gettext_lazy("Plan another way: nobody has to hurry anybody into the network."),
    "guide suspended": gettext_lazy("Plan another way; only whoever halted them can lift it."),
    "guide stopped": gettext_lazy("They said so for their safety. Let a back-up take it over."),
    "guide away": gettext_lazy("Plan another way, or wait for the day on which they are back."),
    "not looked": gettext_lazy("A field manager looks at every stage again and says so."),
    "approvals": gettext_lazy("Approvers who neither planned it nor are kin of its people."),
    "changed": gettext_lazy("Two approvers look at the differences and approve it again."),
    "expired": gettext_lazy("Two approvers look at it and approve it again."),
    "not seen": gettext_lazy("A field manager who holds the group's compartment does it."),
    "other people": gettext_lazy("Plan a route again from the group's page."),
    "assessment": gettext_lazy("The child's case worker has it assessed, another person signs."),
    "companion": gettext_lazy("The child's case worker names one whom two others vouch for."),
    "protection": gettext_lazy("Whoever looks after safeguarding closes it first."),
    "never asked": gettext_lazy("The case worker asks them; a field manager notes the answer."),
    "consent": gettext_lazy(
        "The case worker asks them again; otherwise plan a way without this guide."
    ),
    "house full": gettext_lazy("Plan another way, or let another group go on first."),
    "house too long": gettext_lazy("Plan another way with a shorter stay."),
    "named": gettext_lazy("Withdraw it and propose it again, without names."),
}
# The page on which somebody clears it, by its address; the id that goes with it differs.
WHERE: Mapping[str, str] = {
    "halted": "halts",
    "guide suspended": "halts",
    "not in force": "network",
    "guide stopped": "care",
    "guide away": "care",
    "other people": "group",
    "ties": "group",
    "kept apart": "group",
    "cannot": "group",
    "assessment": "safeguarding",
    "companion": "safeguarding",
    "protection": "safeguarding",
    "consent": "household-consents",
    "never asked": "group",
}
FACT_NAMES: Words = {
    "leg": gettext_lazy("leg"),
    "depart": gettext_lazy("leaves"),
    "arrive": gettext_lazy("arrives"),
    "guide": gettext_lazy("guide"),
    "guide_name": gettext_lazy("guide"),
    "people": gettext_lazy("people"),
    "needs": gettext_lazy("what the guide must know"),
    "risk_p": gettext_lazy("risk"),
    "way": gettext_lazy("what is on file of the leg"),
    "beds": gettext_lazy("beds at its end"),
    "nights": gettext_lazy("nights at most"),
    "n_words": gettext_lazy("words of danger near it"),
}


class Line(NamedTuple):
    """One reason as a page shows it: the stages it holds, and who can take it away."""

    reason: Reason
    numbers: tuple[int, ...]
    says: str
    helps: str


def said(reason: Reason, ground: Ground) -> str:
    """Write one reason as a sentence in the reader's language."""
    if reason.trouble is not None:
        return telling.sentence(reason.trouble, ground)
    if reason.kind == "consent":
        return f"{reason.code}: {WHY_NOT[reason.other]}"
    if reason.case is not None and reason.kind not in SAYS:
        return grouping.said(reason.case)
    place = ground.places.get(reason.code)
    values = {
        "code": reason.code,
        "other": reason.other,
        "place": place.name if place else reason.code,
    }
    return str(SAYS[reason.kind]) % values


def helps(reason: Reason) -> str:
    """Say who can take a reason away, and how."""
    if reason.kind in HELPS:
        return str(HELPS[reason.kind])
    return str(grouping.CLEARED_BY.get(reason.case.kind if reason.case else "", ""))


def lines(gathered: Mapping[Reason, Iterable[int]], ground: Ground) -> list[Line]:
    """Write each reason once, with the stages that it holds."""
    return [
        Line(reason, tuple(numbers), said(reason, ground), helps(reason))
        for reason, numbers in gathered.items()
    ]


def fact_name(field: str) -> str:
    """Call a fact of a stage as people do."""
    return str(FACT_NAMES.get(field, field))


def sentences(reasons: Iterable[Reason], ground: Ground) -> str:
    """Write reasons as sentences, each once."""
    return " ".join(dict.fromkeys(said(reason, ground) for reason in reasons))


def all_help(reasons: Iterable[Reason]) -> str:
    """Say who can take reasons away, each once."""
    return " ".join(dict.fromkeys(filter(None, map(helps, reasons)))) or _("Look at the passage.")
