"""`waystation doctor`: each danger is found and named, and not found where it is not."""

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from waystation.base import clock, rounds
from waystation.cli import doctor_data as data
from waystation.cli import doctor_machine as machine
from waystation.cli.tests.conftest import run
from waystation.cli.tests.test_work import put
from waystation.vault import audit, cells, chain, heads, keystore
from waystation.vault.keyring import Keyring

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY, DAY = NOON.date(), timedelta(days=1)
# /proc/swaps of a machine without, with memory alone, and with a disk.
NONE = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
ZRAM = NONE + "/dev/zram0                              partition\t4096\t0\t100\n"
DISK = ZRAM + "/dev/sda3                               partition\t8192\t0\t-2\n"


def said(findings) -> str:
    return " ".join(" ".join(finding) for finding in findings)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir(mode=0o700)
    return settings.HOME


def test_swap_on_a_disk_is_found_and_swap_in_memory_is_not():
    assert [*machine.swap(""), *machine.swap(NONE), *machine.swap(ZRAM)] == []
    assert "/dev/sda3" in said(machine.swap(DISK))
    assert "zram" not in said(machine.swap(DISK))


def test_a_program_that_is_handed_the_memory_after_a_crash_is_found():
    assert list(machine.core_files("core\n")) == []
    assert "/usr/share/apport/apport." in said(machine.core_files("|/usr/share/apport/apport %p\n"))


def test_root_is_told_to_be_somebody_else():
    assert list(machine.owner(1_000)) == []
    assert "root" in said(machine.owner(0))


def test_what_others_on_the_machine_may_read_is_named(home):
    private = home / "pepper"
    private.touch(mode=0o600)
    assert list(machine.permissions(home)) == []

    private.chmod(0o640)
    (home / "media").mkdir(mode=0o700)
    (home / "media" / "x").touch(mode=0o600)
    (home / "media" / "x").chmod(0o604)

    found = said(machine.permissions(home))
    assert "home/media/x, home/pepper" in found
    assert f"chmod -R go= {home}" in found


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_somebody_else_is_named(home):
    (home / "pepper").touch(mode=0o600)
    os.chown(home / "pepper", 12_345, -1)

    assert "home/pepper" in said(machine.permissions(home))


def test_a_price_that_was_never_fitted_is_found(home):
    assert "vault tune" in said(machine.price(home))

    (home / "kdf-passes").write_text("4")

    assert list(machine.price(home)) == []


def test_a_clock_before_the_last_thing_written_is_found(home):
    file = home / "db.sqlite3"
    file.touch()
    installed = os.stat(machine.__file__).st_mtime
    os.utime(file, (installed + 10_000,) * 2)
    written = datetime.fromtimestamp(installed + 10_000, UTC)

    assert list(machine.behind(home, written - timedelta(seconds=200))) == []
    assert "newer than that" in said(machine.behind(home, written - timedelta(seconds=400)))


def test_settings_that_are_not_fit_for_work_are_found(db, settings):
    settings.ORIGIN, settings.PING_URL = "https://way.example.org", "https://ping.example.org/x"
    settings.PROXIES = 1
    assert list(machine.configured()) == []
    settings.PROXIES = 0
    assert "WAYSTATION_PROXIES" in said(machine.configured())

    settings.DEBUG = True
    settings.ORIGIN, settings.PING_URL = "", ""
    assert [f.about for f in machine.configured()] == ["debug", "address", "carrier"]
    settings.ORIGIN = "http://way.example.org"
    assert "over http, readable on the way" in said(machine.configured())


def test_a_key_store_that_is_missing_or_logs_is_found(home, tmp_path):
    assert "no case opens" in said(data.key_store(home / "keystore.sqlite"))
    keystore.make_many({uuid4(): uuid4()}, on=TODAY)
    assert list(data.key_store(home / "keystore.sqlite")) == []

    logged = tmp_path / "logged.sqlite"
    made = sqlite3.connect(logged)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("CREATE TABLE shred (x)")
    assert "write-ahead log" in said(data.key_store(logged))
    made.close()


def test_a_worker_that_never_ran_or_died_is_found(home):
    assert "never ran" in said(data.worker(NOON))
    seen = home / rounds.SEEN
    seen.touch()

    for age_s, found in ((0, False), (299, False), (301, True)):
        os.utime(seen, (NOON.timestamp() - age_s,) * 2)
        assert bool(list(data.worker(NOON))) is found
    assert "5 minutes ago" in said(data.worker(NOON))
    assert "3 hours ago" in said(data.worker(NOON + timedelta(hours=3)))
    assert "2 days ago" in said(data.worker(NOON + 2 * DAY))


