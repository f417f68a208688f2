"""The room of telling for every test here."""

from waystation.giving.tests.site import at_site, visitor
from waystation.impact.figures.tests.office import _own_home, room

__all__ = ["_own_home", "at_site", "room", "visitor"]
