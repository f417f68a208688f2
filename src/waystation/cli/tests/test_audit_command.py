"""`waystation audit verify`: no key is needed to see that somebody wrote past the console."""

import shutil
import subprocess
import sys
from uuid import uuid4

import pytest

from waystation.cli.tests.conftest import environment, run
from waystation.cli.tests.test_backup import acts
from waystation.vault import audit, cells, chain, heads
from waystation.vault.keyring import Keyring
from waystation.vault.models import AuditEntry
from waystation.vault.tests.test_audit import NOON, act, harm, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def allan():
    return Keyring.of(uuid4(), [cells.found("security")])


@pytest.fixture
def verify(command, monkeypatch):
    monkeypatch.setattr("waystation.cli.setup.migrate", lambda: None)
    return lambda *words: command("audit", "verify", *words)


@pytest.fixture
def witness(tmp_path):
    """Write down what a witness has at this moment; gives its file."""

    def written(key=None):
        lines = [chain.key_line(key or heads.key_on_file())]
        lines += map(chain.witness_line, heads.signed())
        file = tmp_path / "witness.txt"
        file.write_text("\n".join(lines))
        return file

    return written


def test_a_whole_chain_ends_with_0(allan, verify, witness):
    act(3)
    audit.sign_head(allan, now=NOON)
    act()

    alone, compared = verify(), verify("--witness", witness())

    assert (alone.status, alone.err) == (0, "")
    assert alone.out == (
        "4 entries, 1 signed ends, the last of 1855-10-26 at entry 3, 1 since.\nThe chain holds.\n"
    )
    assert "The witness has 1 lines." in compared.out
    assert compared.status == 0


def test_what_is_broken_is_named_and_ends_with_1(allan, verify):
    act(3)
    harm(2, kind=9)
    AuditEntry.objects.filter(seq=3).delete()

    said = verify()

    assert said.status == 1
    assert "broken: entry 2 was changed.\n" in said.out
    assert "holds" not in said.out


def test_a_witness_shows_a_chain_that_was_rewritten_with_its_heads(allan, verify, witness):
    act(3)
    audit.sign_head(allan, now=NOON)
    file = witness()
    heads.AuditHead.objects.all().delete()
    rewrite(1, kind=chain.KINDS["purged"])

    assert verify().status == 0
    said = verify("--witness", file)

    assert said.status == 1
    assert "broken: entry 3 is another than was signed or witnessed." in said.out


def test_an_exchanged_signing_key_shows_by_the_key_the_witness_knows(allan, verify, witness):
    act()
    audit.sign_head(allan, now=NOON)

    said = verify("--witness", witness(bytes(32)))

    assert said.status == 1
    assert "not the one the witness knows" in said.out


def test_a_witness_that_cannot_be_read_is_said(verify, tmp_path):
    bad = tmp_path / "list.txt"
    bad.write_text("milk\n")

    assert verify("--witness", tmp_path / "away").status == 2
    assert "Line 1 is no line of a witness." in verify("--witness", bad).err


WRITING = """
import django; django.setup()
from waystation.base import clock
from waystation.vault import audit
for n in range(40):
    audit.write("noted", actor=None, says={"n": str(n)}, now=clock.now())
"""


@pytest.mark.long
def test_processes_that_write_at_once_make_one_whole_chain(demo_home, tmp_path):
    home = shutil.copytree(demo_home, tmp_path / "copy")
    before = len(acts(home))

    writers = [
        subprocess.Popen([sys.executable, "-c", WRITING], env=environment(home)) for _ in range(4)
    ]

    assert [writer.wait(300) for writer in writers] == [0, 0, 0, 0]
    said = run("audit", "verify", home=home)
    assert said.out.startswith(f"{before + 160} entries")
    assert said.status == 0
