"""New ways for all whom a loss touches, at once, in what everybody else leaves them."""

from typing import NamedTuple

import numpy as np

from waystation.kernel.joint.insert import insert, remove
from waystation.kernel.joint.net import BOOL, DAY_H, I32, I64, SAMPLE_H, Field, Groups, Joint, Taken
from waystation.kernel.joint.ways import ways

# Whoever is touched takes any way there is: to stay where they are is no choice.
ANY_WAY_COST = 3.9e6


class Burned(NamedTuple):
    """What is given up from an hour on.

    `places` (V): nobody comes there any more, and who is there leaves before the next noon or
    midnight; `guides` (P): how many of a pool's guides are lost.
    """

    places: BOOL
    guides: I32


class Replanned(NamedTuple):
    """The plan after a loss, and what it was made from, so that anybody can check it.

    `joint` has the ways of the touched groups from where they can next be turned, in `groups`
    where and when that is; all others keep theirs. `field` and `taken` are what is left to plan on.
    `touched`: the groups planned anew; `failed`: those of them who have no way; `walking_in`: the
    groups on a leg that ends at a burned place, who cannot be told before they arrive.
    """

    joint: Joint
    groups: Groups
    field: Field
    taken: Taken
    touched: I64
    failed: I64
    walking_in: I64


class Stand(NamedTuple):
    """Where each group can next be turned: (G) legs behind it, the place, and the hour."""

    n_done: I32
    place: I32
    ready_h: I32


def stand(field: Field, groups: Groups, joint: Joint, at_h: int) -> Stand:
    """Say where each group can next be turned: at the end of its leg under way, or where it waits.

    A leg that leaves in the very hour can still be stopped.
    """
    planned = np.arange(joint.legs.shape[1])[None, :] < joint.n_legs[:, None]
    done = planned & (joint.hours < at_h)
    n_done = done.sum(axis=1)
    group = np.arange(len(n_done))
    last = np.maximum(n_done - 1, 0)
    leg = joint.legs[group, last]
    arrives_h = joint.hours[group, last] + field.duration_h[leg]
    has_left = n_done > 0
    place = np.where(has_left, field.dst[leg], groups.start)
    ready_h = np.where(has_left, arrives_h, groups.ready_h)
    return Stand(
        n_done.astype(np.int32),
        place.astype(np.int32),
        np.maximum(ready_h, at_h).astype(np.int32),
    )


def touched(field: Field, groups: Groups, joint: Joint, burned: Burned, at_h: int) -> I64:
    """Find the groups with a leg to come that touches what burned, or who stand there now.

    Of a pool that lost one of several guides, nobody can say whom that guide would have led: all
    who count on the pool are planned anew.
    """
    where = stand(field, groups, joint, at_h)
    nth = np.arange(joint.legs.shape[1])[None, :]
    ahead = (nth < joint.n_legs[:, None]) & (nth >= where.n_done[:, None])
    at_stake = burned.places[field.src] | burned.places[field.dst] | (burned.guides > 0)[field.pool]
    meets = (ahead & at_stake[joint.legs]).any(axis=1)
    waits = burned.places[where.place] & (joint.n_legs > where.n_done)
    return np.flatnonzero(meets | waits).astype(np.int64)


