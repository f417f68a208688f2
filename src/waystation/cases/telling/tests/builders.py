"""A family that arrived long ago, and what one of them agrees to have told."""

from datetime import timedelta

from waystation.cases import queries
from waystation.cases.consent.tests.builders import a_family
from waystation.cases.steps import services as steps
from waystation.cases.telling import services
from waystation.cases.telling.domain import Telling
from waystation.cases.tests.builders import NOW, TODAY, settle

ARRIVED = TODAY - timedelta(days=90)


def arrived(william, on=ARRIVED):
    """Put the family on file, arrived and in William's charge; gives household and people."""
    household = settle(william, people=a_family(), state="arrived", arrived_on=on, waiting_since=on)
    steps.take_charge(household_id=household, keyring=william, now=NOW)
    return household, *queries.household(household, william, TODAY).household.people


def a_telling(person, **said):
    usual = {
        "person": person,
        "mark": person,
        "uses": ("story",),
        "channels": ("site", "newsletter"),
        "forms": ("pseudonym", "drawing"),
        "regions": ("world",),
        "given_on": TODAY,
        "valid_until": TODAY + timedelta(days=365),
        "language": "en",
        "interpreter": "Heron",
    }
    return Telling(**usual | said)


def agreed(household, telling, keyring, now=NOW, role="field manager"):
    return services.note(
        household_id=household, telling=telling, role=role, keyring=keyring, now=now
    )
