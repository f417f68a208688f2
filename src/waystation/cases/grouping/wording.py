"""Why a group is as it is, and why another cannot be, in the reader's language."""

from collections.abc import Iterable, Sequence

from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from waystation.cases import wording as casework
from waystation.cases.domain import Reason
from waystation.cases.grouping.domain import (
    LIMITS,
    NO_BOAT,
    NO_FOOT,
    NO_NIGHT,
    Party,
    kept_apart,
)
from waystation.cases.grouping.search import Proposal, Unit, person_days, units

REASONS = casework.REASONS | {
    "torn": gettext_lazy("%(code)s goes with a household that does not wait here."),
    "kept apart": gettext_lazy("%(code)s and %(other)s must not travel together."),
    "child alone": gettext_lazy(
        "A child of %(code)s would be without a parent, guardian or companion."
    ),
    "stopping": gettext_lazy("Something urgent about the protection of %(code)s is open."),
    "too many": gettext_lazy("%(code)s is too large: the widest way from here carries %(other)s."),
    "no way": gettext_lazy("No way from here that %(code)s can take is on file."),
    "over": gettext_lazy("These are %(code)s people; the widest way from here carries %(other)s."),
    "later": gettext_lazy("%(code)s comes in a later round."),
    NO_FOOT: gettext_lazy("Somebody of %(code)s cannot walk, and stage %(other)s is on foot."),
    NO_BOAT: gettext_lazy("Somebody of %(code)s cannot go by water; stage %(other)s does."),
    NO_NIGHT: gettext_lazy("Somebody of %(code)s cannot travel in the dark; stage %(other)s does."),
}
# Who can take a reason away, and how.
CLEARED_BY = {
    "split": gettext_lazy("Put both into one group, or have the tie taken off their record."),
    "torn": gettext_lazy("Wait for the other household, or have the tie taken off their record."),
    "kept apart": gettext_lazy(
        "Put them into different groups; whoever laid this down can end it on their page."
    ),
    "child alone": gettext_lazy(
        "The child's case worker opens a best-interests assessment and names a companion."
    ),
    "stopping": gettext_lazy("Whoever looks after safeguarding closes it first."),
    "over": gettext_lazy("Take a household out."),
    "elsewhere": gettext_lazy("Form one group for each place."),
    "apart": gettext_lazy("Have the case moved into the same compartment first."),
    "heard": gettext_lazy("Note the first contact on the household's page."),
    "nobody": gettext_lazy("Choose at least one household."),
    NO_FOOT: gettext_lazy("Choose a route that spares them this, or plan again with that limit."),
    NO_BOAT: gettext_lazy("Choose a route that spares them this, or plan again with that limit."),
    NO_NIGHT: gettext_lazy("Choose a route that spares them this, or plan again with that limit."),
}
APART_WHYS = {
    "conflict": gettext_lazy("a conflict between them"),
    "complaint": gettext_lazy("one complained of the other"),
    "separated": gettext_lazy("a couple that parted"),
    "asked": gettext_lazy("one of them asked for it"),
    "other": gettext_lazy("another reason"),
}
LIMIT_WORDS = {
    NO_FOOT: gettext_lazy("cannot walk"),
    NO_BOAT: gettext_lazy("cannot go by water"),
    NO_NIGHT: gettext_lazy("cannot travel in the dark"),
}
ASPECT_WORDS = {
    "size": gettext_lazy("By size"),
    "age": gettext_lazy("By age"),
    "sex": gettext_lazy("By sex of the grown"),
    "need": gettext_lazy("By need"),
    "urgency": gettext_lazy("By urgency"),
}
KIND_WORDS = {
    "everybody": gettext_lazy("everybody"),
    "one": gettext_lazy("one person"),
    "two or three": gettext_lazy("two or three"),
    "four to six": gettext_lazy("four to six"),
    "seven or more": gettext_lazy("seven or more"),
    "child under 5": gettext_lazy("with a child under 5"),
    "child from 5": gettext_lazy("with a child of 5 to 17"),
    "grown only": gettext_lazy("grown people only"),
    "somebody over 60": gettext_lazy("with somebody of 60 or over"),
    "children only": gettext_lazy("children only"),
    "women": gettext_lazy("women"),
    "men": gettext_lazy("men"),
    "both": gettext_lazy("women and men"),
    "not known": gettext_lazy("not known"),
    "need": gettext_lazy("with a need noted"),
    "none": gettext_lazy("without"),
    "immediate": gettext_lazy("immediate"),
    "high": gettext_lazy("high"),
    "medium": gettext_lazy("medium"),
    "low": gettext_lazy("low"),
}


def said(reason: Reason) -> str:
    """Write one reason as a sentence in the reader's language."""
    return str(REASONS[reason.kind]) % {"code": reason.code, "other": reason.other}


def sentences(reasons: Iterable[Reason]) -> str:
    """Write reasons as sentences, each once."""
    return " ".join(dict.fromkeys(said(reason) for reason in reasons))


