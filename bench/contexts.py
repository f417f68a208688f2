"""A pytest plugin: notes which lines each test runs, and how long each took that passed."""

import json
import os
import time
from pathlib import Path

import coverage
import pytest

TIMES = "WAYSTATION_TEST_TIMES"
_took: dict[str, float] = {}
_failed: set[str] = set()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):  # type: ignore[no-untyped-def]
    """Put everything a test runs down to that test."""
    running = coverage.Coverage.current()
    if running is not None:
        running.switch_context(item.nodeid)
    began = time.perf_counter()
    yield
    _took[item.nodeid] = time.perf_counter() - began


def pytest_runtest_logreport(report):  # type: ignore[no-untyped-def]
    """Keep in mind what did not pass: it would notice every mutant."""
    if report.outcome != "passed":
        _failed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write the times down."""
    took = {test: seconds for test, seconds in _took.items() if test not in _failed}
    if TIMES in os.environ:
        Path(os.environ[TIMES]).write_text(json.dumps(took), encoding="utf-8")
