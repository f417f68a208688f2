"""`waystation books export|pack|verify-opening`: what leaves the book, and how it is checked."""

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import services as ledger
from waystation.ledger.audit import packing, queries
from waystation.ledger.audit import services as leaving
from waystation.ledger.models import AuditPack
from waystation.vault import audit, cells
from waystation.vault.keyring import Keyring

pytestmark = pytest.mark.django_db
DAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 12, tzinfo=UTC)
SECRET = "follow the drinking gourd"


@pytest.fixture
def allan():
    return Keyring.of(uuid4(), [cells.found("security")])


@pytest.fixture
def levi(allan, settings, tmp_path, monkeypatch):
    """Give finance's keys and a book of three gifts; commands work on this database."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    monkeypatch.setattr("waystation.cli.setup.migrate", lambda: None)
    keyring = Keyring.of(uuid4(), [cells.found("finance")])
    ledger.found_book(on=DAY)
    for n in range(3):
        ledger.record_gift(entry_id=new_id(), cents=5_000 + n, on=DAY, memo="a Friend's gift")
    return keyring


@pytest.fixture
def opened(levi, allan, tmp_path, monkeypatch):
    """Make a pack, draw and open its sample; gives both files as an auditor has them."""
    monkeypatch.setattr(leaving.boxes, "seal_for_carrying_by_words", lambda _words, body: body)
    made = leaving.make_pack(
        pack_id=new_id(), auditor="Gerrit", words="five random words for it", keyring=levi, now=NOW
    )
    leaving.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)
    opening = leaving.open_sample(pack_id=made.pack, keyring=levi, now=NOW)
    pack, file = tmp_path / "pack.zip", tmp_path / "opening.json"
    row = AuditPack.objects.get(pk=made.pack)
    lot = queries.pack(made.pack, levi).room.lot
    pack.write_bytes(packing.packed(queries.contents(row, lot, DAY)))
    file.write_bytes(packing.opening_file(opening))
    return pack, file


def test_a_journal_is_written_into_a_folder_and_replaces_nothing(command, levi, allan, tmp_path):
    said = command("books", "export", "hledger", tmp_path)
    again = command("books", "export", "hledger", tmp_path)

    names = ["accounts.journal", "2026.journal", "book.journal"]
    assert (said.status, said.err) == (0, "")
    assert said.out == "".join(f"{tmp_path / name}\n" for name in names)
    assert "50.02 USD" in (tmp_path / "2026.journal").read_text()
    assert "Friend" not in (tmp_path / "2026.journal").read_text()
    assert again.status == 2
    assert "exists already" in again.err
    assert [told.says for told in audit.entries(allan, kinds=["taken out"])] == [{"of": "hledger"}]


def test_one_year_is_written_alone_and_donors_get_their_table(command, levi, tmp_path):
    said = command("books", "export", "beancount", tmp_path, "--year", "2025")
    donors = command("books", "export", "donors", tmp_path)

    assert "2026.beancount" not in said.out
    assert donors.out == f"{tmp_path / 'donors.csv'}\n"
    assert (tmp_path / "donors.csv").read_text() == "from,to,fund,what,usd\n"


def test_a_folder_that_is_none_is_refused(command, levi, tmp_path):
    said = command("books", "export", "hledger", tmp_path / "nowhere")

    assert said.status == 2
    assert "is not a folder" in said.err


def test_a_pack_is_sealed_to_the_auditors_key_by_a_finance_officer(
    command, levi, tmp_path, age_keys, monkeypatch
):
    monkeypatch.setattr("waystation.cli.entering.enter", lambda args, role: levi)
    file = tmp_path / "pack.zip.age"

    said = command(
        "books", "pack", file, "--auditor", "Gerrit", "--to", age_keys[0].recipient, "--name", "x"
    )
    again = command("books", "pack", file, "--auditor", "Gerrit", "--to", age_keys[0].recipient)

    assert said.status == 0
    assert f"sealed into {file}" in said.out
    assert file.read_bytes().startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert again.status == 2
    assert AuditPack.objects.count() == 1


def test_who_is_no_finance_officer_makes_no_pack(command, levi, tmp_path, monkeypatch):
    seen = {}

    def enter(_args, role):
        seen["role"] = role
        raise Refused("no")

    monkeypatch.setattr("waystation.cli.entering.enter", enter)

    said = command("books", "pack", tmp_path / "p", "--auditor", "G", "--to", "age1")

    assert said.status == 2
    assert seen == {"role": "finance officer"}
    assert not (tmp_path / "p").exists()


def test_an_opening_that_holds_ends_with_0(command, opened):
    pack, file = opened

    said = command("books", "verify-opening", "--pack", pack, "--opening", file, "--secret", SECRET)

    assert (said.status, said.err) == (0, "")
    assert said.out == "3 entries in the chain, 3 opened.\nEverything holds.\n"


def test_an_opening_that_was_altered_ends_with_1_and_names_the_entry(command, opened):
    pack, file = opened
    told = json.loads(file.read_text())
    told["entries"][0]["memo"] = "a larger gift"
    file.write_text(json.dumps(told))

    said = command("books", "verify-opening", "--pack", pack, "--opening", file, "--secret", SECRET)

    number = told["entries"][0]["number"]
    assert said.status == 1
    assert said.out.splitlines()[0] == f"broken: entry {number} is not the one that was booked"


def test_a_file_that_is_no_pack_is_refused(command, opened):
    _pack, file = opened

    said = command("books", "verify-opening", "--pack", file, "--opening", file, "--secret", SECRET)
    gone = command(
        "books", "verify-opening", "--pack", "nothing", "--opening", file, "--secret", SECRET
    )

    assert (said.status, gone.status) == (2, 2)
    assert "no auditor's pack" in said.err
    assert "nothing cannot be read" in gone.err
