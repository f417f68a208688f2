"""From the network on file to the arrays in which many groups are planned at once."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.dispatch.blast.domain import Caps
from waystation.dispatch.together import hours
from waystation.dispatch.together.committed import Committed, taken
from waystation.dispatch.together.domain import (
    CENT_UNITS,
    HOUR_UNITS,
    LOSS_UNITS,
    Candidate,
    Terms,
    defer_units,
    to_hours,
)
from waystation.dispatch.together.hours import Hourly
from waystation.dispatch.together.kinds import Kinds, is_shut, kinds
from waystation.dispatch.together.laid import Laid
from waystation.dispatch.together.pools import Pools, free_guides, pools
from waystation.dispatch.together.purse import Purse, is_dear, template_of
from waystation.dispatch.together.supposing import supposed
from waystation.kernel.joint.net import BOOL, DAY_H, F64, I32, I64, Field, Groups, Taken
from waystation.kernel.joint.ways import n_samples
from waystation.routing.arrays import Asked, in_arrays
from waystation.routing.domain import NEPER_SCALE, Question
from waystation.routing.knowing import Known

# Waiting where nobody can stay: dearer than leaving anybody behind.
NO_ROOF_UNITS = 100_000.0
# At home there are beds enough, and one may wait as long as one likes.
AT_HOME = 1_000_000
# Of two ways as good the one with its waits at home is taken: nobody has to hide meanwhile.
AT_HOME_UNITS = 0.001
ENDLESS_H = 100_000
# So many sets of shut legs can be told apart.
BARS_MAX = 250
NO_CAP = 2**30
# A leg of more days holds its guide back from that leg alone: for others somebody stands in.
LONG_DAYS = 2

Start = tuple[str, bool]


class _Net(NamedTuple):
    """The network by the hour: ways, who leads them, their places, and where groups start.

    `source`: for each way -1, or which of `starts` it leaves from in place of its own place.
    """

    asked: Asked
    hourly: Hourly
    pools: Pools
    pool: I32
    starts: tuple[Start, ...]
    source: NDArray[np.intp]
    bars: I64

    @property
    def n_places(self) -> int:
        return len(self.asked.index)


def laid_out(
    known: Known,
    candidates: Sequence[Candidate],
    stays: Sequence[Committed],
    terms: Terms,
    *,
    budget_cents: int,
    caps: Caps,
) -> Laid:
    """Write the network and all who are to travel down for the kernel.

    Args:
      stays: the commitments that nobody gave up.
      budget_cents: what may be set aside for groups that have no fund yet.

    Raises:
      Refused: nothing is on file to plan on, or the groups are of too many kinds.

    Cost: 0.2 s of CPU for the historical network, 30 days and 20 groups.
    """
    if not known.places or not known.legs:
        raise Refused(_("There is no network to plan on."), hint=_("Take one in first."))
    known = supposed(known, terms.suppose)
    asked = in_arrays(known, _anybody(known, terms))
    alike = kinds(candidates, known, asked.legs)
    net = _net(asked, alike, candidates, terms)
    guides = _guides(net.pools, known, terms)
    laid = Laid(
        zero=terms.zero,
        field=_field(net, guides, terms)._replace(
            budget_cents=budget_cents,
            exposure=_exposure(net.pools, guides, caps),
            exposure_days=min(caps.days, terms.days),
        ),
        groups=_groups(candidates, alike, net, terms),
        taken=nothing_taken(terms, net.n_places + len(net.starts), guides.shape),
        legs=tuple(asked.legs[leg].slug for leg in net.hourly.leg.tolist()),
        minutes=asked.net.duration_min[net.hourly.ride],
        departs_min=net.hourly.departs_min,
        hazard=hours.hazards(asked, net.hourly.ride),
        wait_hazard=_wait_hazard(net),
        stay_h=_stay_h(alike, net),
        kind_of=alike.of,
        places=(*asked.index, *(place for place, _funded in net.starts)),
        n_twins=len(net.starts),
        pools=net.pools,
        purse=_purse(candidates, net, terms),
    )
    return laid._replace(taken=taken(laid, stays))


def nothing_taken(terms: Terms, n_places: int, by_day: tuple[int, ...]) -> Taken:
    """Say that nobody has taken anything yet."""
    people = np.zeros((n_samples(terms.days * DAY_H), n_places), np.int32)
    return Taken(np.zeros(by_day, np.int32), people, np.zeros(by_day, np.int32), 0)


def _anybody(known: Known, terms: Terms) -> Question:
    """Ask for one person from anywhere: what a group cannot do is looked at kind by kind."""
    somewhere = known.places[0].slug
    return Question(start=somewhere, targets=(somewhere,), people=1, start_at=terms.zero)


def _net(asked: Asked, alike: Kinds, candidates: Sequence[Candidate], terms: Terms) -> _Net:
    """Put the ways together that somebody can take, those out of the starts once more."""
    whole = hours.by_the_hour(asked, terms.days)
    led = pools(asked.legs, asked.known.partners)
    starts = tuple(dict.fromkeys((one.question.start, not one.carried) for one in candidates))
    closed = alike.shut[:, whole.leg] | (alike.dark[:, None] & _dark(asked, whole)[None, :])
    closed |= _too_dear(asked, alike, whole, terms)
    # Where nobody is to travel, the network stands as it is.
    usable = np.flatnonzero(~closed.all(axis=0)) if len(alike.asks) else np.arange(whole.leg.size)
    picked, source, columns = [usable], [np.full(usable.size, -1)], [closed[:, usable]]
    for nth, (place, _funded) in enumerate(starts):
        out = np.flatnonzero([asked.legs[leg].from_place == place for leg in whole.leg.tolist()])
        picked.append(out)
        source.append(np.full(out.size, nth))
        shut = _shut_at_start(place, asked, alike, whole.only(out))
        columns.append(shut | _too_dear(asked, alike, whole.only(out), terms))
    kept = np.concatenate(picked)
    return _Net(
        asked=asked,
        hourly=whole.only(kept),
        pools=led,
        pool=np.array(led.of_leg, dtype=np.int32)[whole.leg[kept]],
        starts=starts,
        source=np.concatenate(source),
        bars=_bars(np.concatenate(columns, axis=1)),
    )


def _shut_at_start(place: str, asked: Asked, alike: Kinds, out: Hourly) -> BOOL:
    """Say which ways out of a start are shut to whom; a start may be left whatever it is."""
    shut = {
        leg: [is_shut(asked.legs[leg], one, ground, place)
              for one, ground in zip(alike.asks, alike.grounds, strict=True)]
        for leg in set(out.leg.tolist())
    }  # fmt: skip
    found = np.array([shut[leg] for leg in out.leg.tolist()], dtype=np.bool_)
    columns: BOOL = found.reshape(out.leg.size, len(alike.asks)).T
    return columns | (alike.dark[:, None] & _dark(asked, out)[None, :])


def _too_dear(asked: Asked, alike: Kinds, ways: Hourly, terms: Terms) -> BOOL:
    """Shut what no budget pays for to those who have nothing else."""
    template = template_of(terms)
    dear = np.array([is_dear(leg.mode, leg.cost_cents, template) for leg in asked.legs])
    limited = np.array([not one.carried for one in alike.asks], dtype=np.bool_)
    shut: BOOL = limited[:, None] & dear[ways.leg][None, :]
    return shut


def _bars(shut: BOOL) -> I64:
    kinds_of = np.arange(shut.shape[0], dtype=np.int64)[:, None]
    bars: I64 = (shut.astype(np.int64) << kinds_of).sum(axis=0)
    if np.unique(bars).size > BARS_MAX:
        raise Refused(
            _("These groups differ too much to be planned at once."),
            hint=_("Plan some of them in a plan of their own."),
        )
    return bars


def _dark(asked: Asked, ways: Hourly) -> BOOL:
    dark = np.array([ride.band.dark for ride in asked.rides], dtype=np.bool_)
    return dark[ways.ride]


def _field(net: _Net, guides: I32, terms: Terms) -> Field:
    asked, ways = net.asked, net.hourly
    twins = net.n_places + net.source
    fares = np.array([leg.cost_cents for leg in asked.legs], dtype=np.float64)[ways.leg]
    cost = LOSS_UNITS * hours.hazards(asked, ways.ride)
    cost = cost + HOUR_UNITS * ways.duration_h + CENT_UNITS * fares
    days_away = (ways.duration_h + DAY_H - 1) // DAY_H
    longest = np.zeros(guides.shape[1], dtype=np.int32)
    np.maximum.at(longest, net.pool, np.where(days_away <= LONG_DAYS, days_away, 0))
    # What nobody can lead is shut, so that the bound need not find out by its prices.
    opens = ways.opens & np.repeat(guides[:, net.pool] > 0, DAY_H, axis=0)
    return Field(
        n_hours=terms.days * DAY_H,
        n_places=net.n_places + len(net.starts),
        src=np.where(net.source >= 0, twins, asked.net.src[ways.ride]).astype(np.int32),
        dst=asked.net.dst[ways.ride].astype(np.int32),
        duration_h=ways.duration_h,
        pool=net.pool,
        cents=_cents(net, terms),
        bars=net.bars,
        leg_cost=np.stack([cost, cost]),
        opens=opens,
        is_night=np.zeros(terms.days * DAY_H, dtype=np.bool_),
        wait_cost=_wait_cost(net),
        beds=_beds(net),
        guides=guides,
        # Who is under way overnight leads nobody else meanwhile, however short the rest is.
        cool_days=np.maximum(longest, terms.rest_days).astype(np.int32),
        exposure=np.full(guides.shape[1], NO_CAP, np.int32),
        exposure_days=1,
        unit_per_cent=0.0,
        budget_cents=0,
    )


def _cents(net: _Net, terms: Terms) -> I64:
    """Say what is set aside for each person who sets out from a start without a fund."""
    funded = np.array([funded for _place, funded in net.starts] or [False], dtype=np.bool_)
    per_head = template_of(terms).cents_a_person
    asks = (net.source >= 0) & funded[net.source]
    return np.where(asks, per_head, 0).astype(np.int64)


def _beds(net: _Net) -> I32:
    beds = np.zeros(net.n_places + len(net.starts), dtype=np.int32)
    for house in net.asked.known.houses:
        if house.place in net.asked.index:
            beds[net.asked.index[house.place]] = house.beds
    beds[net.n_places :] = AT_HOME
    return beds


def _wait_hazard(net: _Net) -> F64:
    """Give the hazard of an hour's wait at each place, and at the starts."""
    index = net.asked.index
    at = [*range(net.n_places), *(index[place] for place, _funded in net.starts)]
    found: F64 = net.asked.waits.risk_per_day[at] / NEPER_SCALE / DAY_H
    return found


