"""The one door by which a file of another organisation comes in."""

from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from waystation.base.errors import Refused
from waystation.tracing.partners.domain import Asked, Told
from waystation.tracing.partners.services import asking, comparing, letters
from waystation.vault import audit
from waystation.vault.keyring import Keyring


class Read(NamedTuple):
    """What came of a file: a run or a paper, and its row."""

    what: Literal["run", "paper"]
    id: UUID


def read_in(*, content: bytes, keyring: Keyring, now: datetime) -> Read:
    """Open a file that came, whatever it is, and put it where it belongs.

    Nothing is kept of a file that is refused; that it came is entered in the audit.

    Raises:
      Refused: see `letters.read`, `comparing.take_step` and `asking.take_in`.
    """
    try:
        came = letters.read(content, keyring, now)
        if isinstance(came.letter.says, Asked | Told):
            return Read("paper", asking.take_in(came=came, keyring=keyring, now=now))
        return Read("run", comparing.take_step(came=came, keyring=keyring, now=now))
    except Refused as refused:
        audit.write("file refused", actor=keyring.user_id, says={"why": refused.says}, now=now)
        raise
