"""The end of a request: two officers stand behind it, its key goes first."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.tracing.models import Voice
from waystation.tracing.papers import services as papers
from waystation.tracing.requests import noticing, queries
from waystation.tracing.requests.domain import Held
from waystation.vault import audit, shredding
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, token_of

HANDS_NEEDED = 2


@transaction.atomic
def ask_to_destroy(*, request_id: UUID, keyring: Keyring, now: datetime) -> int:
    """Lay one's hand on the destruction of a closed request; says how many lie on it now.

    Raises:
      Refused: it is not closed, this officer's hand lies on it already, or there is no such
        request.
    """
    row = queries.find(request_id, keyring)
    view = queries.request(request_id, keyring)
    if view.request.state != "closed":
        raise Refused(
            _("Only a closed request can be destroyed."), hint=_("Close it first, with a reason.")
        )
    about, actor = queries.destruction_of(request_id), token_of(keyring.user_id, row, keyring)
    try:
        with transaction.atomic():
            Voice.objects.create(about=about, actor=actor)
    except IntegrityError:
        raise Refused(
            _("Your hand is on this already."),
            hint=_("Another tracing officer has to give the second word."),
        ) from None
    audit.write(
        "search to destroy",
        actor=keyring.user_id,
        says={"of": view.request.code, "id": str(request_id)},
        now=now,
    )
    return Voice.objects.filter(about=about).count()


@transaction.atomic
def keep_after_all(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take every hand off the destruction of a request.

    Raises:
      Refused: there is no such request.
    """
    queries.find(request_id, keyring)
    Voice.objects.filter(about=queries.destruction_of(request_id)).delete()


def destroy(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Destroy a closed request behind which two officers stand, with all that lies in its case.

    Its key goes first, so that no copy opens any more. Call it outside transactions.

    Raises:
      Refused: too few stand behind it, it is open again, or there is no such request.
    """
    remains = _destroyed(request_id, keyring, now)
    shredding.delete_files(remains)
    shredding.empty_log()


@transaction.atomic
def _destroyed(request_id: UUID, keyring: Keyring, now: datetime) -> shredding.Remains:
    row = queries.find(request_id, keyring)
    held = open_row(row, Held, keyring)
    behind = queries.behind(request_id, keyring)
    if held.request.state != "closed" or behind.n < HANDS_NEEDED or not behind.is_mine:
        raise Refused(
            _("Two tracing officers have to stand behind this, you among them."),
            hint=_("Ask a colleague to look at it and give the second word."),
        )
    if held.sent is not None:
        papers.forget([held.sent], keyring=keyring)
    noticing.request_ends(request_id=request_id, keyring=keyring, now=now)
    watches.take_away(queries.watches_of(row, keyring))
    remains = shredding.survey([row.case])
    shredding.destroy_keys(remains)
    shredding.delete_rows(remains)
    Voice.objects.filter(about=queries.destruction_of(request_id)).delete()
    audit.write(
        "search destroyed",
        actor=keyring.user_id,
        says={"of": held.request.code, "id": str(request_id)},
        now=now,
    )
    return remains
