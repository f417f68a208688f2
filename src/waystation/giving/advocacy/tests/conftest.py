"""What tests of advocacy share: the site, a mail server, an event that is public."""

from datetime import timedelta

import pytest

from waystation.giving.advocacy import planning
from waystation.giving.advocacy.domain import Planned
from waystation.giving.letters.tests.conftest import office
from waystation.giving.tests.office import NOW, _own_home, julia, levi, slots, stranger
from waystation.giving.tests.site import at_site, visitor
from waystation.vault import cells, limits

__all__ = [
    "_own_home", "at_site", "julia", "levi", "office", "slots", "stranger", "visitor",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _nobody_asked_yet(monkeypatch):
    for kind in ("ask", "ask-all", "ask-address", "site-form"):
        limits._all.kept.pop(kind, None)
    monkeypatch.setattr("waystation.base.clock.now", lambda: NOW)


@pytest.fixture
def security(slots):
    """Found the compartment that the audit chain is sealed to."""
    return cells.found("security")


@pytest.fixture
def lecture(security, julia):
    """Give a lecture for three that the public sees."""
    return published(julia, seats=3)


def planned(**more):
    """Give an event a week from now."""
    said = {
        "kind": "lecture", "title_en": "A lecture on the North Star", "title_ko": "북극성 강연",
        "text_en": "With a lantern.", "place_en": "Corinthian Hall, Rochester",
        "starts_at": NOW + timedelta(days=7), "ends_at": NOW + timedelta(days=7, hours=2),
    }  # fmt: skip
    return Planned(**(said | more))


def published(julia, slug="north-star", **more):
    """Plan an event and show it."""
    row = planning.plan(planned(**more), slug, now=NOW)
    return planning.publish(row.pk, keyring=julia, now=NOW)
