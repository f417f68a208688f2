"""Finds good routes in nets too large for the whole front, and proves how good they are.

Four steps, each adding to what the ones before left:
1. Planes and sweeps for a fan of weighings: most of the routes, and bounds on all others.
2. The certificate: the least eps at which routes and planes leave no box open (`boxes`).
3. More planes, each chosen to close the open boxes best (`hull`).
4. The confined search, where boxes stay open (`confined`).
The gap stated is the certificate's, or the eps at which step 4 ran out of places to look. It can
be asked to stop early by its budget; then the gap is simply larger.
"""

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel import checks
from waystation.kernel.bounds import INF
from waystation.kernel.boxes import open_corners, proven_gap, unbeaten
from waystation.kernel.confined import Wall, confined
from waystation.kernel.hull import best_weighings
from waystation.kernel.net import Net, Query
from waystation.kernel.planes import TOO_MUCH, Plane, delay_of, plane, static_least, walk
from waystation.kernel.slots import DAY, NEVER, Live, live_rides
from waystation.kernel.sweeps import Guides, Tree, figures_of, sweep, trace

FLOAT = NDArray[np.float64]
INT32 = NDArray[np.int32]
INT64 = NDArray[np.int64]

MAX_PLANES = 160
MAX_LABELS = 1_000_000  # of the confined search, and of each sweep
FULL_WEIGHT = 2**27  # what a route at all limits weighs
SPAN = 16  # an open limit counts as so many times the balanced route
FINE_FAN = {2: 1, 3: 16, 4: 4, 5: 3}  # steps of the fan of weighings from one sum to another
COARSE_FAN = {2: 1, 3: 8, 4: 3, 5: 2}
FINE_EPS = 0.08  # below it the fan is fine
MINUTE_SHARES = (0.126, 1.0, 7.92)  # weights of time against all else: 7, 45 and 83 degrees
BALANCINGS = 3
TRACE = 1e-3  # the least share of a weighing, so that no objective is forgotten
SWEEP_STEP = 0.08  # a later label at a place must be better by this share of eps
NEAR = 0.06  # how far above the planes a sweep still looks
ROUNDS, A_ROUND = 12, 10  # of more planes
MAX_TRIED = 300  # open boxes looked at for a round
LEAST_GAIN = 0.002  # a plane must promise to lower an open box by this share
MAX_WALL = 2**26  # numbers in the tables of a confined search


class Proven(NamedTuple):
    """Routes, none better than another in everything, and how much any other could be better.

    For every permitted route y within the limits a returned one is at most (1 + gap) times y in
    every figure, minutes counted from the start. No routes and a gap of 0: there is none.
    """

    costs: INT32  # (r, K) arrival minute, then sums; in lexical order; no two are equal
    leg_ptr: INT32  # (r + 1,) route i takes legs[leg_ptr[i]:leg_ptr[i + 1]]
    legs: INT32
    departs: INT32  # minute each leg is boarded, since the epoch's midnight
    finished: bool  # gap <= eps: what was asked for is proven
    eps: float  # what was asked for
    labels_made: int
    labels_expanded: int
    gap: float  # inf: nothing is proven


class _Found(NamedTuple):
    """Routes as `sweeps.trace` gives them, with their figures."""

    figures: INT64  # (r, K) minutes under way first
    ptr: INT64  # (r + 1,)
    rides: INT32
    departs: INT32


@dataclass
class _Evidence:
    """What has been found out so far about one query."""

    live: Live
    caps: INT64
    planes: list[Plane] = field(default_factory=list)
    found: list[_Found] = field(default_factory=list)
    labels_made: int = 0
    labels_expanded: int = 0

    def lines(self) -> tuple[INT64, INT64]:
        """Give the weights and the bounds of the planes."""
        weights = np.array([p.weights for p in self.planes], np.int64)
        return weights, np.array([p.bound for p in self.planes], np.int64)

    def take(self, tree: Tree) -> None:
        """Keep the best routes of a search, and the best of those beyond the limits too."""
        figures = figures_of(self.live, tree.labels, tree.answers)
        _, first = np.unique(figures, axis=0, return_index=True)
        first = first[unbeaten(figures[first])]
        self.found.append(_Found(figures[first], *trace(tree.labels, tree.answers[first])))
        self.labels_made += len(tree.labels)
        self.labels_expanded += tree.n_expanded


