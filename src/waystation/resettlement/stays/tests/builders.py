"""What the tests of stays do again and again: a step done, and a family of our own days."""

from datetime import UTC, date, datetime, timedelta

from waystation.cases.consent import services as consent
from waystation.cases.consent.domain import Consent
from waystation.cases.tests.builders import NOW, settle
from waystation.resettlement.stays import queries, services
from waystation.resettlement.tests.conftest import ARRIVED_ON, somebody

# A day on which the rules of our own days hold.
LANDED = date(2024, 2, 29)
MODERN = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)


def do(household, keyring, *steps, on=ARRIVED_ON, now=NOW):
    """Note some steps of a household as done on one day."""
    for step in steps:
        services.note_done(household_id=household, step=step, on=on, keyring=keyring, now=now)


def modern(keyring, *, home=None):
    """Bring a mother and her son of 20 to the United States, and give their household's id."""
    people = [
        somebody("Kim Ok-sun", date(1980, 5, 1), "female"),
        somebody("Ri Chol", date(2003, 8, 9), "male"),
    ]
    family = settle(keyring, people, state="arrived", arrived_on=LANDED - timedelta(days=300))
    first = LANDED - timedelta(days=290)
    services.begin(
        household_id=family, pathway="united-states", on=first, keyring=keyring, now=MODERN
    )
    do(family, keyring, "flight", "entry", on=LANDED, now=MODERN)
    if home:
        do(family, keyring, "home", on=home, now=MODERN)
    return family


def agree(household, person, keyring, receiver, now=NOW):
    """Let a person agree that somebody is told of them."""
    yes = Consent(
        person=person, purpose="share", receiver=receiver, given_on=now.date(), noted_at=now,
        valid_until=now.date() + timedelta(days=60), text=1,
    )  # fmt: skip
    return consent.note_answer(household_id=household, consent=yes, keyring=keyring, now=now)


def where(household, keyring, step, on, person=None):
    """Say where one step stands on a day: the first of its kind, or of one person."""
    course = queries.course_of(household, keyring, on)
    return next(one for one in course if one.step.code == step and person in (None, one.person))
