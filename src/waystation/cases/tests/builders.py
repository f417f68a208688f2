"""Values and rows for the tests of casework; what a test is about it names, the rest is usual."""

from datetime import UTC, datetime

from waystation.cases import services
from waystation.cases.domain import Contact, Household, Person, Tip
from waystation.cases.person import named
from waystation.network.domain import Place

NOW = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
CHESTERTOWN = Place(slug="chestertown-md", name="Chestertown", region="MD", lat=39.2, lon=-76.1)
CAMBRIDGE = Place(slug="cambridge-md", name="Cambridge", region="MD", lat=38.6, lon=-76.1)
WORDS = Contact(at=NOW, how="at the well", phrase="the geese fly early")


def a_tip(**said) -> Tip:
    usual = {"heard_at": NOW, "place": "chestertown-md", "words": "Eleven wait in the corn crib."}
    return Tip(**usual | said)


def a_household(**said) -> Household:
    usual = {"place": "chestertown-md", "waiting_since": TODAY, "contact": WORDS}
    return Household(**usual | said)


def a_family() -> list[Person]:
    """Three people, one of them a child by age."""
    return [
        named("Ann Maria Jackson", age=40, relation="head"),
        named("Mary Ann Jackson", age=11, relation="daughter"),
        named(None, relation="friend", needs="shoes"),
    ]


def settle(keyring, people=None, **said):
    """Put a contacted household on file and give its id."""
    return services.contact_household(
        household=a_household(**said), people=people or a_family(), keyring=keyring, now=NOW
    )
