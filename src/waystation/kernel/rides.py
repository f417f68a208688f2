"""Turns legs that change with the hour into rides, and rules into places that remember."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled
from waystation.kernel.planner import Front, Net, Query
from waystation.kernel.windows import DAY

BOOL = NDArray[np.bool_]
INT = NDArray[np.int64]
INT32 = NDArray[np.int32]
NO_TAG = -1
REST = -1
MAX_NODES = 2_000_000


class Legs(NamedTuple):
    """Directed legs whose figures depend on the departure; m legs, D departures of them all."""

    n_places: int
    src: INT32  # (m,)
    dst: INT32  # (m,)
    departures_ptr: INT32  # (m + 1,) leg k leaves at departures[ptr[k]:ptr[k + 1]]
    departures: INT32  # (D,) minutes of the day 0..1439, rising within a leg
    duration_min: INT32  # (D,) of that departure
    sums: INT32  # (D, K - 1) of that departure
    calendar: INT32  # (m,) as in Net
    open_days: BOOL  # as in Net


class Rides(NamedTuple):
    """A net of constant rides and the leg that each of them stands for."""

    net: Net
    leg_of_ride: INT32  # (rides,)


def rides_of(legs: Legs) -> Rides:
    """Group the departures of each leg by equal duration and sums into rides side by side.

    Exact: every departure becomes one of one ride, with its own figures. Rides come in the order
    of their legs; rides with the same departures share a timetable.

    Cost: 32 ms for 2,000 legs with 96 departures each in two groups.
    """
    leg = np.repeat(np.arange(legs.src.size), np.diff(legs.departures_ptr))
    figures = np.column_stack([leg, legs.duration_min, legs.sums]).astype(np.int64)
    group = _numbered(figures)
    order = np.argsort(group, kind="stable")  # Within a ride the minutes stay in order.
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    of_ride = order[first]  # One departure of each ride.
    bounds = np.append(first, group.size)
    minutes = legs.departures[order]
    tables: dict[bytes, int] = {}
    kept: list[INT32] = []
    timetable = np.empty(of_ride.size, np.int32)
    for ride in range(of_ride.size):
        table = minutes[bounds[ride] : bounds[ride + 1]]
        timetable[ride] = tables.setdefault(table.tobytes(), len(tables))
        if len(kept) < len(tables):
            kept.append(table)
    leg_of_ride = leg[of_ride].astype(np.int32)
    net = Net(
        n_places=legs.n_places,
        src=legs.src[leg_of_ride],
        dst=legs.dst[leg_of_ride],
        duration_min=legs.duration_min[of_ride],
        sums=legs.sums[of_ride],
        timetable=timetable,
        departures_ptr=np.cumsum([0] + [table.size for table in kept]).astype(np.int32),
        departures=np.concatenate([*kept, np.empty(0, np.int32)]).astype(np.int32),
        calendar=legs.calendar[leg_of_ride],
        open_days=legs.open_days,
    )
    return Rides(net, leg_of_ride)


def _numbered(rows: INT) -> INT:
    """Number equal rows alike, in their sorted order."""
    if not len(rows):
        return np.empty(0, np.int64)
    order = np.lexsort(rows.T[::-1])
    differs = np.any(np.diff(rows[order], axis=0) != 0, axis=1)
    number = np.empty(len(rows), np.int64)
    number[order] = np.concatenate([[0], np.cumsum(differs)])
    return number


def without_useless(legs: Legs, endless: BOOL, *, wait_risk_per_day: int = 0) -> Legs:
    """Drop the departures that another departure of the same leg on the same day makes useless.

    One makes another useless if it leaves no earlier, arrives no later and adds no more, the risk
    of the longer wait included. That is exact where one may wait as long as one likes at both ends
    (or ends there) and at one rate of risk; so legs that touch any other place are left alone, and
    nothing may be dropped before `retime` with rates or longest stays of its own per place.

    Args:
      endless: (n,) houses and targets, as `plan` understands them.
    """
    at_leg = np.repeat(np.arange(legs.src.size), np.diff(legs.departures_ptr))
    figures = legs.sums.astype(np.int64) * DAY
    # Riding less is waiting more: only the minutes under way carry no waiting risk.
    figures[:, 0] -= wait_risk_per_day * legs.duration_min.astype(np.int64)
    arrive = legs.departures.astype(np.int64) + legs.duration_min
    ends_free = endless[legs.src] & endless[legs.dst]
    kept = _useful(legs.departures_ptr, ends_free, arrive, figures)
    counts = np.bincount(at_leg[kept], minlength=legs.src.size)
    return legs._replace(
        departures_ptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        departures=legs.departures[kept],
        duration_min=legs.duration_min[kept],
        sums=legs.sums[kept],
    )


@compiled
def _useful(ptr: Any, ends_free: Any, arrive: Any, figures: Any) -> Any:
    kept = np.ones(arrive.size, np.bool_)
    for leg in range(ends_free.size):
        if not ends_free[leg]:
            continue
        for one in range(ptr[leg + 1] - 1, ptr[leg] - 1, -1):
            for later in range(one + 1, ptr[leg + 1]):
                in_time = kept[later] and arrive[later] <= arrive[one]
                if in_time and (figures[later] <= figures[one]).all():
                    kept[one] = False
                    break
    return kept


class InARow(NamedTuple):
    """At most so many rides in a row with the same tag: a mode, or (with 1) the same guide.

    Waiting and resting do not break a row; a ride without a tag does. A leg that one of several
    guides may lead is several rides side by side, one a guide (`with_tags`).
    """

    tag: INT32  # (rides,) 0..T-1, NO_TAG for none
    most: INT32  # (T,) >= 1
    last_tag: int = NO_TAG  # of the ride that brought the group to the start
    so_far: int = 0  # rides in a row with it

    def n_states(self) -> int:
        return 1 + int(self.most.sum())

    def first(self) -> int:
        if self.last_tag == NO_TAG or self.so_far == 0:
            return 0
        base = 1 + int(self.most[: self.last_tag].sum())
        return base + min(self.so_far, int(self.most[self.last_tag])) - 1

    def after(self, ride: INT, state: INT) -> INT:
        """Give the state after each ride from each state, -1 where the rule forbids it."""
        bases = 1 + np.concatenate([[0], np.cumsum(self.most)])
        tag = self.tag[ride]
        base, end = bases[tag], bases[tag + 1]
        goes_on = np.where((state >= base) & (state < end), state + 1, base)
        return np.where(tag == NO_TAG, 0, np.where(goes_on < end, goes_on, -1))


class RestAfter(NamedTuple):
    """After at most so many rides (or minutes under way) the group must rest at a house.

    A rest is a stay of `rest_min` or more where `may_rest` says so. A single ride longer than
    `most` may be taken, but only by a group that has just rested, and it must rest after.
    """

    amount: INT32  # (rides,) what a ride uses up: 1, or its minutes; >= 0
    most: int
    rest_min: int
    may_rest: BOOL  # (n,) houses (max_wait_min >= 1440) only
    so_far: int = 0  # used up when the group stands at the start

    def n_states(self) -> int:
        return self.most + 1

    def first(self) -> int:
        return min(self.so_far, self.most)

    def after(self, ride: INT, state: INT) -> INT:
        """Give the state after each ride from each state, -1 where the rule forbids it."""
        used = state + self.amount[ride]
        may = (used <= self.most) | (state == 0)
        return np.where(may, np.minimum(used, self.most), -1)


Rule = InARow | RestAfter


class Remembering(NamedTuple):
    """A net whose nodes are a place and what the rules remember; N nodes, R rides."""

    net: Net
    query: Query
    place_of_node: INT32  # (N,)
    ride_of_ride: INT32  # (R,) number of the ride in the net before, REST for a rest


def remembering(
    net: Net, query: Query, rules: Sequence[Rule], *, max_nodes: int = MAX_NODES
) -> Remembering:
    """Build the net in which every route keeps the rules, and no route that keeps them is missing.

    A node is a place together with the state of every rule; only nodes that can be reached from
    the start are made. A rest is a ride of `rest_min` minutes from a node to the node of the same
    place that has forgotten what was used up. Exact: routes of the new net are the routes of the
    old one that keep the rules, with the same figures. (A stay that is long enough counts as a
    rest whether it was taken for one or not: resting sooner never forbids a ride.) Only a rate of
    waiting risk is not: it is charged on each rest, rounded up to a whole unit.

    Raises:
      ValueError: a resting place that is no house, or more than `max_nodes` nodes.

    Cost: 24 ms for 371 places, 991 rides, at most 3 in a row by each of 13 modes and a rest after 4
    rides (5,200 nodes, 19,000 rides); `plan` then takes 5 ms instead of 1.
    """
    rests = [rule for rule in rules if isinstance(rule, RestAfter)]
    for rule in rests:
        wrong = np.flatnonzero(rule.may_rest & (query.max_wait_min < DAY))
        if wrong.size:
            raise ValueError(f"may_rest[{wrong[0]}] is set, but that place is no house")
    frame = _Frame(net, list(rules), _strides(rules))
    seen = frame.key(np.array([query.start]), [np.array([rule.first()]) for rule in rules])
    ends = np.zeros(net.n_places, np.bool_)
    ends[query.targets] = True
    parts, frontier = [], seen
    while frontier.size:
        parts.append(_steps(frame, frontier[~ends[frame.place(frontier)]], query))
        fresh = np.setdiff1d(parts[-1][1], seen)  # Sorted, each once.
        seen = np.union1d(seen, fresh)
        frontier = fresh
        if seen.size > max_nodes:
            raise ValueError(
                f"the rules need more than {max_nodes} nodes; use fewer or rounder ones"
            )
    columns = [np.concatenate([part[nth] for part in parts]) for nth in range(4)]
    start = frame.key(np.array([query.start]), [np.array([rule.first()]) for rule in rules])
    return _assembled(frame, query, seen, int(np.searchsorted(seen, start[0])), columns)


def _strides(rules: Sequence[Rule]) -> list[int]:
    strides = [1]
    for rule in rules:
        strides.append(strides[-1] * rule.n_states())
    if strides[-1] >= 2**31:
        raise ValueError("the rules have too many states together; use fewer or rounder ones")
    return strides


class _Frame(NamedTuple):
    """A net with its rules; a node's key is its place and the rules' states in one number."""

    net: Net
    rules: list[Rule]
    strides: list[int]

    def place(self, key: INT) -> INT:
        return key // self.strides[-1]

    def state(self, key: INT, nth: int) -> INT:
        return key // self.strides[nth] % self.rules[nth].n_states()

    def key(self, place: INT, states: Sequence[INT]) -> INT:
        key = place.astype(np.int64) * self.strides[-1]
        for stride, state in zip(self.strides, states, strict=False):
            key = key + stride * state
        return key


def _steps(frame: _Frame, nodes: INT, query: Query) -> tuple[INT, INT, INT, INT]:
    """List the rides and rests out of some nodes: (from, to, ride or REST, minutes of rest)."""
    net = frame.net
    order = np.argsort(net.src, kind="stable")
    ptr = np.searchsorted(net.src[order], np.arange(net.n_places + 1))
    place = frame.place(nodes)
    n_out = (ptr[1:] - ptr[:-1])[place]
    tail = np.repeat(nodes, n_out)
    nth_out = np.arange(tail.size) - np.repeat(np.cumsum(n_out) - n_out, n_out)
    ride = order[np.repeat(ptr[place], n_out) + nth_out]
    states = [rule.after(ride, frame.state(tail, nth)) for nth, rule in enumerate(frame.rules)]
    may = query.alive_leg[ride] & query.alive_place[net.dst[ride]]
    for state in states:
        may &= state >= 0
    head = frame.key(net.dst[ride], states)
    steps = [(tail[may], head[may], ride[may], np.zeros(int(may.sum()), np.int64))]
    for minutes in sorted({r.rest_min for r in frame.rules if isinstance(r, RestAfter)}):
        states = [
            np.where(_is_rest(rule, place, minutes), 0, frame.state(nodes, nth))
            for nth, rule in enumerate(frame.rules)
        ]
        rested = frame.key(place, states)
        may = (rested != nodes) & (net.src.size > 0)
        none = np.full(int(may.sum()), REST)
        steps.append((nodes[may], rested[may], none, np.full(none.size, minutes)))
    from_, to, rides, rest = (np.concatenate(column) for column in zip(*steps, strict=True))
    return from_, to, rides, rest


def _is_rest(rule: Rule, place: INT, minutes: int) -> BOOL:
    if isinstance(rule, InARow):
        return np.zeros(place.size, np.bool_)
    return rule.may_rest[place] & (rule.rest_min <= minutes)


def _assembled(
    frame: _Frame, query: Query, nodes: INT, start: int, columns: list[INT]
) -> Remembering:
    net, place = frame.net, frame.place(nodes)
    tail, head, ride, rest = columns
    is_rest = ride == REST
    sums = net.sums[ride]
    sums[is_rest] = 0
    if sums.shape[1]:
        sums[is_rest, 0] = -(-rest[is_rest] * query.wait_risk_per_day // DAY)
    ends = np.zeros(net.n_places, np.bool_)
    ends[query.targets] = True
    wait, ptr = query.max_wait_min.copy(), net.departures_ptr
    wait[query.start] = max(int(wait[query.start]), DAY)  # The start is a house, in every state.
    bigger = Net(
        n_places=nodes.size,
        src=np.searchsorted(nodes, tail).astype(np.int32),
        dst=np.searchsorted(nodes, head).astype(np.int32),
        duration_min=np.where(is_rest, rest, net.duration_min[ride]).astype(np.int32),
        sums=sums,
        # Rests begin at any minute: one more timetable.
        timetable=np.where(is_rest, ptr.size - 1, net.timetable[ride]).astype(np.int32),
        departures_ptr=np.append(ptr, ptr[-1] + DAY).astype(np.int32),
        departures=np.append(net.departures, np.arange(DAY)).astype(np.int32),
        calendar=np.where(is_rest, -1, net.calendar[ride]).astype(np.int32),
        open_days=net.open_days,
    )
    at_end = np.flatnonzero(ends[place]).astype(np.int32)
    asked = Query(
        start=start,
        targets=at_end if at_end.size else np.array([start], np.int32),
        start_min=query.start_min,
        max_wait_min=wait[place],
        alive_place=query.alive_place[place] & (at_end.size > 0),
        alive_leg=np.ones(tail.size, np.bool_),
        wait_risk_per_day=query.wait_risk_per_day,
    )
    return Remembering(bigger, asked, place.astype(np.int32), ride.astype(np.int32))


def told_back(remembered: Remembering, front: Front) -> tuple[Front, INT32]:
    """Give routes of the net with memory as routes of the net before.

    Returns:
      (front, rest_min): the front with the rides of the net before and without the rests; and for
      each of its legs how long the group must rest before it, 0 for not at all (what `retime`
      wants to know).
    """
    rides = remembered.ride_of_ride[front.legs]
    is_ride = rides != REST
    rest = np.where(is_ride, 0, remembered.net.duration_min[front.legs])
    # A rest counts for the ride after it; several in a row add up to one stay.
    so_far = np.concatenate([[0], np.cumsum(rest)])[:-1][is_ride]
    before = np.concatenate([[0], np.cumsum(is_ride)]).astype(np.int32)
    leg_ptr = before[front.leg_ptr]
    rest_min = np.diff(so_far, prepend=0).astype(np.int32)
    heads = leg_ptr[:-1][np.diff(leg_ptr) > 0]
    first = np.concatenate([[0], np.cumsum(rest)])[front.leg_ptr[:-1]][np.diff(leg_ptr) > 0]
    rest_min[heads] = so_far[heads] - first
    return front._replace(
        leg_ptr=leg_ptr, legs=rides[is_ride], departs=front.departs[is_ride]
    ), rest_min


def with_tags(net: Net, tag_ptr: INT32, tags: INT32) -> tuple[Net, INT32, INT32]:
    """Copy each ride once per tag that it may carry: one of several guides, each a choice.

    Args:
      tag_ptr, tags: ride r may carry any of tags[tag_ptr[r]:tag_ptr[r + 1]]; none: NO_TAG, once.

    Returns:
      (net, ride_of_ride, tag): the net of copies, the ride each copies, and its tag.
    """
    copies = np.maximum(np.diff(tag_ptr), 1)
    ride = np.repeat(np.arange(copies.size), copies).astype(np.int32)
    nth = np.arange(ride.size) - np.repeat(np.cumsum(copies) - copies, copies)
    untagged = (np.diff(tag_ptr) == 0)[ride]
    padded = np.append(tags, NO_TAG)
    tag = np.where(untagged, NO_TAG, padded[np.where(untagged, -1, tag_ptr[ride] + nth)])
    columns = ("src", "dst", "duration_min", "sums", "timetable", "calendar")
    copied = net._replace(**{name: getattr(net, name)[ride] for name in columns})
    return copied, ride, tag.astype(np.int32)