def _wait_cost(net: _Net) -> F64:
    cost = LOSS_UNITS * _wait_hazard(net) + HOUR_UNITS
    cost[: net.n_places][_no_roof(net)] = NO_ROOF_UNITS
    cost[net.n_places :] -= AT_HOME_UNITS
    return cost


def _no_roof(net: _Net) -> BOOL:
    roofed = {house.place for house in net.asked.known.houses if house.beds and house.max_nights}
    return np.array([slug not in roofed for slug in net.asked.index], dtype=np.bool_)


def _stay_h(alike: Kinds, net: _Net) -> I32:
    """Say how long each kind may stay at each place; at home as long as it likes."""
    home = np.full((alike.stay_h.shape[0], len(net.starts)), ENDLESS_H, np.int32)
    return np.concatenate([alike.stay_h, home], axis=1)


def _guides(led: Pools, known: Known, terms: Terms) -> I32:
    halted = {halt.slug for halt in known.halts if halt.what == "partner"}
    more: Mapping[str, int] = {one.place: one.guides for one in terms.suppose.guides}
    there = [one for one in known.partners if one.slug not in halted]
    return free_guides(led, there, terms.zero.date(), terms.days, more)


def _exposure(led: Pools, guides: I32, caps: Caps) -> I32:
    """Turn what one guide may give up at most into what a pool may lead."""
    if caps.guide_people is None:
        return np.full(guides.shape[1], NO_CAP, np.int32)
    n_guides = np.array([len(members) for members in led.members], dtype=np.int64)
    n_guides = np.maximum(n_guides, guides.max(axis=0, initial=0))
    most: I32 = np.minimum(n_guides * caps.guide_people, NO_CAP).astype(np.int32)
    return most


