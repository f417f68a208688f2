"""The office of giving, the public site and a mail server that links really go through."""

import re

import pytest

from waystation.giving.donors import services as donors
from waystation.giving.donors.domain import Donor
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.domain import Asked
from waystation.giving.letters.tests.conftest import office
from waystation.giving.tests.office import (
    NOW,
    TODAY,
    _own_home,
    julia,
    levi,
    slots,
    stranger,
)
from waystation.giving.tests.site import at_site, visitor
from waystation.vault import cells, limits

__all__ = [
    "_own_home", "at_site", "gerrit", "julia", "levi", "office", "security", "slots", "stranger",
    "visitor",
]  # fmt: skip
GERRIT = Donor(name="Gerrit Smith", email="gerrit@example.org")
LINK = re.compile(r"https://give\.example\.org(/\w\w/own/open/[\w-]+/)")


@pytest.fixture(autouse=True)
def _no_limits_yet():
    for kind in ("own-link", "own-address", "own-address-all", "own-open"):
        limits._all.kept.pop(kind, None)


@pytest.fixture
def security(db):
    """Found the compartment in which every act is entered."""
    return cells.found("security")


@pytest.fixture
def gerrit(slots):
    """Let Gerrit give fifty dollars once, and fifty each month."""
    once = Asked(who=GERRIT, cents=5_000, shown_as="name", message="Go well.", provider="test")
    gift = gifts.begin(once, now=NOW)
    gifts.paid(gift.pk, cents=5_000, fee_cents=0, ref="once", on=TODAY, now=NOW)
    each = Asked(who=GERRIT, cents=5_000, every="monthly", shown_as="initials", way="bank")
    regular = gifts.begin_recurring(each, now=NOW)
    came = gifts.instalment_paid(
        regular.pk, cents=5_000, fee_cents=0, ref="march", on=TODAY, now=NOW
    )
    return {"row": donors.welcome(GERRIT, now=NOW), "gift": gift.pk, "regular": regular.pk,
            "instalment": came.pk}  # fmt: skip


def ask(visitor, email, language="en"):
    """Ask for a link."""
    return visitor.post(f"/{language}/own/", {"email": email})


def link_in(office):
    """Give the address in the newest letter."""
    _to, mail = office.heard[-1]
    (path,) = LINK.findall(mail.get_body(("plain",)).get_content())
    return path


def enter(visitor, office, email):
    """Come in by a link from a letter."""
    ask(visitor, email)
    return visitor.post(link_in(office), follow=True)
