"""Gifts booked per second: begun as on the public page, paid as by a provider's word."""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bench import databases
from bench.figures import Figure

PART = "Giving"
N = 1_000
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXPLAINED = (
    f"Gifts: {N:,} gifts by as many givers, each begun (a giver's record with a key of their own, "
    "the gift sealed twice) and paid (booked, counted, thanked) in two transactions on SQLite, one "
    "process; half of them to a campaign in which an offer matches every gift.",
)


def measure() -> list[Figure]:
    """Begin and pay gifts one after another, and say how many that were a second."""
    with tempfile.TemporaryDirectory(prefix="waystation-gifts-") as folder:
        home = Path(folder) / "home"
        databases.found(home, postgres=False)
        done = subprocess.run(
            [sys.executable, "-m", "bench.gifts"],
            env=databases.quiet(databases.environment_of(home)),
            check=True,
            capture_output=True,
            text=True,
        )
    found = json.loads(done.stdout.splitlines()[-1])
    begun_s, paid_s = found["begun_s"], found["paid_s"]
    said = {"part": PART, "what": f"{N:,} gifts on SQLite, begun and paid"}
    return [
        Figure(
            name="giving.gifts_per_second",
            value=round(N / (begun_s + paid_s), 1),
            unit="/s",
            better="higher",
            target=None,
            conditions=said,
        ),
        Figure(
            name="giving.gift_paid_ms",
            value=round(1_000 * paid_s / N, 2),
            unit="ms",
            better="lower",
            target=None,
            conditions=said | {"what": "one gift that comes: booked, counted, matched, thanked"},
        ),
    ]


def _say() -> None:
    """Measure in this process, whose book is founded and empty."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.config.settings")
    django.setup()
    begun_s, paid_s = _gifts()
    sys.stdout.write(json.dumps({"begun_s": begun_s, "paid_s": paid_s}) + "\n")


def _gifts() -> tuple[float, float]:
    from waystation.giving.donors.domain import Donor
    from waystation.giving.gifts import services
    from waystation.giving.gifts.domain import Asked

    campaign = _campaign()
    begun, start = [], perf_counter()
    for n in range(N):
        who = Donor(name=f"Giver {n}", email=f"giver{n}@example.org")
        asked = Asked(cents=1_000 + n, who=who, campaign=campaign if n % 2 else "")
        begun.append(services.begin(asked, now=NOW))
    begun_s, start = perf_counter() - start, perf_counter()
    for row in begun:
        services.paid(
            row.pk, cents=row.cents, fee_cents=30, ref=str(row.pk), on=NOW.date(), now=NOW
        )
    return begun_s, perf_counter() - start


def _campaign() -> str:
    """Open a campaign in which somebody doubles what is given."""
    from uuid import uuid4

    from waystation.giving import funds, rows
    from waystation.giving.donors.domain import Donor
    from waystation.giving.gifts import services
    from waystation.giving.gifts.domain import MatchSaid, Terms
    from waystation.giving.models import CampaignRow
    from waystation.vault import cells

    on = NOW.date()
    cells.found("giving")
    fund = funds.open_for_campaign("winter", on=on)
    row = rows.put(CampaignRow(slug="winter", state="open", fund=fund, starts_on=on), "winter")
    offer = services.offer_match(
        match_id=uuid4(),
        who=Donor(name="Lewis Tappan", email="lewis@example.org"),
        campaign=row.pk,
        said=MatchSaid("Lewis"),
        terms=Terms(100, 10**9, on, on),
        now=NOW,
    )
    services.decide_match(offer.pk, accept=True, shown_name="", now=NOW)
    return row.slug


if __name__ == "__main__":
    _say()
