"""Large values written down small enough for a sealed row. Pure."""

import zlib
from typing import Any, TypeVar

import msgspec
import numpy as np

from waystation.dispatch.together.domain import Candidate, Found
from waystation.kernel.joint.net import DEFERRED, Groups, Joint

Value = TypeVar("Value")
# What a box in a row holds at most; vault.domain.BODY_MAX, less what is put around it.
BOX_MAX = 65_000


def packed(value: object) -> bytes:
    """Write a value down and press it together."""
    return zlib.compress(msgspec.msgpack.encode(value), 9)


def candidates(packet: bytes) -> list[Candidate]:
    """Read who is to travel."""
    return unpacked(packet, list[Candidate])


def names(packet: bytes) -> list[str]:
    """Read a list of names."""
    return unpacked(packet, list[str])


def unpacked(packet: bytes, kind: type[Value]) -> Value:
    """Read what was written down."""
    return msgspec.msgpack.decode(zlib.decompress(packet), type=kind)


def joint_of(found: Found, groups: Groups) -> Joint:
    """Read the ways of a plan; what staying costs stands for who stays, for others nothing."""
    n_steps = np.array(found.n_steps, dtype=np.int32)
    longest = max(1, int(n_steps.max(initial=0)))
    legs = np.zeros((n_steps.size, longest), dtype=np.int32)
    begun = legs.copy()
    all_legs, all_hours = _numbers(found.legs), _numbers(found.hours)
    at = 0
    for nth, n in enumerate(n_steps.tolist()):
        if n > 0:
            legs[nth, :n], begun[nth, :n] = all_legs[at : at + n], all_hours[at : at + n]
            at += n
    cost = np.where(n_steps == DEFERRED, groups.defer_cost, 0.0)
    return Joint(legs, begun, n_steps, cost)


def steps_of(joint: Joint) -> dict[str, Any]:
    """Write the ways of a plan down as the fields of `Found`."""
    going = [(nth, n) for nth, n in enumerate(joint.n_legs.tolist()) if n > 0]
    return {
        "legs": _pressed([joint.legs[nth, :n] for nth, n in going]),
        "hours": _pressed([joint.hours[nth, :n] for nth, n in going]),
        "n_steps": tuple(joint.n_legs.tolist()),
    }


def _pressed(rows: list[Any]) -> bytes:
    numbers = np.concatenate(rows) if rows else np.empty(0, np.int32)
    return zlib.compress(numbers.astype("<i4").tobytes(), 9)


def _numbers(packet: bytes) -> Any:
    return np.frombuffer(zlib.decompress(packet), dtype="<i4")
