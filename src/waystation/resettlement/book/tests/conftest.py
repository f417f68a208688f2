"""The offices and workers of casework, and a small country of two rules."""

from waystation.resettlement.tests.conftest import (  # noqa: F401
    arrived,
    harriet,
    office,
    settled,
    sign_in,
    stranger,
    william,
)