def _purse(candidates: Sequence[Candidate], net: _Net, terms: Terms) -> Purse:
    legs = [net.asked.legs[leg] for leg in net.hourly.leg.tolist()]
    return Purse(
        fares=np.array([leg.cost_cents for leg in legs], dtype=np.int64),
        modes=tuple(leg.mode for leg in legs),
        template=template_of(terms),
        limited=tuple(not one.carried for one in candidates),
    )


def _groups(candidates: Sequence[Candidate], alike: Kinds, net: _Net, terms: Terms) -> Groups:
    index, twin = net.asked.index, {start: nth for nth, start in enumerate(net.starts)}
    ends = tuple(dict.fromkeys(one.question.targets for one in candidates))
    targets = np.zeros((len(ends), net.n_places + len(net.starts)), dtype=np.bool_)
    for nth, slugs in enumerate(ends):
        targets[nth, [index[slug] for slug in slugs if slug in index]] = True
    start = [net.n_places + twin[one.question.start, not one.carried] for one in candidates]
    ready = [to_hours(one.question.start_at, terms.zero, up=True) for one in candidates]
    defer = [defer_units(one.people, one.urgency, one.waited_days) for one in candidates]
    return Groups(
        size=np.array([one.people for one in candidates], dtype=np.int32),
        start=np.array(start, dtype=np.int32),
        # Whoever is ready after the last day stays: at its last hour nothing departs any more.
        ready_h=np.clip(ready, 0, terms.days * DAY_H).astype(np.int32),
        needs=np.array([1 << kind for kind in alike.of], dtype=np.int64),
        kind=np.array([ends.index(one.question.targets) for one in candidates], dtype=np.int32),
        targets=targets,
        defer_cost=np.array(defer, dtype=np.float64),
    )
