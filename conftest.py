"""Every test run writes to a directory of its own, pays little for passphrases and calls nobody."""

import atexit
import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples

_HOME = Path(tempfile.mkdtemp(prefix="waystation-test-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
# For the commands that tests start; the settings of this process were read before this file.
os.environ["WAYSTATION_HOME"] = str(_HOME)
settings.HOME = _HOME
settings.STATIC_ROOT = _HOME / "static"
settings.STATIC_ROOT.mkdir()
settings.DATABASES["default"]["NAME"] = _HOME / "db.sqlite3"
settings.KDF = (1_024, 1, 1)
# Files are looked for when asked for: every browser of a test would read all their names first.
settings.WHITENOISE_AUTOREFRESH = True

_SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
examples.register_profile("default", max_examples=100, **_SLOW)
# The same examples every time: a change is judged by the change, not by the dice.
examples.register_profile("ci", max_examples=100, derandomize=True, print_blob=True, **_SLOW)
examples.register_profile("soak", max_examples=5_000, print_blob=True, **_SLOW)
examples.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_configure(config):
    # The longest files have the fewest tests: put in order by number, they would start last.
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items):
    """Start with what takes longest, the stories in a browser; the rest fills up beside them."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="session", autouse=True)
def _nobody_outside_is_called():
    """Refuse every connection but to this machine."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(_LOOPBACK):
            raise OSError(f"a test tried to reach {address}; tests call nobody outside")
        return connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect_here)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _each_test_speaks_english():
    """End each test in the language it began in; a page in Korean leaves its thread speaking it."""
    with translation.override("en"):
        yield
