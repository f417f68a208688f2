"""The office of casework's tests."""

from waystation.cases.tests.conftest import *  # noqa: F403
