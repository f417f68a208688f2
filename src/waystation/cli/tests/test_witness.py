"""The witness: what the worker copies out of the database, and what it never touches again."""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from waystation.cli import witness
from waystation.cli.tests.listeners import post_office
from waystation.vault import audit, cells, chain, heads
from waystation.vault.keyring import Keyring
from waystation.vault.models import AuditHead

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def allan():
    return Keyring.of(uuid4(), [cells.found("security")])


@pytest.fixture
def file(tmp_path):
    return tmp_path / "witness.txt"


def act(now=NOON):
    audit.write("given", actor=None, says={}, now=now)


def kept(file):
    return chain.read_witness(file.read_text())


def an_hour_passes(file):
    os.utime(file, (NOON.timestamp() - 3_600,) * 2)


def test_every_signed_end_is_written_once_under_the_key_it_is_known_by(allan, file):
    act()
    audit.sign_head(allan, now=NOON)

    assert witness.keep_in_file(file, NOON) == 1
    assert witness.keep_in_file(file, NOON) == 0
    act(NOON + DAY)
    audit.sign_head(allan, now=NOON + DAY)
    assert witness.keep_in_file(file, NOON) == 1

    assert kept(file) == (audit.key_of(allan), heads.signed())


def test_what_came_since_is_written_without_a_signature_once_an_hour(allan, file):
    act()
    assert witness.keep_in_file(file, NOON) == 1
    os.utime(file, (NOON.timestamp(),) * 2)
    act()
    assert witness.keep_in_file(file, NOON) == 0
    an_hour_passes(file)
    assert witness.keep_in_file(file, NOON) == 1
    an_hour_passes(file)
    assert witness.keep_in_file(file, NOON) == 0  # Nothing happened since.

    assert [(one.seq, one.signature) for one in kept(file)[1]] == [(1, b""), (2, b"")]


def test_what_stands_there_is_never_changed(allan, file):
    act()
    witness.keep_in_file(file, NOON)
    before = file.read_text()
    an_hour_passes(file)
    act()

    witness.keep_in_file(file, NOON)

    assert file.read_text().startswith(before)


def test_an_empty_chain_needs_no_witness(allan, file):
    assert witness.keep_in_file(file, NOON) == 0
    assert not file.exists()


@pytest.mark.parametrize("content", [b"a shopping list\n", b"\xff\xfe"])
def test_a_file_that_is_no_witness_is_left_alone_and_said(allan, file, content, capsys):
    act()
    file.write_bytes(content)

    assert witness.keep_in_file(file, NOON) == 0
    assert file.read_bytes() == content
    assert "the witness could not be kept" in capsys.readouterr().err


def test_a_folder_that_is_away_stops_nothing(allan, tmp_path, capsys):
    act()

    assert witness.keep_in_file(tmp_path / "not mounted" / "file", NOON) == 0
    assert "cannot be read or written" in capsys.readouterr().err


@pytest.mark.parametrize("fields", [{"signature": b""}, {"digest": b"d"}, {"day": 4_000_000}])
def test_an_end_that_is_none_does_not_fill_the_file_or_hide_others(allan, file, fields):
    act()
    audit.sign_head(allan, now=NOON)
    true = heads.signed()
    audit.sign_head(allan, now=NOON + DAY)
    AuditHead.objects.filter(day=true[0].day + 1).update(**fields)

    assert witness.keep_in_file(file, NOON + DAY) == 1
    assert witness.keep_in_file(file, NOON + DAY) == 0

    assert kept(file)[1] == true


def test_an_end_of_a_clock_that_ran_ahead_hides_no_later_one(allan, file):
    act()
    audit.sign_head(allan, now=NOON + 40 * DAY)

    assert witness.keep_in_file(file, NOON) == 1  # The tip alone, unsigned.
    audit.sign_head(allan, now=NOON)
    assert witness.keep_in_file(file, NOON) == 1
    assert witness.keep_in_file(file, NOON + 40 * DAY) == 1

    assert [one.day - NOON.date().toordinal() for one in kept(file)[1]] == [0, 0, 40]


def test_signed_ends_are_mailed_until_the_mail_is_taken_and_then_no_more(allan, settings, capsys):
    act()
    audit.sign_head(allan, now=NOON)
    settings.WITNESS_MAIL, settings.MAIL_FROM = "keeper@example.org", "way@example.org"
    settings.MAIL_SERVER = "127.0.0.1:9"
    assert witness.keep(NOON) == 0
    with post_office() as office:
        settings.MAIL_SERVER = office.address
        assert witness.keep(NOON) == 1
        assert witness.keep(NOON) == 0

    (text,) = office.heard
    # The mail as it came, with its head, is a witness.
    assert chain.read_witness(text) == (audit.key_of(allan), heads.signed())
