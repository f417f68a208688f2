"""Whether a stage may begin, and if not, every reason why. Pure.

Source: Inter-Agency Guidelines for Case Management and Child Protection, 2014, step 4, and the
four eyes of this organisation; the list is its own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from waystation.cases.consent.domain import WhyNot
from waystation.cases.domain import Reason as CaseReason
from waystation.dispatch.agreed import Facts, mark_of
from waystation.dispatch.domain import APPROVALS_NEEDED, StageOfPassage
from waystation.dispatch.trouble import HALTED, Trouble, in_the_way
from waystation.network.domain import STOPPED

# Every reason there is. Those of ON_THE_WAY hold a group back also once it has set out: the others
# are settled before, and a group half way is not left standing because of them.
WAY = ("halted", "not in force", "guide suspended", "guide stopped", "guide away")
FOUR_EYES = ("approvals", "changed", "expired")
CASEWORK = ("not seen", "other people", "ties", "kept apart", "assessment", "companion", "cannot")
CONSENT = ("never asked", "consent")
HOUSE = ("house full", "house too long")
KINDS = (*WAY, "not looked", *FOUR_EYES, *CASEWORK, "protection", *CONSENT, *HOUSE, "named")
ON_THE_WAY = frozenset((*WAY, "not looked", "changed", "protection", "consent", *HOUSE, "named"))
# What casework calls a reason, and what it is here; what is not among them is something that
# somebody cannot do on this stage.
FROM_CASEWORK = {
    "split": "ties",
    "torn": "ties",
    "kept apart": "kept apart",
    "assessment": "assessment",
    "companion": "companion",
    "other people": "other people",
    "stopping": "protection",
}


class Reason(NamedTuple):
    """One reason why a stage may not begin; `kind` is of KINDS.

    `code` says whom or what it is about, `other` what besides; a reason that lies in the way or in
    casework carries what was found there, which says more.
    """

    kind: str
    code: str = ""
    other: str = ""
    trouble: Trouble | None = None
    case: CaseReason | None = None


class Hand(NamedTuple):
    """Somebody's hand on the passage: "planned", "approved" or "related".

    `mark` is of this stage as they saw it; None: nobody kept it.
    """

    actor: bytes
    act: str
    at: datetime | None = None
    mark: bytes | None = None


class Share(NamedTuple):
    """That somebody of a household has not agreed to the guide being told of them, and why."""

    code: str
    why: WhyNot


class Stay(NamedTuple):
    """A stay in a house: from when to when, how many, and the most people there at one time."""

    place: str
    since: datetime
    until: datetime
    people: int
    peak: int = 0


class Hours(NamedTuple):
    """For how many hours a look at the way and an approval hold."""

    look_h: int
    approval_h: int


class Start(NamedTuple):
    """All that decides whether one stage may begin.

    `casework` is None where the reader's keys do not open the group. `agreed_to`: somebody of the
    office gave their word that its people agreed. `stay` is in the house at the stage's end.
    """

    stage: StageOfPassage
    facts: Facts
    has_begun: bool
    troubles: tuple[Trouble, ...] = ()
    hands: tuple[Hand, ...] = ()
    looked_at: datetime | None = None
    casework: tuple[CaseReason, ...] | None = ()
    shares: tuple[Share, ...] = ()
    agreed_to: bool = False
    stay: Stay | None = None
    is_named: bool = False


def may_start(start: Start, hours: Hours, now: datetime) -> tuple[Reason, ...]:
    """Give every reason why a stage may not begin; none means that it may.

    Nothing is weighed against anything: one reason is enough. Once a group is on its way only the
    reasons of ON_THE_WAY hold it.
    """
    found = (
        *_way(start.troubles),
        *_looked(start.looked_at, hours, now),
        *_four_eyes(start, hours, now),
        *_casework(start.casework),
        *_consent(start),
        *_house(start),
        *([Reason("named")] if start.is_named else ()),
    )
    if start.has_begun:
        found = tuple(reason for reason in found if reason.kind in ON_THE_WAY)
    return tuple(dict.fromkeys(found))


def standing_hands(
    hands: Sequence[Hand], facts: Facts, hours: Hours, now: datetime, *, has_begun: bool = False
) -> tuple[Hand, ...]:
    """Pick the approvals that count: of what is planned now, not run out, by nobody who is barred.

    Whoever planned the passage or is kin of its people is barred; nobody counts twice. Once the
    group has set out an approval does not run out any more.
    """
    barred = {hand.actor for hand in hands if hand.act != "approved"}
    given = {hand.actor: hand for hand in hands if hand.act == "approved"}
    lasts = timedelta(hours=hours.approval_h)
    return tuple(
        hand
        for hand in given.values()
        if hand.actor not in barred
        and hand.at is not None
        and hand.mark in (None, mark_of(facts))
        and (has_begun or now - hand.at <= lasts)
    )


def changed(before: Facts, after: Facts) -> tuple[str, ...]:
    """Name the fields of a stage that are not what an approver saw."""
    return tuple(
        name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)
    )


def peak(stay: Stay, others: Iterable[Stay]) -> int:
    """Count the most people in a house at one moment of a stay, its own among them.

    Somebody who leaves at the very minute another comes is counted with them: a house is not
    emptied to the second.
    """
    there = [
        one
        for one in others
        if one.place == stay.place and one.since <= stay.until and one.until >= stay.since
    ]
    moments = [max(stay.since, one.since) for one in there] or [stay.since]
    return stay.people + max(
        sum(one.people for one in there if one.since <= at <= one.until) for at in moments
    )


def _way(troubles: Iterable[Trouble]) -> Iterable[Reason]:
    for trouble in in_the_way(troubles):
        kind = "halted" if trouble.kind == HALTED else "not in force"
        if trouble.what == "partner":
            kind = {HALTED: "guide suspended", STOPPED: "guide stopped"}.get(
                trouble.kind, "guide away"
            )
        yield Reason(kind, trouble.slug, trouble.kind, trouble=trouble)


def _looked(looked_at: datetime | None, hours: Hours, now: datetime) -> Iterable[Reason]:
    if looked_at is None or now - looked_at > timedelta(hours=hours.look_h):
        yield Reason("not looked", str(hours.look_h))


def _four_eyes(start: Start, hours: Hours, now: datetime) -> Iterable[Reason]:
    """Say what is wrong with the approvals; the first thing that is, as one press mends it."""
    barred = {hand.actor for hand in start.hands if hand.act != "approved"}
    given = [
        hand
        for hand in start.hands
        if hand.act == "approved" and hand.at is not None and hand.actor not in barred
    ]
    begun = {"has_begun": start.has_begun}
    if len(standing_hands(start.hands, start.facts, hours, now, **begun)) >= APPROVALS_NEEDED:
        return
    n_given = len({hand.actor for hand in given})
    of_this = {hand.actor for hand in given if hand.mark in (None, mark_of(start.facts))}
    if n_given < APPROVALS_NEEDED:
        yield Reason("approvals", str(APPROVALS_NEEDED - n_given))
    elif len(of_this) < APPROVALS_NEEDED:
        yield Reason("changed")
    else:
        yield Reason("expired", str(hours.approval_h))


def _casework(found: Iterable[CaseReason] | None) -> Iterable[Reason]:
    if found is None:
        yield Reason("not seen")
        return
    for reason in found:
        kind = FROM_CASEWORK.get(reason.kind, "cannot")
        yield Reason(kind, reason.code, reason.other, case=reason)


def _consent(start: Start) -> Iterable[Reason]:
    for share in start.shares:
        if share.why != "never asked":
            yield Reason("consent", share.code, share.why)
        elif not start.agreed_to:
            yield Reason("never asked")


def _house(start: Start) -> Iterable[Reason]:
    stay, facts = start.stay, start.facts
    if stay is None or facts.beds < 0:
        return
    if stay.peak > facts.beds:
        yield Reason("house full", stay.place, f"{stay.peak}/{facts.beds}")
    nights = (stay.until.date() - stay.since.date()).days
    if nights > facts.nights:
        yield Reason("house too long", stay.place, f"{nights}/{facts.nights}")
