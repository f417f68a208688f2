"""Taking a case from one compartment to another, for who holds both."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.vault import audit, cells, keystore, resealing
from waystation.vault.keyring import ASK, NOT_YOURS, Keyring

if TYPE_CHECKING:
    from waystation.vault.door import Who


def cell_of(case: UUID, keyring: Keyring) -> UUID:
    """Say in which compartment a case lies.

    Raises:
      Refused: there is no such case, or it is not in a compartment of this ring.
    """
    found = {row.cell for row in resealing.rows_of(case)}
    if len(found) != 1 or not keyring.holds(next(iter(found))):
        raise Refused(NOT_YOURS, hint=ASK)
    return found.pop()


def elsewhere(case: UUID, keyring: Keyring) -> list[tuple[UUID, str]]:
    """List the compartments a case could go to, with their names.

    Raises:
      Refused: there is no such case, or it is not in a compartment of this ring.
    """
    here = cell_of(case, keyring)
    found = [(cell, cells.name_of(cell, keyring)) for cell in keyring.cells_of("cases")]
    return sorted(((cell, name) for cell, name in found if cell != here), key=lambda one: one[1])


@transaction.atomic
def move_case(case: UUID, to: UUID, *, by: "Who", now: datetime) -> None:
    """Take a case to another compartment: all its rows are sealed anew for those who hold that.

    What a capability keeps of it outside its rows goes along: its AppConfig says how in `moved`.
    Its shred key stays, so files and old backups are as they were; whoever held only the old
    compartment opens the case no more.

    Raises:
      Refused: the ring lacks the case's compartment or the other one, or they are the same.
    """
    here = cell_of(case, by.keyring)
    if to == here or to not in by.keyring.cells_of("cases"):
        raise Refused(
            _("A case goes to another compartment of cases that you hold."),
            hint=_("Pick one from the list."),
        )
    resealing.reseal_case(case, to, by.keyring)
    for config in apps.get_app_configs():
        moved = getattr(config, "moved", None)
        if moved is not None:
            moved(case, here, to, by.keyring)
    names = cells.name_of(here, by.keyring), cells.name_of(to, by.keyring)
    says = {"of": str(case), "cell": names[0], "to": names[1]}
    audit.write("case moved", actor=by.user_id, says=says, now=now)
    # The count of cases follows once the rows have moved; a crash before it miscounts by one.
    transaction.on_commit(lambda: keystore.move(case, to))
