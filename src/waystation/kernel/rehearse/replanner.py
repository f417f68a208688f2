"""Finds ways for groups in what is left of a field, again and again."""

import numpy as np

from waystation.kernel.joint.insert import desk, nobody_goes, settle_all
from waystation.kernel.joint.lanes import TOO_MUCH
from waystation.kernel.joint.net import BOOL, F64, I32, Field, Groups, Joint, Taken
from waystation.kernel.joint.room import room
from waystation.kernel.joint.tables import Pricer
from waystation.kernel.joint.ways import no_prices, party, ways

# Nobody who is on their way is left behind for want of money.
PLENTY_CENTS = 1 << 50
# After so many groups the tables are made anew.
CHUNK = 20


class Planner:
    """Puts groups one after the other into what is left of one field, largest first.

    What is worked out of the field once serves every replicate of a process. The tables that guide
    a search are made for it alone: they say at once where nothing leads on.
    """

    def __init__(self, field: Field) -> None:
        self._field, self._ways = field, ways(field)
        self._space, self._nothing = desk(self._ways), no_prices(self._ways)

    def without(self, shut: BOOL) -> F64:
        """Price every departure, those of shut legs (E) out of reach (N)."""
        return np.where(shut[self._ways.leg], TOO_MUCH, self._ways.sets_out)

    def place(self, here: Groups, taken: Taken, guides: I32, sets_out: F64) -> Joint:
        """Give the ways of some groups in what is left of guides (days, P) and departures."""
        known = self._ways._replace(guides=guides, sets_out=sets_out)
        left = room(self._field._replace(guides=guides), taken, int(here.size.sum()))
        left.money[0] = PLENTY_CENTS
        order = np.argsort(-here.size, kind="stable").astype(np.int64)
        people = party(here)
        joint = nobody_goes(people)
        pricer = Pricer(known, people)
        table = pricer.blank()
        for at in range(0, order.size, CHUNK):
            some = order[at : at + CHUNK]
            since = int(here.ready_h[some].min())
            look = pricer.look(self._nothing, left, pays=False, into=table, from_hour=since)
            settle_all(known, people, look, left, self._space, joint, some)
        return joint
