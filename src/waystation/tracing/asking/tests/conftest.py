"""The desk beside an office, Ann in the register, and a reviewed match with a request for her."""

from typing import NamedTuple
from uuid import UUID

import pytest

from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import queries, services
from waystation.tracing.models import MatchRow
from waystation.tracing.register.tests.conftest import (  # noqa: F401
    desk,
    entered,
    family,
    harriet,
    office,
    outsider,
    peter,
    sign_in,
    stranger,
    vina,
    william,
)
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_request
from waystation.tracing.values import Match
from waystation.vault.opening import add, open_row


class Found(NamedTuple):
    """A request of nobody's case, and its match with Ann, whom William looks after."""

    request: UUID
    match: UUID


def a_match(request_id: UUID, keyring, **said) -> UUID:
    """Put a match on file that was reviewed, or as said."""
    usual = {"thread": new_id(), "bits": 21.5, "verdict": "probable", "state": "reviewed"}
    match = Match(request=request_id, **usual | said)
    row = MatchRow(cell=keyring.cell("tracing"), case=request_id)
    return add(row, match, keyring, on=TODAY).id


def match_of(match_id: UUID, keyring) -> Match:
    """Read a match."""
    return open_row(MatchRow.objects.get(pk=match_id), Match, keyring)


@pytest.fixture
def found(entered, peter) -> Found:  # noqa: F811
    """A search that the tracing office itself took down, and a match with Ann, reviewed."""
    request_id = requests.open_request(request=a_request(), keyring=peter, now=NOW)
    return Found(request_id, a_match(request_id, peter, entry=entered))


@pytest.fixture
def asked(found, peter) -> Found:  # noqa: F811
    """The same once William is to ask Ann."""
    services.ask(match_id=found.match, keyring=peter, now=NOW)
    return found


def the_question(keyring) -> UUID:
    """Give the id of the one question that waits."""
    (one,) = queries.questions(keyring).to_ask
    return one.paper.id
