"""Makes up the next flight: the rule of `domain` as arrays for the kernel, and back."""

from collections.abc import Iterable

import numpy as np

from waystation.kernel.seats import fill
from waystation.resettlement.waiting import domain
from waystation.resettlement.waiting.domain import SEATS, Proposal, Verdict, Waiter, Why, Wish
from waystation.resettlement.waiting.parties import Party, asked, parties


def propose(waiters: Iterable[Waiter]) -> Proposal:
    """Make up the next flight of those who wait at one place, and say why for each of them.

    Whoever was overtaken three times is aboard, else whoever has waited longest; nobody is
    overtaken a fourth time; among what is left the most seats are filled, then by those with the
    most days of waiting, each person's counted. Nobody who cannot be asked is taken. Those who
    must travel together count as one household, see `parties`.

    Cost: a few milliseconds for a hundred households; more where many were overtaken thrice.
    """
    everybody = domain.in_order(waiters)
    together = {party.counted.id: party for party in asked(parties(everybody))}
    ready = domain.in_order(party.counted for party in together.values())
    best, chosen = (0, 0), list[Waiter]()
    for wish in domain.wishes(ready):
        filled = _filled(ready, wish)
        worth = _worth(ready, filled)
        if worth > best:
            best, chosen = worth, filled
    found = domain.explained(ready, [one.id for one in chosen])
    said = {
        verdict.waiter.id: verdict
        for joint in found.verdicts
        for verdict in _each(together[joint.waiter.id], joint)
    }
    verdicts = tuple(
        said.get(one.id, Verdict(one, False, None if one.why_not else "tied")) for one in everybody
    )
    return Proposal(tuple(one.waiter.id for one in verdicts if one.aboard), verdicts)


def _each(party: Party, joint: Verdict) -> list[Verdict]:
    """Say of each household of a party what is said of the party."""
    with_it: Why | None = "together" if joint.aboard else joint.why
    return [
        Verdict(one, joint.aboard, with_it if nth else joint.why)
        for nth, one in enumerate(party.members)
    ]


def _filled(ready: list[Waiter], wish: Wish) -> list[Waiter]:
    asked = [ready[nth] for nth in sorted({*wish.first, *wish.others})]
    latest = ready[-1].since
    sizes = np.array([one.size for one in asked], np.int64)
    waits = np.array([(latest - one.since).days for one in asked], np.int64)
    forced = {ready[nth].id for nth in wish.first}
    first = np.array([nth for nth, one in enumerate(asked) if one.id in forced], np.int64)
    return [asked[nth] for nth in fill(sizes, waits, first, SEATS)]


def _worth(ready: list[Waiter], chosen: list[Waiter]) -> tuple[int, int]:
    """Count the seats filled and the days of waiting that end, each person's."""
    latest = ready[-1].since
    days = sum(one.size * (latest - one.since).days for one in chosen)
    return sum(one.size for one in chosen), days
