"""The desk beside an office of casework."""

from waystation.tracing.tests.conftest import (  # noqa: F401
    desk,
    harriet,
    office,
    outsider,
    peter,
    stranger,
    vina,
    william,
)
