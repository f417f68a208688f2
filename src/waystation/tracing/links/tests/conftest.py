"""The tracing desk with a request, for the tests of seekers' links."""

from uuid import UUID

import pytest

from waystation.cases.tests.builders import NOW
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_request
from waystation.tracing.tests.conftest import (  # noqa: F401
    desk,
    harriet,
    office,
    outsider,
    peter,
    sign_in,
    stranger,
    vina,
    william,
)
from waystation.vault import limits


@pytest.fixture(autouse=True)
def free():
    """Nobody asked too often before a test."""
    limits._all.kept.clear()


@pytest.fixture
def asked(peter) -> UUID:  # noqa: F811
    """A request that may be searched."""
    return requests.open_request(request=a_request(), keyring=peter, now=NOW)
