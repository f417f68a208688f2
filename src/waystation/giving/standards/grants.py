"""360Giving 1.4.3: grants that the organisation gave and chose to publish. Pure."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from waystation.giving.standards.domain import CURRENCY, Organisation, dollars

TO_KINDS = ("organisation", "individual")
# An individual is never named, nor told apart from another by more than a number drawn by lot.
INDIVIDUAL = "Individual recipient"


class Grant(NamedTuple):
    """One grant as it is published; ``to_name`` is empty for an individual."""

    id: UUID
    cents: int
    awarded_on: date
    title: str
    about: str
    to_kind: str
    to_name: str


def written(grants: Iterable[Grant], by: Organisation) -> bytes:
    """Write the file; without grants it is an empty list, which says just that."""
    told = [_grant(one, by) for one in sorted(grants, key=lambda one: (one.awarded_on, one.id))]
    # The standard wants sums as numbers; a decimal is written digit by digit.
    body = msgspec.json.Encoder(decimal_format="number").encode({"grants": told})
    return msgspec.json.format(body, indent=2) + b"\n"


def _grant(one: Grant, by: Organisation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": f"360G-{by.org_id}-{one.id.hex}",
        "title": one.title,
        "description": one.about,
        "currency": CURRENCY,
        "amountAwarded": Decimal(dollars(one.cents)),
        "awardDate": one.awarded_on.isoformat(),
        "fundingOrganization": [{"id": by.org_id, "name": by.name}],
    }
    recipient = {"id": f"360G-{by.org_id}-to-{one.id.hex}", "name": one.to_name or INDIVIDUAL}
    if one.to_kind == "individual":
        said["recipientIndividual"] = recipient | {"name": INDIVIDUAL}
    else:
        said["recipientOrganization"] = [recipient]
    if by.website:
        said["dataSource"] = by.website
    return said
