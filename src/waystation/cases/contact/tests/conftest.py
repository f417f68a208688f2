"""The workers and compartments of casework, for the tests of contact."""

from waystation.cases.tests.conftest import (  # noqa: F401
    approved,
    case_id,
    harriet,
    office,
    passmore,
    sign_in,
    stranger,
    william,
)
