"""The desk's people, and two of a family in contact."""

from waystation.tracing.reunion.tests.conftest import (
    begun,
    contact,
    desk,
    harriet,
    office,
    passmore,
    peter,
    sign_in,
    stranger,
    vina,
    william,
)

__all__ = [
    "begun", "contact", "desk", "harriet", "office", "passmore", "peter", "sign_in", "stranger",
    "vina", "william",
]  # fmt: skip
