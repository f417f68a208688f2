"""Plays a plan through one replicate, hour by hour, under one way of passing the word on."""

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from math import ceil, exp
from typing import NamedTuple

import numpy as np

from waystation.kernel.joint.net import BOOL, DAY_H, I32
from waystation.kernel.rehearse.luck import BACK, CAUGHT, RAIDED, THEIRS, Luck
from waystation.kernel.rehearse.onward import Onward, Seeks
from waystation.kernel.rehearse.replanner import Planner
from waystation.kernel.rehearse.script import HIDE, RENDEZVOUS, Script, guides_of
from waystation.kernel.rehearse.travellers import LEFT, SAFE, STAYED, Step, Traveller
from waystation.kernel.rehearse.watcher import Watcher

# What comes first within one hour: losses, word of them, then who arrives, is found, sets out.
GUIDE_GOES, HOUSE_GOES, HEARD, ARRIVES, SEEKS, FOUND, SETS_OUT = range(7)
# The next guide waits so long for a group that is late, if the leg opens meanwhile.
GUIDE_WAITS_H = 6
# Groups that hide are planned anew together, this much later.
HIDES_H = 24
# So many legs back are tried, one after the other, where nothing leads on.
RETREATS_MAX = 3


class Played(NamedTuple):
    """What came of every group (G): its fate, the hour of arrival, where it was caught.

    `arrived_h`, `at_leg` and `at_house` are -1 where they do not apply; `heard`: how often a group
    was given another way.
    """

    fate: I32
    arrived_h: I32
    at_leg: I32
    at_house: I32
    heard: I32


def play(script: Script, luck: Luck, policy: int, planner: Planner) -> Played:
    """Play one replicate to its end.

    Args:
      policy: how word of a loss is passed on, one of `script.POLICIES`.
    """
    stage = _Stage(script, luck, policy, planner)
    stage.set_up()
    return stage.run()


