"""A request, and a portrait that was begun for it."""

import pytest

from waystation.cases.tests.builders import NOW
from waystation.tracing.portraits.tests.builders import begun_by
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_request
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


@pytest.fixture
def request_id(peter):  # noqa: F811
    return requests.open_request(request=a_request(), keyring=peter, now=NOW)


@pytest.fixture
def portrait_id(request_id, peter):  # noqa: F811
    """A portrait of which nothing is told or drawn yet."""
    return begun_by(peter, request_id)
