"""A family, and what they answer; what a test is about it names, the rest is usual."""

from datetime import date, timedelta

from waystation.cases import queries
from waystation.cases.consent import services
from waystation.cases.consent.domain import TEXTS, Consent, Referral
from waystation.cases.person import Birth, named
from waystation.cases.tests.builders import NOW, TODAY, settle

HALF_A_YEAR = TODAY + timedelta(days=180)
CLINIC = "Clinic of the North"
# An age key that nobody holds the secret of.
CLINIC_KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def a_family():
    """Ann, 40; her son Robert, 18 on 1 January 1856; and a child of eleven by guess."""
    return [
        named("Ann Maria Jackson", age=40, relation="head", languages=("en",), needs="shoes"),
        named("Robert Jackson", birth=Birth(calendar="solar", year=1838, month=1, day=1)),
        named("Mary Ann Jackson", age=11, relation="daughter"),
    ]


def settled(keyring):
    """Put the family on file; gives the household's id and those of its three people."""
    household = settle(keyring, people=a_family())
    return household, *queries.household(household, keyring, TODAY).household.people


def an_answer(person, **said):
    usual = {
        "person": person,
        "purpose": "photo",
        "given_on": TODAY,
        "noted_at": NOW,
        "valid_until": HALF_A_YEAR,
        "text": TEXTS["photo"],
    }
    return Consent(**usual | said)


def a_childs(person, adult, **said):
    return an_answer(person, **{"as_child": True, "assent": "yes", "guardian": adult} | said)


def noted(household, answer, keyring, now=NOW):
    return services.note_answer(household_id=household, consent=answer, keyring=keyring, now=now)


def to_clinic(person, **said):
    usual = {"purpose": "referral", "receiver": CLINIC, "scope": ("names", "needs")}
    return an_answer(person, **usual | said)


def a_referral(person, **said):
    usual = {
        "person": person,
        "receiver": CLINIC,
        "recipient": CLINIC_KEY,
        "scope": ("needs",),
        "language": "en",
        "why": "A wound on the foot",
    }
    return Referral(**usual | said)


def day(text):
    return date.fromisoformat(text)
