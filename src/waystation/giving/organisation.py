"""What the organisation says of itself on its papers: dated, so that old papers stay explained."""

import re
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import stamps
from waystation.giving.models import OrganisationRow
from waystation.vault import audit
from waystation.vault.keyring import Keyring

_REGISTRATION = re.compile(r"([A-Z]{2})\s+(\S.*)")


def at(on: date) -> OrganisationRow | None:
    """Give what it said of itself on a day; None before anything was said."""
    return OrganisationRow.objects.filter(since__lte=on).order_by("-since").first()


def history() -> list[OrganisationRow]:
    """List everything it ever said of itself, the latest first."""
    return list(OrganisationRow.objects.order_by("-since"))


def registrations(text: str) -> dict[str, str]:
    """Read the lines of registrations, such as “US 00-0000000”, by country.

    Raises:
      Refused: a line is not understood, or a country stands twice.
    """
    found: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        matched = _REGISTRATION.fullmatch(line)
        if matched is None or matched[1] in found:
            raise Refused(
                _("“%(line)s” is no registration, or its country stands twice.") % {"line": line},
                hint=_("Write one line a country: two capital letters, a space, the number."),
            )
        found[matched[1]] = matched[2]
    return found


@transaction.atomic
def keep(row: OrganisationRow, *, keyring: Keyring, now: datetime) -> OrganisationRow:
    """Say something else from a day on; said twice for one day, the second stands.

    Raises:
      Refused: the registrations are not understood.
    """
    registrations(row.registrations)
    known = OrganisationRow.objects.filter(since=row.since).first()
    row.pk = known.pk if known else None
    row.save()
    stamps.touch()
    says = {"at": row.since.isoformat()}
    audit.write("organisation changed", actor=keyring.user_id, says=says, now=now)
    return row