def prove(
    net: Net,
    query: Query,
    *,
    limits: Sequence[int] = (),
    eps: float = 0.05,
    max_planes: int = MAX_PLANES,
    max_labels: int = MAX_LABELS,
    n_threads: int = 2,
) -> Proven:
    """Find good routes, and prove that none within the limits is better by more than `gap` on
    every count.

    Routes are permitted as in `plan`, and within the limits. The proof holds for every net `plan`
    takes; where a limited place is in play, or waiting carries a risk, the last step is left out
    and the gap may stay above eps.

    Args:
      limits: the most of each figure, INF for open; the first is a minute since the epoch.
      eps: the gap to stop at.
      max_planes: weighings tried. max_labels: partial routes held by each search.
      n_threads: cores to use; the answer does not depend on it.

    Raises:
      ValueError: as `plan` does, or limits that are not one for each figure.

    Cost: CPU seconds of a relay net on quarter-hours, three objectives, on a machine with other
    work (load 8): 100 places to 5 % 0.05, 300 places 0.2 to 0.4, 1,000 places to 10 % 0.35 to 0.4
    and to 5 % 1.0 to 1.1, 10,000 places to 15 % 8.7. The threads share it.
    """
    net = checks.sound_net(net)
    query = checks.sound_query(net, query)
    caps = checks.sound_limits(limits, net.sums.shape[1] + 1)
    caps[0] -= query.start_min
    if query.start in query.targets and query.alive_place[query.start]:
        return _at_target(query, caps, eps)
    live = live_rides(net, query, caps)
    if live is None:
        return _proven(query, eps, _nothing(caps.size), 0.0, 0, 0)
    known = _Evidence(live, caps)
    soonest = plane(live, _unit(caps.size), np.zeros(live.is_target.size))
    known.planes.append(soonest)
    if soonest.bound > caps[0]:
        return _proven(query, eps, _nothing(caps.size), 0.0, 0, 0)
    with ThreadPoolExecutor(n_threads) as pool:
        scale = _balance(known)
        _fan(known, scale, eps, pool, max_labels)
        _refine(known, scale, eps, max_planes, pool)
    gap = _confine(known, eps, max_labels)
    routes = _routes(known)
    return _proven(query, eps, routes, gap, known.labels_made, known.labels_expanded)


def _unit(n_figures: int) -> INT64:
    return (np.arange(n_figures) == 0).astype(np.int64)


def _nothing(n_figures: int) -> _Found:
    none = np.empty(0, np.int32)
    return _Found(np.empty((0, n_figures), np.int64), np.zeros(1, np.int64), none, none)


def _at_target(query: Query, caps: INT64, eps: float) -> Proven:
    """Answer when the group is already there: one route without legs, if it is not too late."""
    here = _nothing(caps.size)
    if (caps >= 0).all():
        here = here._replace(figures=np.zeros((1, caps.size), np.int64), ptr=np.zeros(2, np.int64))
    return _proven(query, eps, here, 0.0, 0, 0)


def _proven(
    query: Query, eps: float, routes: _Found, gap: float, labels_made: int, labels_expanded: int
) -> Proven:
    costs = routes.figures.astype(np.int32)
    costs[:, 0] += query.start_min
    return Proven(
        costs=costs,
        leg_ptr=routes.ptr.astype(np.int32),
        legs=routes.rides,
        departs=routes.departs,
        finished=gap <= eps,
        eps=eps,
        labels_made=labels_made,
        labels_expanded=labels_expanded,
        gap=gap,
    )


def _weights(shares: FLOAT, span: FLOAT) -> INT64:
    """Turn shares into whole weights under which the span weighs FULL_WEIGHT."""
    return np.maximum(np.rint(shares / (shares @ span) * FULL_WEIGHT), 0).astype(np.int64)


