"""What one loss gives up, and how much is at most to be given up by one. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from waystation.dispatch.knowing import Exposure, Field, Told, Way


class Caps(msgspec.Struct, frozen=True, tag="caps/1"):
    """How many people on their way one lost guide, or one lost place, may give up; None: any.

    `days`: the guide's count for a plan of many groups is taken over so many days.
    """

    guide_people: int | None = None
    place_people: int | None = None
    days: int = 30


class Loss(NamedTuple):
    """All that falls with what is lost: what is told, which ways, places and partners it touches.

    `ways` are under way; `places` and `partners` are slugs, the lost ones among them; `lost` are
    the partners lost at first.
    """

    told: tuple[Told, ...]
    ways: tuple[Way, ...]
    places: frozenset[str]
    partners: frozenset[str]
    lost: frozenset[str]

    @property
    def exposure(self) -> Exposure:
        """Count what falls."""
        people = sum(way.people for way in self.ways)
        return Exposure(people, len(self.ways), len(self.partners - self.lost), len(self.places))


def lost(
    field: Field,
    at: datetime,
    *,
    guides: Iterable[str] = (),
    places: Iterable[str] = (),
    told: Iterable[Told] = (),
    steps: int = 0,
) -> Loss:
    """Say what falls with some guides and places, and with what was read elsewhere.

    A lost guide tells what they know; whoever counts on a lost guide or place is touched, known or
    not. With each further step the guides named so far tell too.

    Args:
      told: stages that are read without anybody telling, such as those on a phone.
    """
    first = frozenset(guides)
    fallen, burned, known = set(first), set(places), list(told)
    asked = set(first)
    for step in range(steps + 1):
        known += [one for guide in sorted(asked) for one in field.told_by(guide, at)]
        named = {face.guide for one in known for face in one.faces} - fallen
        fallen |= named
        asked = named
        if step == steps or not named:
            break
    burned |= {place for one in known for place in (one.stage.from_place, one.stage.to_place)}
    hit = {way.id for way in field.touched(known)} | field.past(burned, fallen)
    ways = tuple(way for way in field.ways.values() if way.id in hit)
    return Loss(tuple(known), ways, frozenset(burned), frozenset(fallen), first)
