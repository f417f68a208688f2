"""The office at Ripley, and browsers of its people."""

from waystation.dispatch.starting.tests.conftest import _own_home, enter, river  # noqa: F401