def replan(
    field: Field,
    groups: Groups,
    joint: Joint,
    taken: Taken,
    burned: Burned,
    at_h: int,
    *,
    also: I64 | None = None,
) -> Replanned:
    """Give every touched group a new way from where it stands, the largest first, all at once.

    What they have not begun is given back; what they began stays taken. Nobody else is moved.

    Args:
      also: groups to plan anew besides those that `touched` finds, such as those told of; whoever
        stays or has no leg to come is left as they are.

    Raises:
      ValueError: the ways of those who stay clash with each other.

    Cost: 51 groups of 500 in 2,000 places: 1.1 CPU s on a busy machine.
    """
    where = stand(field, groups, joint, at_h)
    hit = touched(field, groups, joint, burned, at_h)
    if also is not None:
        hit = np.union1d(hit, also[joint.n_legs[also] > where.n_done[also]])
    left = shut(field, burned, at_h)
    rest = _from_here(groups, where, hit)
    used = _begun(field, groups, joint, taken, where, hit)
    used = _nobody_stays(left, used, burned, at_h)
    order = hit[np.lexsort((hit, -groups.size[hit]))]
    put = _Putter(left, rest, used, joint, order, at_h)
    found = put.all_of(order)
    failed = _without(found, order)
    if len(failed):
        # Whoever finds a way while nobody else is planned anew lost a conflict: they go first.
        losers = failed[put.all_of(failed).n_legs[failed] >= 0]
        if len(losers):
            again = put.all_of(np.concatenate([losers, order[~np.isin(order, losers)]]))
            if len(_without(again, order)) < len(failed):
                found, failed = again, _without(again, order)
    found.cost[failed] = groups.defer_cost[failed]
    named = rest._replace(defer_cost=groups.defer_cost)
    on_leg = (where.n_done > 0) & (where.ready_h > at_h) & (joint.n_legs > 0)
    walking_in = np.flatnonzero(on_leg & burned.places[where.place])
    return Replanned(
        found, named, left, used, np.sort(hit), np.sort(failed), walking_in.astype(np.int64)
    )


class _Putter:
    """Puts groups into what is left from an hour on, with the departures listed once."""

    def __init__(
        self, field: Field, rest: Groups, taken: Taken, joint: Joint, touched: I64, at_h: int
    ) -> None:
        opens = field.opens.copy()
        opens[:at_h] = False
        self.known = ways(field._replace(opens=opens))
        self.field, self.rest, self.taken = field, rest, taken
        self.others = remove(joint, touched, rest.defer_cost)

    def all_of(self, order: I64) -> Joint:
        """Put groups in, in this order, beside those who are not planned anew."""
        return insert(
            self.field,
            self.rest,
            order,
            self.others,
            self.taken,
            known=self.known,
            chunk=max(len(order), 1),
        )


def shut(field: Field, burned: Burned, at_h: int) -> Field:
    """Close from an hour on what burned: no leg leads there, no lost guide leads.

    A pool that keeps some of its guides starts again the day after.
    """
    opens, guides = field.opens.copy(), field.guides.copy()
    day = at_h // DAY_H
    left = np.maximum(guides[day + 1 :] - burned.guides[None, :], 0)
    guides[day + 1 :] = left
    opens[at_h:, burned.places[field.dst]] = False
    hurt = burned.guides[field.pool] > 0
    opens[at_h : (day + 1) * DAY_H, hurt] = False
    gone = left.max(axis=0, initial=0) <= 0
    opens[at_h:, hurt & gone[field.pool]] = False
    return field._replace(opens=opens, guides=guides)


def _from_here(groups: Groups, where: Stand, hit: I64) -> Groups:
    """Let the touched groups begin where they can next be turned."""
    start, ready_h = groups.start.copy(), groups.ready_h.copy()
    defer_cost = groups.defer_cost.copy()
    start[hit], ready_h[hit] = where.place[hit], where.ready_h[hit]
    defer_cost[hit] = ANY_WAY_COST
    return groups._replace(start=start, ready_h=ready_h, defer_cost=defer_cost)


def _begun(
    field: Field, groups: Groups, joint: Joint, taken: Taken, where: Stand, hit: I64
) -> Taken:
    """Count what the touched groups used before: whoever led them rests all the same."""
    starts, led, cents = taken.starts.copy(), taken.led.copy(), int(taken.cents)
    for group in hit:
        n = where.n_done[group]
        legs, days = joint.legs[group, :n], joint.hours[group, :n] // DAY_H
        people = int(groups.size[group])
        np.add.at(starts, (days, field.pool[legs]), 1)
        np.add.at(led, (days, field.pool[legs]), people)
        cents += people * int(field.cents[legs].sum())
    return taken._replace(starts=starts, led=led, cents=cents)


def _nobody_stays(field: Field, taken: Taken, burned: Burned, at_h: int) -> Taken:
    """Fill the beds of burned places from the next noon or midnight on."""
    people = taken.people.copy()
    since = at_h // SAMPLE_H + 1
    people[since:, burned.places] = np.maximum(
        people[since:, burned.places], field.beds[burned.places][None, :]
    )
    return taken._replace(people=people)


def _without(joint: Joint, order: I64) -> I64:
    return order[joint.n_legs[order] < 0]