def _add(known: _Evidence, new: Plane) -> None:
    """Take a plane, and the route that lies on it."""
    known.planes.append(new)
    rides, departs = walk(known.live, new.base, new.wait_weight, new.table)
    if rides.size:
        figures = known.live.figures[rides].sum(axis=0, dtype=np.int64)
        moving, minutes = figures[0], int(departs[-1]) - known.live.start_min
        figures[0] = minutes + known.live.figures[rides[-1], 0]
        figures[1] += -(-(figures[0] - moving) * known.live.wait_risk // DAY)
        known.found.append(_Found(figures[None], np.array([0, rides.size]), rides, departs))


def _balance(known: _Evidence) -> FLOAT:
    """Find the figures of a route that weighs all objectives alike: (K,) > 0, the scale of all."""
    least = known.live.remains[known.live.start].astype(np.float64)
    scale = np.maximum(least, 1)
    scale[0] = max(known.planes[0].bound, 1)
    for _ in range(BALANCINGS):
        delay_min = delay_of(known.live, known.planes[-1])
        n_found = len(known.found)
        _add(known, plane(known.live, _weights(1 / scale, _span(known, scale)), delay_min))
        if len(known.found) > n_found:
            # Half of the way, in ratios: all of it would swing to and fro.
            scale = np.sqrt(scale * np.maximum(known.found[-1].figures[0], 1))
    return scale


def _span(known: _Evidence, scale: FLOAT) -> FLOAT:
    return np.minimum(known.caps, SPAN * scale)


def _fan(known: _Evidence, scale: FLOAT, eps: float, pool: Executor, max_labels: int) -> None:
    """Sweep under a fan of weighings of all but time, each guided by planes that weigh time too."""
    delay_min = delay_of(known.live, known.planes[-1])
    soonest = known.planes[0].table

    def one_direction(shares: FLOAT) -> tuple[list[Plane], Tree]:
        minute_weights, weights = _direction(shares, scale, _span(known, scale))
        planes = []
        for minute_weight in minute_weights:
            of_all = np.concatenate([[minute_weight], weights])
            planes.append(plane(known.live, of_all, delay_min))
        guides = Guides(
            soonest,
            minute_weights,
            np.stack([p.table for p in planes]),
            np.array([int(p.bound * (1 + NEAR)) for p in planes], np.int64),
        )
        return planes, _sweep(known, guides, weights, eps, max_labels)

    for planes, tree in pool.map(one_direction, _directions(known.caps.size, eps)):
        for new in planes:
            _add(known, new)
        known.take(tree)


def _directions(n_figures: int, eps: float) -> list[FLOAT]:
    """Spread shares evenly over all objectives but time."""
    steps = (FINE_FAN if eps < FINE_EPS else COARSE_FAN)[n_figures]
    n_sums = n_figures - 1
    spread = combinations_with_replacement(range(n_sums), steps)
    return [np.bincount(picks, minlength=n_sums) / steps + TRACE for picks in map(list, spread)]


def _direction(shares: FLOAT, scale: FLOAT, span: FLOAT) -> tuple[INT64, INT64]:
    """Give the weights of a minute and of the sums; the heaviest weighs FULL_WEIGHT at the span."""
    heaviest = max(MINUTE_SHARES) / scale[0] * span[0] + (shares / scale[1:]) @ span[1:]
    unit = FULL_WEIGHT / heaviest
    minute_weights = np.rint(np.array(MINUTE_SHARES) / scale[0] * unit)
    weights = np.maximum(np.rint(shares / scale[1:] * unit), 1)
    return minute_weights.astype(np.int64), weights.astype(np.int64)


def _sweep(known: _Evidence, guides: Guides, weights: INT64, eps: float, max_labels: int) -> Tree:
    live = known.live
    moving = np.minimum(live.figures[:, 1:].astype(np.int64) @ weights, TOO_MUCH).astype(np.int32)
    caps = np.array([known.caps[0], min(int(weights @ known.caps[1:]), NEVER)], np.int64)
    left, step = static_least(live, moving), SWEEP_STEP * eps
    return sweep(live, guides, moving, left, caps, step, max_labels)


def _seen(known: _Evidence) -> INT64:
    """Give the figures of all routes found, also beyond the limits, less those beaten."""
    figures = np.unique(np.concatenate([f.figures for f in known.found]), axis=0)
    return figures[unbeaten(figures)]


def _within(known: _Evidence) -> INT64:
    """Give the figures of the best routes within the limits, in the order boxes are cut best."""
    figures = np.concatenate([f.figures for f in known.found])
    figures = np.unique(figures[(figures <= known.caps).all(axis=1)], axis=0)
    figures = figures[unbeaten(figures)]
    # Cut in lexical order the corners would be many at first.
    return figures[np.random.default_rng(0).permutation(len(figures))]


def _refine(known: _Evidence, scale: FLOAT, eps: float, max_planes: int, pool: Executor) -> None:
    """Add planes where they promise to close an open box, or to come closest."""
    delay_min = delay_of(known.live, known.planes[BALANCINGS])
    span = _span(known, scale)
    for _ in range(ROUNDS):
        corners = open_corners(_within(known), eps, known.caps, *known.lines())
        room = min(A_ROUND, max_planes - len(known.planes))
        if len(corners) == 0 or room <= 0:
            return
        shares = _promising(known, np.maximum(corners - 1, 1).astype(np.float64), room)
        if not shares:
            return

        def one_plane(share: FLOAT) -> Plane:
            return plane(known.live, _weights(share, span), delay_min)

        for new in pool.map(one_plane, shares):
            _add(known, new)


def _promising(known: _Evidence, corners: FLOAT, room: int) -> list[FLOAT]:
    """Choose weighings that promise to lower open boxes most, one after the other."""
    seen = np.maximum(_seen(known), TRACE)
    if len(seen) == 0:
        return []
    corners = np.ascontiguousarray(corners[:: len(corners) // MAX_TRIED + 1])
    shares, heights = best_weighings(seen, corners)
    weights, bounds = known.lines()
    # How far above each plane a corner lies, and how far it would above the best one.
    above = (corners @ weights.T.astype(np.float64) / np.maximum(bounds, 1)).min(axis=1)
    at_best = 1 / heights
    chosen = []
    for _ in range(room):
        gain = np.where(above < 1, 0, above - at_best)
        best = int(gain.argmax())
        if gain[best] < LEAST_GAIN:
            break
        chosen.append(shares[best])
        above = np.minimum(above, corners @ shares[best] / heights[best])
    return chosen


def _confine(known: _Evidence, eps: float, max_labels: int) -> float:
    """Look for what is missing where boxes are open; give the gap that is proven in the end."""
    weights, bounds = known.lines()
    corners = open_corners(_within(known), eps, known.caps, weights, bounds)
    live, is_done = known.live, len(corners) == 0
    may_confine = live.wait_risk == 0 and (live.wait[live.tail] >= INF).all()
    if len(corners) and may_confine and known.planes[0].table.size * bounds.size <= MAX_WALL:
        tables = np.ascontiguousarray(np.stack([p.table for p in known.planes], axis=2))
        wall = Wall(known.planes[0].table, weights, weights.T.copy(), bounds, tables)
        tree = confined(live, wall, corners, eps, max_labels)
        known.take(tree)
        is_done = tree.finished
    routes = _within(known)
    if len(routes) == 0:
        return 0.0 if is_done else inf
    gap = float(proven_gap(routes, known.caps, weights, bounds))
    return min(gap, eps) if is_done else gap


def _routes(known: _Evidence) -> _Found:
    """Gather the best routes within the limits, in lexical order, with the caller's numbers."""
    figures = np.concatenate([f.figures for f in known.found])
    whose = np.concatenate([np.full(len(f.figures), i) for i, f in enumerate(known.found)])
    nth = np.concatenate([np.arange(len(f.figures)) for f in known.found])
    inside = np.flatnonzero((figures <= known.caps).all(axis=1))
    _, first = np.unique(figures[inside], axis=0, return_index=True)
    rows = inside[first]
    rows = rows[unbeaten(figures[rows])]
    spans = [known.found[whose[row]].ptr[nth[row] : nth[row] + 2] for row in rows]
    empty = [np.empty(0, np.int32)]
    rides = [known.found[whose[row]].rides[a:b] for row, (a, b) in zip(rows, spans, strict=True)]
    departs = [
        known.found[whose[row]].departs[a:b] for row, (a, b) in zip(rows, spans, strict=True)
    ]
    return _Found(
        figures[rows],
        np.cumsum([0] + [len(route) for route in rides]),
        known.live.ride[np.concatenate(empty + rides)],
        np.concatenate(empty + departs),
    )
