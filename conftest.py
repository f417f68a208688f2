"""Every test run writes to a directory of its own, pays little for passphrases and calls nobody."""

import atexit
import fcntl
import os
import shutil
import socket
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connections
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
_ON_SERVER = not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
if not _ON_SERVER:
    settings.DATABASES["default"]["NAME"] = _HOME / "db.sqlite3"
settings.KDF = (1_024, 1, 1)
# What tests give moves no money; who takes payments where nobody was named has tests of its own.
settings.PAYMENTS = "test"
# Files are looked for when asked for: every browser of a test would read all their names first.
settings.WHITENOISE_AUTOREFRESH = True

_SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
examples.register_profile("default", max_examples=100, **_SLOW)
# The same examples every time: a change is judged by the change, not by the dice.
examples.register_profile("ci", max_examples=100, derandomize=True, print_blob=True, **_SLOW)
examples.register_profile("soak", max_examples=5_000, print_blob=True, **_SLOW)
# What they are of was tried on the first database; here it is whether the second says the same.
examples.register_profile("second", max_examples=20, derandomize=True, print_blob=True, **_SLOW)
_PROFILE = "ci" if os.environ.get("CI") else "default"
examples.load_profile("second" if _ON_SERVER else _PROFILE)


# What a test asks for that reaches the database of its process.
_REACHING = {"db", "transactional_db", "django_db_setup", "empty_database", "commands_on_it"}
# A file of a demo for started commands: they work on SQLite, so nothing new would be tried.
_FILES = {"demo_home", "demo_home_once", "served", "loaded"}

# What makes a demo of its own on the disk, to start a command or a server on: seconds each time.
_LOADING = {"demo_run", "served"}


# Files that take longest, the longest first, as measured on two quiet cores: what is begun last is
# what one core works on alone.
_LONGEST = (
    "tests/test_matrix.py",
    "tests/test_tokens.py",
    "tests/journeys/test_line.py",
    "tests/test_storm.py",
    "tests/journeys/test_pages.py",
    "tests/journeys/test_safety.py",
    "tests/journeys/test_phone_line.py",
    "tests/journeys/test_drill.py",
    "tests/test_seizure_at_size.py",
    "tests/journeys/test_phone_files.py",
    "tests/test_access_table.py",
    "src/waystation/cli/tests/test_on_postgres.py",
    "src/waystation/dispatch/rehearsing/tests/test_pages.py",
    "src/waystation/kernel/tests/test_twin.py",
)
_LENGTHS = {name: place for place, name in enumerate(_LONGEST)}


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only tests that reach the database, and none in a browser",
    )


def pytest_configure(config):
    # The longest files have the fewest tests: put in order by number, they would start last.
    config.option.loadscopereorder = False


def pytest_ignore_collect(collection_path):
    """Leave files alone that are of a server only: its driver is not installed for `make test`."""
    return True if collection_path.name.endswith("_postgres.py") and not _ON_SERVER else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Start with what takes longest, then the stories in a browser; the rest fills up beside."""
    for item in items:
        if _LOADING & _asked(item):
            item.add_marker(pytest.mark.long)
    kept = [item for item in items if _says_something_here(item)]
    if config.getoption("--database-only"):
        kept = [item for item in kept if _tries_a_database(item)]
    there = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in there])
    items[:] = sorted(kept, key=_when)


def _when(item):
    place = _LENGTHS.get(item.path.relative_to(item.config.rootpath).as_posix(), len(_LONGEST))
    return place, "journeys" not in item.path.parts


def _says_something_here(item):
    """Leave out what is asked of the other kind of database."""
    if _ON_SERVER:
        return item.get_closest_marker("sqlite_only") is None
    return not (item.get_closest_marker("postgres_only") or "empty_database" in _asked(item))


def _tries_a_database(item):
    reaches = _REACHING & _asked(item) or item.get_closest_marker("django_db")
    # What a page shows of what it was given is the same on either; in `make soak` they run as well.
    if "pages" in item.path.stem and not os.environ.get("WAYSTATION_WHOLE"):
        return False
    return bool(reaches) and "journeys" not in item.path.parts and not _FILES & _asked(item)


def _asked(item):
    return set(getattr(item, "fixturenames", ()))


_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="session")
def once_a_run(tmp_path_factory, worker_id):
    """Make a folder once for all processes of a run: the first makes it, the others wait for it.

    What stands in it is everybody's: who wants to write takes a copy.
    """
    mine = tmp_path_factory.getbasetemp()
    everybodys = mine if worker_id == "master" else mine.parent

    def made(name, make):
        there = everybodys / name
        with (everybodys / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not there.exists():
                shutil.rmtree(half := everybodys / f"{name}.half", ignore_errors=True)
                half.mkdir()
                make(half)
                half.rename(there)
        return there

    return made


@pytest.fixture(scope="session", autouse=True)
def _commands_work_on_files():
    """Whatever the tests work on, a command that one starts has a data directory of its own."""
    patch = pytest.MonkeyPatch()
    patch.delenv("WAYSTATION_DATABASE_URL", raising=False)
    yield
    patch.undo()


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


@pytest.fixture(scope="session", autouse=_ON_SERVER)
def _a_tests_own_transaction_is_left_whole(request):
    """On a server, let nothing that is tested break the transaction a test is undone by.

    SQLite in memory has no connection to close and no file to write anew. What empties the tables
    behind a test that commits is no attack on the book: its guards look away.
    """
    # Asked for here, so that the patches end before the database is given up.
    request.getfixturevalue("django_db_setup")
    from waystation.base.postgres.base import DatabaseWrapper
    from waystation.vault import shredding_postgres

    close, empty = DatabaseWrapper.close, DatabaseWrapper.ops_class.execute_sql_flush
    write_anew = shredding_postgres.write_anew
    ours = connections["default"]
    patch = pytest.MonkeyPatch()

    def close_another(self):
        return None if self is ours else close(self)

    def empty_unguarded(self, sql):
        return empty(self, ["SET LOCAL session_replication_role = replica", *sql])

    def write_outside(asking, tables):
        return True if asking.in_atomic_block else write_anew(asking, tables)

    patch.setattr(DatabaseWrapper, "close", close_another)
    patch.setattr(DatabaseWrapper.ops_class, "execute_sql_flush", empty_unguarded)
    patch.setattr(shredding_postgres, "write_anew", write_outside)
    yield
    patch.undo()
    ours.close()


@pytest.fixture(scope="session")
def empty_database():
    """Make empty databases on the server beside the tests; gives the address of each."""
    import psycopg

    server = os.environ["WAYSTATION_TEST_POSTGRES_URL"]

    made = []

    def make() -> str:
        made.append(f"of_{uuid4().hex}")
        with psycopg.connect(server, autocommit=True) as asking:
            asking.execute(f'CREATE DATABASE "{made[-1]}"')
        return f"{server.rpartition('/')[0]}/{made[-1]}"

    yield make
    with psycopg.connect(server, autocommit=True) as asking:
        for name in made:
            asking.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def commands_on_it(request, monkeypatch):
    """Let commands that the test starts work on the kind of database the tests work on."""
    if _ON_SERVER:
        make = request.getfixturevalue("empty_database")
        monkeypatch.setenv("WAYSTATION_DATABASE_URL", make())


@pytest.fixture(autouse=True)
def _each_test_speaks_english():
    """End each test in the language it began in; a page in Korean leaves its thread speaking it."""
    with translation.override("en"):
        yield
