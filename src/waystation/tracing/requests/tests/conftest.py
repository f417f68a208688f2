"""The tracing desk, for the tests of requests."""

from uuid import UUID

import pytest

from waystation.cases.tests.builders import NOW
from waystation.tracing.requests import services
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


@pytest.fixture
def asked(peter) -> UUID:  # noqa: F811
    """A request that may be searched: John Jackson looks for his mother."""
    return services.open_request(request=a_request(), keyring=peter, now=NOW)
