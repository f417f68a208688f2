"""What a letter is and how far it came. Pure."""

from typing import Literal, NamedTuple, get_args

import msgspec

State = Literal["waiting", "sending", "sent", "refused", "held back", "dropped", "came back"]
Fault = Literal["", "not reached", "put off", "refused", "cut off", "no address", "not wanted"]
Value = str | int

STATES: tuple[State, ...] = get_args(State)
FAULTS: tuple[Fault, ...] = get_args(Fault)
# So many go at one press, so that a page answers before a browser gives up.
AT_ONCE = 25
# After so many tries a letter waits no longer by itself; somebody looks at the address.
TRIES_MAX = 5
# From each state to what somebody may do with a letter there.
MAY: dict[str, tuple[str, ...]] = {
    "waiting": ("drop",),
    "sending": ("again", "drop"),
    "sent": ("came back",),
    "refused": ("again", "drop"),
    "held back": ("drop",),
    "dropped": (),
    "came back": ("again", "drop"),
}
BECOMES: dict[str, State] = {"drop": "dropped", "again": "waiting", "came back": "came back"}


class Letter(msgspec.Struct, frozen=True, kw_only=True, tag="letter/1"):
    """What lies in a letter's box. `name`, `to` and `language` only where it is to no donor."""

    kind: str
    values: dict[str, Value]
    name: str = ""
    to: str = ""
    language: str = ""


class Written(NamedTuple):
    """A letter in one language: what stands above it, and the same words in both forms."""

    subject: str
    text: str
    html: str


class Attached(NamedTuple):
    """A paper that goes with a letter."""

    name: str
    content: bytes


class Sent(NamedTuple):
    """What came of one press: how many went, how many did not, how many wait still."""

    n_sent: int
    n_failed: int
    n_waiting: int
    is_reached: bool
