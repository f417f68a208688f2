"""The database is a file, unless an address of PostgreSQL says otherwise, and safely so."""

from pathlib import Path

import pytest

from waystation.base.errors import Refused
from waystation.config.database import database

HOME = Path("/var/lib/waystation")
SOCKET = "postgresql:///rescue?host=/run/postgresql"
FAR = "postgresql://way%40ne:s%2Fecret@db.example.org:6432/rescue?sslmode=verify-full"


@pytest.fixture(autouse=True)
def _driver_is_there(monkeypatch):
    monkeypatch.setattr("waystation.config.database.find_spec", lambda name: name)


def test_without_an_address_it_is_a_file_in_the_data_directory_with_one_writer():
    told = database(HOME, "")

    assert told["NAME"] == HOME / "db.sqlite3"
    assert told["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_address_names_server_database_and_user_and_waits_as_long_as_a_file_does():
    told = database(HOME, FAR)

    assert told["ENGINE"] == "waystation.base.postgres"
    assert (told["HOST"], told["PORT"], told["NAME"]) == ("db.example.org", "6432", "rescue")
    assert (told["USER"], told["PASSWORD"]) == ("way@ne", "s/ecret")
    assert told["OPTIONS"] == {"sslmode": "verify-full", "options": "-c lock_timeout=20000"}


def test_a_socket_of_this_machine_is_named_as_the_server():
    told = database(HOME, SOCKET)

    assert (told["HOST"], told["PORT"], told["USER"]) == ("/run/postgresql", "", "")
    assert told["OPTIONS"] == {"options": "-c lock_timeout=20000"}


@pytest.mark.parametrize("url", [
    "mysql://localhost/rescue", "rescue", "postgresql://localhost", "postgresql://localhost:x/rescue",
    "postgresql://[::1/rescue",
])  # fmt: skip
def test_what_is_no_address_of_a_postgresql_database_is_refused(url):
    with pytest.raises(Refused, match="WAYSTATION_DATABASE_URL is no address") as refused:
        database(HOME, url)

    assert "postgresql://name@host" in refused.value.hint


@pytest.mark.parametrize("way", ["", "?sslmode=require", "?sslmode=verify-ca", "?sslmode=disable"])
def test_a_server_elsewhere_that_anybody_could_play_is_refused(way):
    with pytest.raises(Refused, match=r"The database at 10\.0\.0\.7 would be reached"):
        database(HOME, f"postgresql://way@10.0.0.7/rescue{way}")


def test_without_the_driver_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("waystation.config.database.find_spec", lambda name: None)

    with pytest.raises(Refused, match="driver") as refused:
        database(HOME, SOCKET)

    assert "requirements-postgres.txt" in refused.value.hint
