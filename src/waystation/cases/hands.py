"""The hands on a part of a case that needs two: the database refuses one person's second hand."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases.models import PartRow, PartVoice
from waystation.cases.parts import Part
from waystation.cases.queries import find
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, token_of


def lay(part_id: UUID, keyring: Keyring) -> int:
    """Lay one's hand on a part and say how many lie on it now; its writer lays the first.

    Raises:
      Refused: this person's hand lies on it already, or there is no such part.
    """
    row = find(PartRow, part_id, keyring)
    # A hand is bound to the compartment: once a case moved, only the part itself knows its writer.
    is_writer = open_row(row, Part, keyring).first_by == keyring.user_id
    if is_writer and row.voices.exists():
        raise _twice()
    try:
        with transaction.atomic():
            actor = token_of(keyring.user_id, row, keyring)
            PartVoice.objects.create(part=row, actor=actor)
    except IntegrityError:
        raise _twice() from None
    return row.voices.count()


def is_mine(part_id: UUID, keyring: Keyring) -> bool:
    """Say whether the reader's own hand lies on a part.

    Raises:
      Refused: there is no such part among the reader's.
    """
    row = find(PartRow, part_id, keyring)
    return PartVoice.objects.filter(
        part=row, actor=token_of(keyring.user_id, row, keyring)
    ).exists()


def _twice() -> Refused:
    return Refused(
        _("Your hand is on this already."),
        hint=_("Another colleague who holds this compartment has to give the second word."),
    )
