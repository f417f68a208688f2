"""`waystation init` and the trustees' machine, as people run them."""

import argparse
import io
import re
import stat

import pytest

from waystation.base.errors import Refused
from waystation.cli import init
from waystation.cli.tests.conftest import LEGS, PLACES, run

pytestmark = pytest.mark.long

PASSPHRASE = "a lamp in every second window"
OFFICER = ("--officer", "sophia", "--called", "Sophia", "--passphrase-fd")


def shares_in(printed: str) -> list[str]:
    """Read the five pages as three trustees would type them."""
    return [" ".join(re.findall(r"\d+\. ([a-z]+)", page)) for page in printed.split("\f")[:-1]]


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """Found an organisation with a small network of its own."""
    home = tmp_path_factory.mktemp("init") / "home"
    tables = tmp_path_factory.mktemp("tables")
    (tables / "places.csv").write_text(PLACES)
    (tables / "legs.csv").write_text(LEGS)
    words = ("init", "--network", tables, *OFFICER)
    return home, run(*words, home=home, fd_text=PASSPHRASE)


def test_an_organisation_is_founded_and_its_officer_gets_a_recovery_code(founded):
    home, said = founded

    assert (said.status, said.err) == (0, "")
    assert len(re.findall(r"\d+\. [a-z]+ ", said.out)) >= 9
    assert {int(n) for n in re.findall(r"(\d+)\. [a-z]", said.out)} >= set(range(1, 13))
    assert PASSPHRASE not in said.out
    assert stat.S_IMODE((home / "db.sqlite3").stat().st_mode) == 0o600


def test_the_founder_begins_with_their_own_network(founded):
    home, _ = founded
    asked = ("--from", "ripley", "--to", "sandusky", "--people", "2", "--json")

    said = run("plan", *asked, "--name", "sophia", "--passphrase-fd", home=home, fd_text=PASSPHRASE)

    assert (said.status, len(said.routes) > 0) == (0, True)


def test_a_second_founding_is_refused_and_so_is_the_demo(founded):
    home, _ = founded

    again = run("init", *OFFICER, home=home, fd_text=PASSPHRASE)
    demo = run("demo", "load", home=home)

    assert (again.status, again.out) == (2, "")
    assert "There is an organisation" in again.err
    assert "There is data" in demo.err


def test_the_founding_code_is_printed_for_the_browser_and_kept_sealed(tmp_path):
    said = run("init", "--browser", "--language", "ko", home=tmp_path / "home")

    code = said.out.splitlines()[2].split()
    stored = (tmp_path / "home" / "db.sqlite3").read_bytes()
    assert said.status == 0
    assert len(code) == 12
    assert not any(word.encode() in stored for word in code)


def test_a_short_passphrase_founds_nothing(tmp_path):
    said = run("init", *OFFICER, home=tmp_path, fd_text="too short")

    assert said.status == 2
    assert "at least 20 characters" in said.err
    assert "Founded" not in said.out


def test_nobody_founds_without_a_name_to_sign_in_with(tmp_path):
    words = ("init", "--officer", " ", "--passphrase-fd")

    said = run(*words, home=tmp_path, fd_text=PASSPHRASE)

    assert said.status == 2
    assert "No name was given." in said.err
    assert "--officer NAME" in said.err


def test_whoever_goes_away_before_the_words_are_asked_back_is_told_what_stands(monkeypatch):
    ask(monkeypatch)

    with pytest.raises(Refused, match="is founded") as refused:
        init._give_code("lamp " * 12, ask_back=True)

    assert "My keys" in refused.value.hint


def test_the_ceremony_prints_five_pages_and_three_of_them_open_the_key(
    tmp_path, command, monkeypatch
):
    key = tmp_path / "key.txt"
    names = ["Ada", "Berta", "Chloe", "Dora", "Emma"]

    made = command("escrow", "make", key, *[w for n in names for w in ("--trustee", n)])

    shares = shares_in(made.out)
    assert made.status == 0
    assert [len(share.split()) for share in shares] == [33] * 5
    assert all(name in made.out for name in names)
    # The first line says what the file is, in words that a share may hold as well.
    written = key.read_text().partition("\n")[2].split()
    assert not any(share.split()[0] in written for share in shares)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(shares[1:4])))
    assert "open the key" in command("escrow", "test-shares", key).out
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(shares[:2])))
    assert "Share 3 is missing" in command("escrow", "test-shares", key).err


def test_nothing_is_written_over_and_five_trustees_are_five(tmp_path, command):
    key = tmp_path / "key.txt"
    key.write_text("something")

    assert "is there already" in command("escrow", "make", key).err
    twice = command("escrow", "make", tmp_path / "new.txt", *["--trustee", "Ada"] * 5)
    assert "1 different trustees" in twice.err

    assert key.read_text() == "something"
    assert not (tmp_path / "new.txt").exists()


def ask(monkeypatch, typed=(), hidden=()):
    """Let a person at the terminal type some lines, and some that are not shown."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
    answers = iter(hidden)
    monkeypatch.setattr("getpass.getpass", lambda *_args, **_named: next(answers))


def guided(language="en"):
    return argparse.Namespace(passphrase_fd=None, language=language)


def test_enter_takes_the_passphrase_that_was_drawn(monkeypatch, capsys):
    monkeypatch.setattr("waystation.vault.passphrases.suggest", lambda language: PASSPHRASE)
    ask(monkeypatch, hidden=["", PASSPHRASE])

    assert init._passphrase(guided()) == PASSPHRASE
    assert PASSPHRASE in capsys.readouterr().out


def test_a_passphrase_typed_in_two_ways_is_refused(monkeypatch):
    ask(monkeypatch, hidden=[PASSPHRASE, PASSPHRASE + "s"])

    with pytest.raises(Refused, match="not typed the same twice"):
        init._passphrase(guided())


def test_two_words_are_asked_back_until_they_are_right(monkeypatch, capsys):
    code = "one two three four five six seven eight nine ten eleven twelve"
    monkeypatch.setattr(init.secrets.SystemRandom, "sample", lambda self, of, n: [7, 2])
    ask(monkeypatch, typed=["two", "Three", "eight"])

    init._give_code(code, ask_back=True)

    said = capsys.readouterr()
    assert "12. twelve" in said.out
    assert said.out.count("another word") == 1
    assert "Word 3 from your paper" in said.err
    assert "Word 8 from your paper" in said.err
