"""A donor's visit to their own page: what lies under a link, and how long it holds. Pure."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

LINK_LASTS = timedelta(minutes=30)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=4)
# A visit is written anew only once so much of its time has passed.
STEP = timedelta(minutes=5)
# For how many months a regular gift can rest at one time.
REST_MONTHS = (1, 2, 3, 6, 12)


class Held(msgspec.Struct, frozen=True, tag="held/1"):
    """What lies under the secret of a link or a visit: whose it is, and until when.

    `giver` is the record that the address was found in; where it was found in none, an id that
    nobody has.
    """

    giver: UUID
    seed: bytes
    began_at: datetime
    ends_at: datetime

    def __repr__(self) -> str:
        return "<Held>"

    def prolonged(self, now: datetime) -> "Held | None":
        """Give a visit that holds on because somebody is there; None while it need not be."""
        ends_at = min(now + IDLE, self.began_at + LONGEST)
        if ends_at - self.ends_at < STEP:
            return None
        return msgspec.structs.replace(self, ends_at=ends_at)
