"""What every search leaves behind: its row, and word to security of one that was refused."""

from datetime import datetime, timedelta
from uuid import UUID

from waystation.base.ids import new_id
from waystation.tracing.models import SearchRow
from waystation.vault import audit, notices
from waystation.vault.keyring import Keyring


def alarm(subject: UUID, n: int, window: timedelta, keyring: Keyring, now: datetime) -> None:
    """Enter a refused search in the chain, and leave security word of it."""
    says = {"of": str(subject), "n": str(n), "days": str(window.days)}
    audit.write("search refused", actor=keyring.user_id, says=says, now=now)
    notices.write(notices.TooOften(keyring.user_id), now=now)


def row_of(keyring: Keyring) -> SearchRow:
    """Make a row for what was searched, in the reader's tracing compartment."""
    return SearchRow(id=new_id(), cell=keyring.cell("tracing"))
