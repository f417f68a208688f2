"""An organisation that tells stories, for every test here."""

from waystation.giving.tests.site import at_site, visitor
from waystation.impact.tests.office import _own_home, people

__all__ = ["_own_home", "at_site", "people", "visitor"]
