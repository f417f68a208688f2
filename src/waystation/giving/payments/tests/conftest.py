"""The office of giving, its public site, and what a provider sends."""

from waystation.giving.tests.office import _own_home, julia, levi, slots, stranger
from waystation.giving.tests.site import at_site, visitor

__all__ = ["_own_home", "at_site", "julia", "levi", "slots", "stranger", "visitor"]