def with_help(reasons: Iterable[Reason]) -> list[tuple[str, str]]:
    """Write each reason once, with who can take it away and how."""
    help_of = {said(one): str(CLEARED_BY.get(one.kind, "")) for one in reasons}
    return list(help_of.items())


def help_with(reasons: Iterable[Reason]) -> str:
    """Say what to do about reasons, each thing once."""
    return " ".join(dict.fromkeys(text for _says, text in with_help(reasons) if text))


def explain(group: Proposal, waiting: Iterable[Party]) -> list[str]:
    """Say in a few sentences why these go together, and who comes next.

    Args:
      waiting: those of the same place that are in no group put forward before.
    """
    others = [party for party in waiting if party not in group.parties]
    return [
        *_urgent(group),
        _waited(group.parties),
        _room(group.size, group.carries),
        *notes(group.parties, group.language),
        *_kept_out(group.parties, others),
        *_next(group, others),
    ]


def notes(parties: Sequence[Party], language: str = "") -> list[str]:
    """Say what whoever leads these households has to know: limits, languages, who is bound."""
    return [*_limits(parties), *_told(parties, language or shared(parties)), *_together(parties)]


def shared(parties: Iterable[Party]) -> str:
    """Name a language that somebody in each household speaks, as far as it is known; else none."""
    known = [party.languages for party in parties if party.languages]
    return min(frozenset.intersection(*known), default="") if known else ""


def _urgent(group: Proposal) -> list[str]:
    n = group.value.immediate
    if not n:
        return []
    says = ngettext("%(n)d person is in immediate need.", "%(n)d people are in immediate need.", n)
    return [says % {"n": n}]


def _waited(parties: Iterable[Party]) -> str:
    found = list(parties)
    longest = max(found, key=lambda party: (party.waited_days, party.code))
    days = sum(party.size * party.waited_days for party in found)
    says = _("Together they have waited %(days)d days; the longest, %(code)s: %(longest)d days.")
    return says % {"days": days, "code": longest.code, "longest": longest.waited_days}


def _room(n: int, carries: int) -> str:
    says = ngettext(
        "%(n)d person; the widest way that all of them can take carries %(carries)d.",
        "%(n)d people; the widest way that all of them can take carries %(carries)d.",
        n,
    )
    return says % {"n": n, "carries": carries}


def _limits(parties: Iterable[Party]) -> list[str]:
    found = list(parties)
    lines = []
    for limit in LIMITS:
        codes = [party.code for party in found if limit in party.limits]
        if codes:
            says = _("%(codes)s: somebody %(limit)s.")
            lines.append(says % {"codes": ", ".join(codes), "limit": LIMIT_WORDS[limit]})
    return lines


def _told(parties: Sequence[Party], spoken: str) -> list[str]:
    lines = []
    silent = [party.code for party in parties if not party.languages]
    if spoken:
        says = _("Each household has somebody who speaks: %(language)s.")
        lines.append(says % {"language": language(spoken)})
    elif len(silent) < len(parties):
        lines.append(_("No language is known that all of them share: they need an interpreter."))
    if silent:
        says = _("Languages are not written down for: %(codes)s.")
        lines.append(says % {"codes": ", ".join(silent)})
    return lines


def _together(parties: Sequence[Party]) -> list[str]:
    whole, _barred = units(parties)
    return [
        _("Not to be parted: %(codes)s.") % {"codes": _codes(unit)}
        for unit in whole
        if len(unit.parties) > 1
    ]


def _kept_out(parties: Sequence[Party], others: Iterable[Party]) -> list[str]:
    """Name those who are not here because they are kept apart from somebody who is."""
    says = _("Not here: %(code)s, who must not travel with %(other)s.")
    return [
        says % {"code": reason.other, "other": reason.code}
        for other in others
        for party in parties
        for reason in kept_apart((party, other))
    ]


def _next(group: Proposal, others: Sequence[Party]) -> list[str]:
    """Say why the household that waits next is not in it."""
    free = [one for one in others if not any(kept_apart((one, party)) for party in group.parties)]
    whole, _barred = units(free)
    if not whole:
        return []
    first = max(whole, key=lambda unit: sum(map(person_days, unit.parties)) / unit.size)
    left = group.carries - group.size
    if first.size > left:
        says = ngettext(
            "Next to leave: %(codes)s; %(n)d person, and places left here: %(left)d.",
            "Next to leave: %(codes)s; %(n)d people, and places left here: %(left)d.",
            first.size,
        )
    elif group.language and not first.speaks(group.language):
        says = _("Next to leave: %(codes)s; they speak another language.")
    else:
        says = _("Next to leave: %(codes)s; what they cannot do would bind everybody here.")
    return [says % {"codes": _codes(first), "n": first.size, "left": left}]


def language(code: str) -> str:
    """Call a language in the reader's own; a word that is no code stays as it is."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _codes(unit: Unit) -> str:
    return ", ".join(party.code for party in unit.parties)
