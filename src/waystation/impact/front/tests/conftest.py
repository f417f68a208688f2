"""The office of giving and a visitor of the site for every test here."""

from waystation.giving.tests.office import _own_home, slots
from waystation.giving.tests.site import at_site, visitor

__all__ = ["_own_home", "at_site", "slots", "visitor"]
