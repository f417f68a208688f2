"""An adversary who watches some legs, and more often those on which they noticed somebody."""

import numpy as np

from waystation.kernel.rehearse.luck import NOTICED, Luck
from waystation.kernel.rehearse.script import Script


class Watcher:
    """Where they look on a day, and what they remember."""

    def __init__(self, script: Script, luck: Luck) -> None:
        self._adversary, self._luck = script.adversary, luck
        self._spot = script.beliefs.spot
        self._spots = np.unique(self._spot)
        self._memory = np.zeros(self._spot.size)
        self._day, self._watched = -1, frozenset[int]()

    def catches(self, leg: int, day: int) -> float:
        """Give the chance that somebody on a leg is caught by them on a day; days never go back."""
        if not self._adversary.watches:
            return 0.0
        if day != self._day:
            self._day, self._watched = day, self._places(day)
        is_watched = int(self._spot[leg]) in self._watched
        return float(self._adversary.catches[leg]) if is_watched else 0.0

    def passes(self, group: int, leg: int) -> None:
        """Let a group pass a leg: they may notice it, and forget a little of all others."""
        if not self._adversary.watches:
            return
        self._memory *= 1 - self._adversary.forgets
        if self._luck.chance(NOTICED, group, leg) < self._adversary.notices:
            self._memory[self._spot[leg]] += 1

    def _places(self, day: int) -> frozenset[int]:
        """Pick the spots of a day: the best remembered, some of them swapped for others by chance.

        A part of one draw decides whether a watch goes elsewhere, the order of all draws where to.
        """
        drawn = self._luck.watched(day, self._spots.size)
        n = min(self._adversary.watches, self._spots.size)
        # Where nothing is remembered, chance alone orders the legs.
        by_memory = np.lexsort((drawn, -self._memory[self._spots]))
        elsewhere = iter(np.argsort(drawn, kind="stable"))
        goes = self._luck.watched(day + self._luck.n_days, n) < self._adversary.explores
        return frozenset(
            int(self._spots[next(elsewhere) if roams else nth])
            for nth, roams in zip(by_memory[:n], goes, strict=True)
        )