class _Stage:
    """One replicate under way."""

    def __init__(self, script: Script, luck: Luck, policy: int, planner: Planner) -> None:
        self.script, self.luck, self.policy = script, luck, policy
        self.onward = Onward(script, planner)
        self.watcher = Watcher(script, luck)
        self.guides = guides_of(script)
        self.lost = np.zeros(self.guides.size, np.int64)
        self.known = np.zeros(self.guides.size, np.int64)
        self.gone: BOOL = np.zeros(script.field.n_places, np.bool_)
        self.known_gone: BOOL = self.gone.copy()
        self.safe: BOOL = np.logical_or.reduce(script.groups.targets)
        self.events: list[tuple[int, int, int, int]] = []
        self.all: list[Traveller] = []

    def set_up(self) -> None:
        """Put every group where it begins, and what is lost by chance where it is to happen."""
        groups, joint = self.script.groups, self.script.joint
        for g in range(groups.size.size):
            place, hour = int(groups.start[g]), int(groups.ready_h[g])
            one = Traveller(g, int(groups.size[g]), place, hour)
            self.all.append(one)
            n = int(joint.n_legs[g])
            if n < 0:
                one.fate = STAYED
                continue
            ways = zip(joint.legs[g, :n].tolist(), joint.hours[g, :n].tolist(), strict=True)
            self._give_way(one, (place, hour), [Step(leg, at) for leg, at in ways])
            self._settle(one, hour)
        self._plan_losses()

    def _plan_losses(self) -> None:
        last = self.script.field.n_hours
        for pool, nth in np.argwhere(self.luck.guide_lost < last).tolist():
            self._put(ceil(self.luck.guide_lost[pool, nth]), GUIDE_GOES, pool)
        for place in np.flatnonzero(self.luck.house_lost < last).tolist():
            self._put(ceil(self.luck.house_lost[place]), HOUSE_GOES, place)

    def run(self) -> Played:
        """Let everything happen in its order, until the last hour."""
        happens: dict[int, Callable[[int, int, int], None]] = {
            GUIDE_GOES: lambda hour, what, _no: self._lose_guide(what, hour),
            HOUSE_GOES: lambda hour, what, _no: self._lose_house(what, hour),
            HEARD: lambda hour, what, _no: self._hear(what, hour),
            ARRIVES: self._arrive,
            SEEKS: self._seek,
            FOUND: self._find,
            SETS_OUT: self._set_out,
        }
        while self.events:
            hour, kind, what, number = heappop(self.events)
            if hour > self.script.field.n_hours:
                break
            # A plan may end with its last hour: whoever comes then is there, nothing else begins.
            if hour == self.script.field.n_hours and kind != ARRIVES:
                continue
            happens[kind](hour, what, number)
        return _played(self.all)

    def _put(self, hour: int, kind: int, what: int, number: int = 0) -> None:
        heappush(self.events, (hour, kind, what, number))

    # -- a group's own course --------------------------------------------------------------

    def _settle(self, one: Traveller, hour: int) -> None:
        """Let a group be where it is from an hour on, and do next what its way says."""
        one.away, one.hour, one.stay = False, hour, one.stay + 1
        if self.script.groups.targets[self.script.groups.kind[one.nth], one.place]:
            one.fate = SAFE
            return
        danger = self._danger_waiting(one.place)
        if danger > 0:
            left = one.outlasts.setdefault(one.place, self.luck.patience(one.nth, one.place))
            self._put(hour + max(1, ceil(left / danger)), FOUND, one.nth, one.stay)
        self._go_on(one, hour)

    def _go_on(self, one: Traveller, hour: int) -> None:
        """Wait for the next leg, if it can still be had; else look for another way."""
        if one.hiding:
            return
        if not one.way:
            self._put(hour, SEEKS, one.nth, one.turn)
            return
        step = one.way[0]
        at = self._waited_for(step, hour) if step.hour < hour else step.hour
        if at is None:
            self._put(hour, SEEKS, one.nth, one.turn)
        else:
            one.way[0] = step._replace(hour=at)
            self._put(at, SETS_OUT, one.nth, one.turn)

    def _waited_for(self, step: Step, hour: int) -> int | None:
        """Give the hour at which a guide still leads a group that is late; None: they are gone."""
        if step.back:
            return hour
        last = min(step.hour + GUIDE_WAITS_H, self.script.field.n_hours - 1)
        for at in range(hour, last + 1):
            if self.script.field.opens[at, step.leg]:
                return at
        return None

    def _set_out(self, hour: int, nth: int, turn: int) -> None:
        """Let a group set out on its next leg, if weather and its guide let it."""
        one = self.all[nth]
        if one.is_over or one.away or turn != one.turn:
            return
        step, field = one.way[0], self.script.field
        pool = int(field.pool[step.leg])
        if not step.back:
            if self._is_shut(step.leg, hour):
                # Tomorrow, and not before: then they look again.
                self._look_later(one, hour, (hour // DAY_H + 1) * DAY_H)
                return
            if self._is_gone(one, step):
                # Nobody came; now it is known, and they wait in case.
                self._learn_guide(pool, hour)
                self._look_later(one, hour, hour + self.script.faults.waits_h)
                return
        self._leave_house(one, hour)
        one.on = one.way.pop(0)
        chance = self._chance_of(step, one, hour)
        if self.luck.chance(BACK if step.back else CAUGHT, nth, step.leg) < chance:
            self._drop_way(one, hour + 1)
            one.caught(leg=step.leg)
            if not step.back:
                self._lose_guide(pool, hour)
            return
        self._travel(one, step, hour)

    def _chance_of(self, step: Step, one: Traveller, hour: int) -> float:
        """Give the chance of being caught on a leg, and let the adversary see who passes."""
        beliefs, light = self.script.beliefs, int(self.script.field.is_night[hour])
        free = exp(-float(beliefs.leg[light, step.leg]) * float(self.luck.leg[step.leg]))
        free *= 1 - self.watcher.catches(step.leg, hour // DAY_H)
        self.watcher.passes(one.nth, step.leg)
        return 1 - free

    def _travel(self, one: Traveller, step: Step, hour: int) -> None:
        field, faults = self.script.field, self.script.faults
        takes = int(field.duration_h[step.leg])
        if faults.delay > 0 and not step.back:
            takes += self.luck.late_h(one.nth, step.leg, faults.delay, faults.delay_h)
        one.away, one.on, one.hour = True, step._replace(hour=hour), hour + takes
        if step.back:
            one.trail.pop()
        else:
            one.trail.append(step.leg)
        one.place = self._ends(step)
        one.stay += 1
        self._put(one.hour, ARRIVES, one.nth, one.stay)

    def _arrive(self, hour: int, nth: int, stay: int) -> None:
        one = self.all[nth]
        if one.is_over or stay != one.stay:
            return
        if self.gone[one.place] and not self._escapes(one):
            return
        if self.gone[one.place]:
            self._learn_house(one.place)
            self._drop_way(one, hour)
            one.hiding = False
        self._settle(one, hour)

    def _escapes(self, one: Traveller) -> bool:
        """Say whether a group gets away from a house that is lost."""
        if self.luck.chance(RAIDED, one.nth, one.place) >= self.script.faults.raided:
            return True
        one.caught(house=one.place)
        return False

    def _leave_house(self, one: Traveller, hour: int) -> None:
        if one.place in one.outlasts:
            one.outlasts[one.place] -= self._danger_waiting(one.place) * (hour - one.hour)

    def _find(self, hour: int, nth: int, stay: int) -> None:
        """Let a group be found where it waits; the house is lost with it."""
        one = self.all[nth]
        if one.is_over or one.away or stay != one.stay:
            return
        one.caught(house=one.place)
        self._lose_house(one.place, hour)

    def _danger_waiting(self, place: int) -> float:
        if self.safe[place]:
            return 0.0
        return float(self.script.beliefs.house[place]) * float(self.luck.house[place])

    def _is_shut(self, leg: int, hour: int) -> bool:
        faults = self.script.faults
        return bool(faults.bars[leg] and self.luck.shut[hour // DAY_H, faults.zone[leg]])

    def _is_gone(self, one: Traveller, step: Step) -> bool:
        """Say whether the guide of a stage is among those lost since it was planned."""
        pool = int(self.script.field.pool[step.leg])
        since = int(self.lost[pool]) - step.knew
        if since <= 0:
            return False
        left = max(1, int(self.guides[pool]) - step.knew)
        return self.luck.chance(THEIRS, one.nth, step.leg) < min(1.0, since / left)

    # -- losses, and word of them ----------------------------------------------------------

    def _lose_guide(self, pool: int, hour: int) -> None:
        if self.lost[pool] >= self.guides[pool]:
            return
        self.lost[pool] += 1
        if self.policy != RENDEZVOUS:
            self._put(hour + self.script.faults.known_after_h, HEARD, pool)

    def _lose_house(self, place: int, hour: int) -> None:
        if self.gone[place] or self.safe[place]:
            return
        self.gone[place] = True
        here = [one for one in self.all if not (one.is_over or one.away) and one.place == place]
        flees = [one for one in here if self._escapes(one)]
        if flees:
            # Those who got away tell nobody but themselves: they leave at once.
            self._learn_house(place)
            self._plan_anew(flees, hour)
        if self.policy != RENDEZVOUS:
            self._put(hour + self.script.faults.known_after_h, HEARD, self._house_word(place))

    def _house_word(self, place: int) -> int:
        return int(self.guides.size) + place

    def _learn_guide(self, pool: int, hour: int) -> None:
        while self.known[pool] < self.lost[pool]:
            self.known[pool] += 1
            self.onward.lose_guide(pool, hour)

    def _learn_house(self, place: int) -> None:
        if not self.known_gone[place]:
            self.known_gone[place] = True
            self.onward.lose_house(place)

    def _hear(self, what: int, hour: int) -> None:
        """Warn every group whose way is broken by a loss and whose guide can be told."""
        pool, place = what, what - int(self.guides.size)
        if place >= 0:
            self._learn_house(place)
            hit = [one for one in self._on_the_way() if self._touches(one, place)]
        else:
            self._learn_guide(pool, hour)
            hit = [one for one in self._on_the_way() if self._needs(one, pool)]
        told = [one for one in hit if self._is_told(one, hour)]
        if self.policy != HIDE:
            self._plan_anew(told, hour)
            return
        for one in told:
            self._turn_round(one, hour)
            self._look_later(one, hour, hour + HIDES_H)

    def _on_the_way(self) -> Iterable[Traveller]:
        return (one for one in self.all if not one.is_over)

    def _needs(self, one: Traveller, pool: int) -> bool:
        pools = self.script.field.pool
        return any(
            not step.back and pools[step.leg] == pool and self._is_gone(one, step)
            for step in one.way
        )

    def _touches(self, one: Traveller, place: int) -> bool:
        comes_there = one.away and one.place == place
        return comes_there or any(self._ends(step) == place for step in one.way)

    def _ends(self, step: Step) -> int:
        field = self.script.field
        return int(field.src[step.leg] if step.back else field.dst[step.leg])

    def _is_told(self, one: Traveller, hour: int) -> bool:
        """Say whether word reaches a group: over the phone of whoever leads it, or will next."""
        if one.away:
            leg = one.on.leg
        elif one.way:
            leg = one.way[0].leg
        else:
            return True
        gone_at = float(self.luck.phone_lost[self.script.field.pool[leg]])
        return not gone_at <= hour < gone_at + self.script.faults.phone_days * DAY_H

    # -- another way -----------------------------------------------------------------------

    def _plan_anew(self, them: list[Traveller], hour: int) -> None:
        """Give some groups another way all at once, from where each of them is or will be."""
        for one in them:
            self._turn_round(one, hour)
            self._drop_way(one, hour)
        seeking = [Seeks(one.nth, one.place, max(hour, one.hour)) for one in them]
        found = list(zip(them, seeking, self._found(seeking), strict=True))
        # First those who have a way, so that nobody takes it from them on their way back.
        for one, seeks, way in found:
            if way is not None:
                self._take_up(one, seeks, self._known_steps(way))
        for one, seeks, way in found:
            if way is None:
                self._take_up(one, seeks, self._retreat(one, seeks))

    def _take_up(self, one: Traveller, seeks: Seeks, steps: list[Step] | None) -> None:
        one.heard, one.hiding = one.heard + 1, False
        if steps is None:
            one.fate = LEFT
            self.onward.stay(one.nth, one.place, seeks.hour, self.script.field.n_hours)
            return
        self._give_way(one, (seeks.place, seeks.hour), steps)
        if not one.away:
            self._go_on(one, seeks.hour)

    def _found(self, seeking: list[Seeks]) -> list[list[tuple[int, int]] | None]:
        """Find ways one group after the other, so that none takes what another just took."""
        last = self.script.field.n_hours - 1
        in_time = [one for one in seeking if one.hour < last]
        found = dict(zip(in_time, self.onward.find(in_time), strict=True)) if in_time else {}
        return [found.get(one) for one in seeking]

    def _known_steps(self, way: list[tuple[int, int]]) -> list[Step]:
        pools = self.script.field.pool
        return [Step(leg, hour, int(self.known[pools[leg]])) for leg, hour in way]

    def _retreat(self, one: Traveller, seeks: Seeks) -> list[Step] | None:
        """Go back the way they came, to the first place that something leads on from."""
        field, hour = self.script.field, seeks.hour
        back: list[Step] = []
        for leg in reversed(one.trail[-RETREATS_MAX:]):
            back.append(Step(leg, hour, back=True))
            hour += int(field.duration_h[leg])
            place = int(field.src[leg])
            if self.known_gone[place]:
                continue
            (way,) = self._found([Seeks(one.nth, place, hour)])
            if way is not None:
                return back + self._known_steps(way)
        return None

    def _give_way(self, one: Traveller, start: tuple[int, int], steps: list[Step]) -> None:
        one.turn += 1
        one.way, one.booked, one.booked_from = list(steps), steps, start
        self.onward.book(one.nth, start, steps)

    def _drop_way(self, one: Traveller, hour: int) -> None:
        """Give back what is booked for the rest of a group's way."""
        one.turn += 1
        self.onward.free(one.nth, one.booked_from, one.booked, hour - 1)
        one.way, one.booked = [], []

    def _turn_round(self, one: Traveller, hour: int) -> None:
        """Let a group that is told on its way to a lost house go back to where it set out from."""
        if not (one.away and self.known_gone[one.place]):
            return
        step = one.on
        other = self._ends(step._replace(back=not step.back))
        if self.known_gone[other]:
            return
        if step.back:
            one.trail.append(step.leg)
        else:
            one.trail.pop()
        one.place, one.hour, one.stay = other, hour + max(1, hour - step.hour), one.stay + 1
        self._put(one.hour, ARRIVES, one.nth, one.stay)

    def _look_later(self, one: Traveller, hour: int, then_h: int) -> None:
        """Let a group stay where it is, or will be, and look for another way at a later hour."""
        self._drop_way(one, hour)
        one.hiding, since, until = True, max(hour, one.hour), max(then_h, one.hour)
        self.onward.stay(one.nth, one.place, since, until)
        self._put(until, SEEKS, one.nth, one.turn)

    def _seek(self, hour: int, nth: int, turn: int) -> None:
        """Give a way to everybody who looks for one at this hour."""
        looking = [(nth, turn)]
        while self.events and self.events[0][:2] == (hour, SEEKS):
            looking.append(heappop(self.events)[2:])
        them = [self.all[g] for g, no in looking if no == self.all[g].turn]
        self._plan_anew([one for one in them if not one.is_over], hour)


def _played(them: list[Traveller]) -> Played:
    def column(values: Iterable[int]) -> I32:
        return np.fromiter(values, np.int32, len(them))

    return Played(
        fate=column(one.fate for one in them),
        arrived_h=column(one.hour if one.fate == SAFE else -1 for one in them),
        at_leg=column(one.at_leg for one in them),
        at_house=column(one.at_house for one in them),
        heard=column(one.heard for one in them),
    )
