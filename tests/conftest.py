"""What the tests of the whole project share: the loaded demo and the browser."""

import os
import shutil
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests import copies
from waystation.base import clock
from waystation.testing import cast
from waystation.testing.cast import Member
from waystation.vault import door, staff
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing(what: str) -> None:
    """Skip a test for want of something; where changes are judged, that want is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and nothing may be skipped here", pytrace=False)
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a Chromium."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing("Chromium")
    return found


@dataclass(frozen=True)
class Demo:
    """The demo organisation, loaded; what a test changes is undone after it."""

    members: tuple[Member, ...] = cast.CAST

    def keyring(self, member: Member) -> Keyring:
        """Open a member's ring with their passphrase."""
        opened = staff.try_door(member.name, member.passphrase)
        assert opened is not None
        return staff.ring_of(opened)[1]

    def who(self, member: Member, passphrase: str = "") -> Who:
        """Let a member in by their own passphrase, or by another; gives who asks from then on."""
        now = clock.real_now()
        cookie = door.sign_in(member.name, passphrase or member.passphrase, now=now)
        return door.who_is(cookie, now=now)

    def client(self, member: Member, passphrase: str = "") -> Client:
        """Sign a member in and give the browser's stand-in."""
        client, now = Client(), clock.real_now()
        cookie = door.sign_in(member.name, passphrase or member.passphrase, now=now)
        client.cookies[settings.DOOR_COOKIE] = cookie
        return client


@pytest.fixture(scope="session")
def _copies(django_db_setup, django_db_blocker):
    """Load the demo once; keep the database before and after, and leave the empty one in place."""
    with django_db_blocker.unblock():
        kept = copies.of(connection)
    yield kept
    with django_db_blocker.unblock():
        kept.close()


@pytest.fixture(scope="module")
def _demo_in_place(_copies, django_db_blocker):
    with django_db_blocker.unblock():
        _copies.put_full()
    yield
    with django_db_blocker.unblock():
        _copies.put_empty()


@pytest.fixture
def demo(_demo_in_place, db) -> Demo:
    """Give the loaded demo; the first use in a run costs its loading, later ones nothing."""
    return Demo()


@pytest.fixture(scope="session")
def demo_home(_copies, tmp_path_factory):
    """Give a data directory with the demo in it, for processes started by a test."""
    home = tmp_path_factory.mktemp("demo-home")
    _copies.write(home / "db.sqlite3")
    shutil.copy(settings.HOME / "pepper", home / "pepper")
    return home


@pytest.fixture
def objects(demo, monkeypatch):
    """One of everything, of every kind; time stands still."""
    # What it makes one of everything with is needed by the tests of all addresses alone.
    from tests import matrix

    monkeypatch.setattr("waystation.base.clock.real_now", lambda: matrix.NOW)
    seen = (demo.who(member) for member in (cast.HARRIET, cast.ALLAN, cast.PETER))
    harriet, allan, peter = seen
    picked = matrix.furnish(harriet, allan, peter)
    return matrix.Objects(harriet.keyring, allan.keyring, peter.keyring, picked=picked)
