"""The workers and compartments of casework, for the tests of groups."""

from waystation.cases.tests.conftest import (  # noqa: F401
    harriet,
    office,
    sign_in,
    stranger,
    william,
)
