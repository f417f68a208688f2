"""A fundraiser's office as a process: a campaign, instalments, receipts and letters on request.

`python -m tests.journeys.bazaar` fills WAYSTATION_HOME, which a served site may share.
"""

import json
import os
import sys
from datetime import date, datetime, timedelta
from typing import Any, TextIO
from uuid import uuid4

import django


class Office:
    """Julia and Levi with their keys, and a campaign that ends in two months."""

    def __init__(self) -> None:
        from waystation.base import clock
        from waystation.giving import organisation
        from waystation.giving.campaigns.tests import acts
        from waystation.giving.models import OrganisationRow
        from waystation.giving.tests.office import NOW, TODAY
        from waystation.ledger import services as ledger
        from waystation.vault import cells
        from waystation.vault.keyring import Keyring

        made = {name: cells.found(name) for name in ("finance", "giving", "security")}
        ledger.found_book(on=TODAY)
        clock.stand_at(NOW)
        self.now: datetime = NOW
        self.julia = Keyring.of(uuid4(), [made["giving"]], alias="Julia")
        self.levi = Keyring.of(uuid4(), [made["giving"], made["finance"]], alias="Levi")
        self.campaign = acts.published(self.julia, self.levi)
        says = OrganisationRow(
            since=TODAY, name="Ladies' Anti-Slavery Sewing Society", name_ko="바느질회",
            address="25 Buffalo Street\nRochester, New York", country="US",
            registrations="US 12-3456789", place="Rochester", signatory="Levi C.",
            signatory_role="Treasurer",
        )  # fmt: skip
        organisation.keep(says, keyring=self.levi, now=NOW)


def collect(office: Office, on: str) -> dict[str, Any]:
    """Let the instalment of a day come; says for which campaign it counts, and its sum so far."""
    from waystation.base import clock
    from waystation.giving import totals
    from waystation.giving.gifts import services as gifts
    from waystation.giving.models import RecurringRow

    day, row = date.fromisoformat(on), RecurringRow.objects.get()
    office.now += timedelta(days=(day - office.now.date()).days)
    clock.stand_at(office.now)
    came = gifts.instalment_paid(
        row.pk, cents=row.cents, fee_cents=0, ref=on, on=day, now=office.now
    )
    return {
        "campaign": came.campaign.slug if came.campaign else "",
        "fund": came.fund,
        "raised": totals.raised(campaign=office.campaign).cents,
    }


def receipts(office: Office) -> dict[str, Any]:
    """Say where the giver lives, and issue a receipt for every gift of theirs that came."""
    from msgspec.structs import replace

    from waystation.giving.donors import queries, services
    from waystation.giving.receipts import queries as waiting
    from waystation.giving.receipts.services import issue

    (view,) = queries.donors(office.levi)
    at = replace(view.donor, country="US", address="Peterboro, New York")
    services.change(row_id=view.id, donor=at, keyring=office.levi)
    ids = list(waiting.without(office.levi).values_list("pk", flat=True))
    return {"issued": len(issue(ids, keyring=office.levi, now=office.now))}


def send(office: Office) -> dict[str, Any]:
    """Send the letters that wait; says how many went."""
    from waystation.giving.letters.services import send_waiting

    return {"sent": send_waiting(keyring=office.julia, now=office.now).n_sent}


def standing(office: Office) -> dict[str, Any]:
    """Say how the regular gift stands, and how each gift is named in public."""
    from waystation.giving.models import GiftRow, RecurringRow

    row = RecurringRow.objects.get()
    named = list(GiftRow.objects.values_list("shown_name", flat=True))
    return {"state": row.state, "cents": row.cents, "named": named}


ACTS = {act.__name__: act for act in (collect, receipts, send, standing)}


def lead(asked: TextIO, told: TextIO) -> None:
    """Do what each line says and answer it with a line."""
    office = Office()
    _tell(told, {"ready": True})
    for line in asked:
        act, *given = json.loads(line)
        _tell(told, ACTS[act](office, *given))


def _tell(told: TextIO, answer: dict[str, Any]) -> None:
    told.write(json.dumps(answer) + "\n")
    told.flush()


if __name__ == "__main__":
    os.umask(0o077)
    django.setup()
    from waystation.cli import setup

    setup.migrate()
    lead(sys.stdin, sys.stdout)