@pytest.fixture
def allan(db, home):
    return Keyring.of(uuid4(), [cells.found("security", on=TODAY)])


def test_a_chain_nobody_signs_and_nobody_witnesses_is_found(allan, home, settings):
    found = said(data.chain_and_witness(home, TODAY))
    assert "was never signed" in found
    assert "no witness" in found

    settings.WITNESS_MAIL = "keeper@example.org"
    audit.write("given", actor=None, says={}, now=NOON)
    audit.sign_head(allan, now=NOON)
    assert list(data.chain_and_witness(home, TODAY + 3 * DAY)) == []
    assert "last signed on 2026-11-22" in said(data.chain_and_witness(home, TODAY + 4 * DAY))


def test_a_witness_that_lags_or_lies_beside_the_chain_is_found(allan, home, settings):
    audit.write("given", actor=None, says={}, now=NOON)
    audit.sign_head(allan, now=NOON)
    file = home / "witness.txt"
    settings.WITNESS_FILE = str(file)
    assert "cannot be read" in said(data.chain_and_witness(home, TODAY))
    file.write_text(chain.key_line(heads.key_on_file()) + "\n")

    found = said(data.chain_and_witness(home, TODAY))
    assert "lacks the last signed end" in found
    assert "the same disk" in found
    file.write_text(chain.witness_line(heads.signed()[-1]) + "\n")
    assert "lacks" not in said(data.chain_and_witness(home, TODAY))


def test_copies_that_are_too_old_or_were_never_made_are_found(allan):
    assert [f.about for f in data.copies(TODAY)] == ["backup", "copy of the key store"]
    for kind in ("backup made", "key store copied"):
        audit.write(kind, actor=None, says={}, now=NOON)

    assert list(data.copies(TODAY + 7 * DAY)) == []
    assert "The last backup is 8 days old." in said(data.copies(TODAY + 8 * DAY))


def test_a_key_nobody_renews_is_found(allan, settings):
    assert "one key for" not in said(data.keys(TODAY + 8 * DAY))
    assert "one key for 9 days" in said(data.keys(TODAY + 9 * DAY))
    assert "no escrow" in said(data.keys(TODAY))


@pytest.mark.django_db
def test_the_demo_is_no_place_to_work():
    assert list(data.demo()) == []

    clock.stand_at(NOON)

    assert "printed for everybody" in said(data.demo())


@pytest.mark.django_db
@pytest.mark.sqlite_only("a setting of SQLite; for PostgreSQL see test_doctor_of_a_server")
def test_a_database_that_forgets_to_wipe_is_found():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
        found = said(data.database())
        cursor.execute("PRAGMA secure_delete=ON")

    assert "secure_delete 0" in found


def test_the_command_says_what_it_found_and_ends_with_1(demo_home):
    plain, scripted = run("doctor", home=demo_home), run("doctor", "--json", home=demo_home)

    assert (plain.status, plain.err) == (1, "")
    assert "demo: This is the demo" in plain.out
    assert "backup: There never was a backup.\n  Run `waystation backup" in plain.out
    assert scripted.status == 1
    found = scripted.json["findings"]
    assert {"about", "says", "hint"} == set(found[0])
    assert "witness" in {finding["about"] for finding in found}


def test_where_nothing_is_there_is_nothing_to_look_at(home):
    said_ = run("doctor", home=home)

    assert said_.status == 2
    assert "There is no organisation in" in said_.err


def test_nothing_unsafe_ends_with_0(command, monkeypatch):
    monkeypatch.setattr("waystation.cli.doctor._looked", lambda: iter(()))

    assert command("doctor").out.startswith("Nothing unsafe was found.")
    assert command("doctor", "--json").json == {"findings": []}
    assert command("doctor").status == 0


@pytest.mark.long
def test_a_database_of_another_shape_is_not_looked_at(demo_home, tmp_path):
    older = shutil.copytree(demo_home, tmp_path / "copy")
    put(older, "delete from django_migrations where app = ?", "base")

    said_ = run("doctor", home=older)

    assert said_.status == 2
    assert "written by another Waystation" in said_.err


@pytest.mark.django_db
def test_a_real_organisation_whose_givers_pay_nobody_is_found(settings):
    settings.PAYMENTS = "test"
    assert "WAYSTATION_PAYMENTS" in said(data.payments())
    settings.PAYMENTS = "stripe"
    assert list(data.payments()) == []
    settings.PAYMENTS = "test"
    clock.stand_at(NOON)
    assert list(data.payments()) == []
