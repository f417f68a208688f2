"""The first months of those who arrived before the demo begins.

They begin on the pathway of the 1850s and have done what their time there allows; one household has
none yet, for whoever tries it. On which days the steps were done is invented.
"""

from datetime import date, datetime, timedelta

from waystation.cases import queries as cases
from waystation.resettlement.stays import services
from waystation.testing import (
    demo_resettlement_means,
    demo_resettlement_plans,
    demo_resettlement_programmes,
)
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring

PATHWAY = "canada-west-1850s"
# Where the books say that most of them went on to.
TOWN = "st-catharines-on"
# How many days after the arrival a household did each of these.
DONE_AFTER = {"welcome": 0, "shelter": 1, "home": 24, "family": 40}
# The last of those who arrived still waits for its first talk.
LEFT_ALONE = 1


def furnish(harriet: Who, william: Who, now: datetime) -> None:
    """Begin a pathway with those who arrived in the compartment of these two."""
    there = set(william.keyring.cells_of("cases"))
    arrived = [
        line
        for line in cases.lines(harriet.keyring, now.date())
        if line.stands == "arrived" and line.cell in there and line.household.arrived_on
    ]
    arrived.sort(key=lambda line: (line.household.arrived_on, line.household.code))
    begun = arrived[: len(arrived) - LEFT_ALONE]
    for line in begun:
        on = line.household.arrived_on or now.date()
        _begin(line, on, william.keyring, now)
    demo_resettlement_programmes.furnish([line.id for line in begun], william.keyring, now)
    demo_resettlement_plans.furnish([line.id for line in begun], william.keyring, now)
    demo_resettlement_means.furnish(harriet, william, now)


def _begin(line: cases.Line, on: date, keyring: Keyring, now: datetime) -> None:
    services.begin(
        household_id=line.id, pathway=PATHWAY, on=on, place=TOWN, keyring=keyring, now=now
    )
    for step, after in DONE_AFTER.items():
        day = on + timedelta(days=after)
        if day <= now.date():
            services.note_done(household_id=line.id, step=step, on=day, keyring=keyring, now=now)
