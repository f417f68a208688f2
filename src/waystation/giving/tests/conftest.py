"""The office of giving for every test here."""

from waystation.giving.tests.office import _own_home, julia, levi, slots, stranger

__all__ = ["_own_home", "julia", "levi", "slots", "stranger"]
