"""The desk, and an organisation it agreed on files with."""

from waystation.tracing.partners.tests.conftest import (  # noqa: F401
    desk,
    harriet,
    office,
    outsider,
    peter,
    sign_in,
    stranger,
    two,
    vina,
    william,
)
