"""Two of a family who look for each other, and whose contact is open."""

from uuid import UUID

import pytest

from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.models import MatchRow
from waystation.tracing.requests import services as requests
from waystation.tracing.reunion import services
from waystation.tracing.tests.builders import a_profile, a_request, agreed, born
from waystation.tracing.tests.conftest import (  # noqa: F401
    desk,
    harriet,
    office,
    peter,
    sign_in,
    stranger,
    vina,
    william,
)
from waystation.tracing.values import Match
from waystation.vault import cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add


def son_and_mother(keyring: Keyring) -> tuple[UUID, UUID]:
    """Open the request of a son for his mother, and hers for him; gives both ids."""
    son = a_profile("John Jackson", sex="male", birth=born(1833))
    hers = a_request(seeker=a_profile(), sought=son, relation="child")
    return tuple(
        requests.open_request(request=one, keyring=keyring, now=NOW)
        for one in (a_request(seeker=son), hers)
    )


def put_match(keyring: Keyring, request_id: UUID, **said) -> UUID:
    """Put a match into a request's case as it stands there; in contact unless told otherwise."""
    both = {"sought_yes": agreed(), "seeker_yes": agreed()} if "state" not in said else {}
    usual = {
        "request": request_id, "thread": new_id(), "bits": 20.0, "verdict": "probable",
        "state": "contact",
    }  # fmt: skip
    row = MatchRow(cell=keyring.cell("tracing"), case=request_id)
    return add(row, Match(**usual | both | said), keyring, on=TODAY).id


@pytest.fixture
def passmore(desk) -> Keyring:  # noqa: F811
    """Somebody who makes figures: no key of tracing, and those of the passages."""
    return Keyring.of(new_id(), [cells.found("passages")])


@pytest.fixture
def contact(passmore, peter) -> UUID:  # noqa: F811
    """A match in contact: a son and his mother, each with a request of their own."""
    son, mother = son_and_mother(peter)
    return put_match(peter, son, other=mother)


@pytest.fixture
def begun(contact, peter) -> UUID:  # noqa: F811
    """The reunion of the two."""
    return services.begin(match_id=contact, keyring=peter, now=NOW)
