"""What every story needs."""

import os
from pathlib import Path

import pytest

from tests.journeys.office import chromium

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


@pytest.fixture(scope="session")
def need_chromium() -> None:
    """Skip in one line without Chromium; where everything must run, fail instead."""
    if chromium() is None:
        missing = "Chromium is missing: install the package `chromium` to run the browser's stories"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where to keep pictures for the README; nowhere unless WAYSTATION_PICTURES is set."""
    if not os.environ.get("WAYSTATION_PICTURES"):
        return None
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
