"""The office of casework, for the tests of the six steps."""

from waystation.cases.tests.conftest import (  # noqa: F401
    case_id,
    harriet,
    office,
    passmore,
    sign_in,
    stranger,
    william,
)
