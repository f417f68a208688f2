"""A household that arrived, and the same on a pathway."""

from waystation.cases.tests.conftest import case_id  # noqa: F401
from waystation.resettlement.tests.conftest import (  # noqa: F401
    arrived,
    harriet,
    office,
    passmore,
    settled,
    sign_in,
    stranger,
    william,
)
