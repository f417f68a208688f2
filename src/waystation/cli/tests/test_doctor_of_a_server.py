"""A server that loses what was written, tells who worked, or may switch guards off is named."""

import pytest

from waystation.cli import doctor_postgres
from waystation.cli.doctor_postgres import NAMES, settings

SAFE = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_checksums": "on",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "is_superuser": "off",
    "server_encoding": "UTF8",
}


def test_a_server_that_is_set_up_well_has_nothing_found():
    assert set(SAFE) == set(NAMES)
    assert list(settings(SAFE)) == []


@pytest.mark.parametrize(("name", "value", "says"), [
    ("fsync", "off", "a power cut damages the database"),
    ("full_page_writes", "off", "a power cut damages the database"),
    ("synchronous_commit", "off", "what was booked last can be lost"),
    ("data_checksums", "off", "would not notice a damaged disk"),
    ("log_statement", "all", "who worked when, and on which case"),
    ("log_min_duration_statement", "0", "who worked when, and on which case"),
    ("is_superuser", "on", "could switch the book's guards off"),
    ("server_encoding", "LATIN1", "keeps text as LATIN1, which has no Korean"),
])  # fmt: skip
def test_each_unsafe_setting_is_found_alone_and_says_what_to_do(name, value, says):
    (found,) = settings(SAFE | {name: value})

    assert found.about == "database"
    assert says in found.says
    assert found.hint


@pytest.mark.django_db
@pytest.mark.postgres_only
def test_a_throw_away_server_is_told_of_all_it_does_to_be_quick():
    found = " ".join(finding.says for finding in doctor_postgres.look())

    for word in ("fsync", "full_page_writes", "synchronous_commit", "superuser"):
        assert word in found
