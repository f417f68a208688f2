"""The office with its passage and phones, for this area's tests."""

from waystation.relay.tests.conftest import _own_home, funded, harriet, jacob, office  # noqa: F401
