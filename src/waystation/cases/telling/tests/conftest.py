"""The workers and compartments of casework, for this area's tests."""

from waystation.cases.tests.conftest import (  # noqa: F401
    case_id,
    harriet,
    office,
    passmore,
    sign_in,
    stranger,
    william,
)
