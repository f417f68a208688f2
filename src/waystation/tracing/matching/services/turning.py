"""What an officer says of a candidate; nobody is asked or told by it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.tracing.matching import domain, queries
from waystation.tracing.matching.domain import Turn
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import swap

AUDITED: dict[Turn, str] = {
    "review": "candidate reviewed",
    "set aside": "candidate set aside",
    "undo": "candidate reopened",
}


@transaction.atomic
def turn(*, match_id: UUID, turn: Turn, says: str = "", keyring: Keyring, now: datetime) -> None:
    """Say that a candidate is the same person, set it aside, or take the last of these back.

    Nobody is told by it: a reviewed match waits until somebody asks the one who was found.

    Args:
      says: why it is set aside.

    Raises:
      Refused: it stands elsewhere by now, no reason is given, or there is no such match.
      Overtaken: somebody else was faster.
    """
    row = queries.find(match_id, keyring)
    match = queries.match(match_id, keyring).match
    if turn == "set aside" and not says.strip():
        raise Refused(_("It is not said why this is somebody else."), hint=_("Write one sentence."))
    done = domain.turned(match, turn, by=keyring.user_id, name=keyring.alias, at=now, says=says)
    if done is None:
        raise Refused(
            _("This candidate is no longer where it was."), hint=_("Load the page again.")
        )
    swap(row, done, keyring, on=now.date())
    audit.write(AUDITED[turn], actor=keyring.user_id, says={"of": str(match_id)}, now=now)
