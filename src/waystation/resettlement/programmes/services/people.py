"""Changes to the list of those who stand beside newcomers."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import queries as cases
from waystation.resettlement.models import HelperRow
from waystation.resettlement.programmes import queries
from waystation.resettlement.programmes.domain import Helper
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap


@transaction.atomic
def admit(*, helper: Helper, cell: UUID | None = None, keyring: Keyring, now: datetime) -> UUID:
    """Put somebody on the list of those who stand beside newcomers.

    Args:
      cell: the case compartment they help in; None means the writer's first.

    Raises:
      Refused: the alias is taken, or the compartment is not the writer's.
    """
    _must_be_free(helper.alias, None, keyring)
    row = HelperRow(cell=cell or keyring.cell("cases"))
    return add(row, replace(helper, beside=()), keyring, on=now.date()).id


@transaction.atomic
def change(*, helper_id: UUID, helper: Helper, keyring: Keyring, now: datetime) -> None:
    """Write anew what is known of a helper: languages, training, vetting, the day of review.

    Whom they stand beside stays as it is.

    Raises:
      Refused: the alias is another's, or there is no such helper among the writer's.
    """
    row = cases.find(HelperRow, helper_id, keyring)
    was = open_row(row, Helper, keyring)
    _must_be_free(helper.alias, helper_id, keyring)
    kept = replace(helper, beside=was.beside, ended_on=was.ended_on, ended_why=was.ended_why)
    swap(row, kept, keyring, on=now.date())


@transaction.atomic
def end(*, helper_id: UUID, why: str, keyring: Keyring, now: datetime) -> None:
    """Note that somebody helps no more.

    Raises:
      Refused: they still stand beside somebody, or there is no such helper.
    """
    row = cases.find(HelperRow, helper_id, keyring)
    helper = open_row(row, Helper, keyring)
    n = queries.n_beside(helper, keyring)
    if n:
        raise Refused(
            _("%(alias)s still stands beside others: %(n)d.") % {"alias": helper.alias, "n": n},
            hint=_("Say the end to each of them first; where it is not safe, it ends at once."),
        )
    swap(row, replace(helper, ended_on=now.date(), ended_why=why.strip()), keyring, on=now.date())


@transaction.atomic
def resign(*, helper_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that somebody wants to help no more: nobody new is put beside them.

    Whom they stand beside is told in advance, as at every end. It asks for no reason, and does
    nothing where the helper is none of the writer's or ended before.
    """
    row = cases.held(HelperRow, keyring).filter(pk=helper_id).first()
    helper = open_row(row, Helper, keyring) if row else None
    if row is not None and helper is not None and helper.ended_on is None:
        swap(row, replace(helper, ended_on=now.date()), keyring, on=now.date())


@transaction.atomic
def take_again(*, helper_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back that somebody helps no more.

    Raises:
      Refused: there is no such helper among the writer's.
    """
    row = cases.find(HelperRow, helper_id, keyring)
    helper = open_row(row, Helper, keyring)
    swap(row, replace(helper, ended_on=None, ended_why=""), keyring, on=now.date())


def _must_be_free(alias: str, but: UUID | None, keyring: Keyring) -> None:
    taken = {one.helper.alias.casefold() for one in queries.all_helpers(keyring) if one.id != but}
    if alias.casefold() in taken:
        raise Refused(
            _("Somebody is called %(alias)s already.") % {"alias": alias},
            hint=_("Give another alias."),
        )
