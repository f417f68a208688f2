"""`waystation link`: one command from two files to pairs, killed and taken up again."""

import csv
import os
import signal
import subprocess
import sys
import time

import pytest

from waystation.cli import carried
from waystation.cli.main import main
from waystation.tracing.batch import linking, looking, stages
from waystation.tracing.batch.tests.conftest import people, registers, write

__all__ = ["registers"]
# What they call is installed for the long tests alone.
pytestmark = pytest.mark.long

WAIT_S = 60


@pytest.fixture(autouse=True)
def _little_is_learned_from(monkeypatch):
    monkeypatch.setattr(linking, "U_PAIRS", 100_000.0)
    monkeypatch.setattr(linking, "EM_PAIRS", 20_000.0)


def link(*words):
    return main(["link", *(str(word) for word in words)])


def test_a_register_is_linked_into_a_sealed_file_and_nothing_else_stays(tmp_path, capsys, age_keys):
    rows = people(60)
    file = write(tmp_path / "one.csv", [*rows, {**rows[3], "id": "again"}])
    key = age_keys[0]

    status = link(
        *(file, "--out", tmp_path / "pairs.age", "--stages", tmp_path / "s"),
        *("--threshold", "0.5", "--to", key.recipient),
    )

    said = capsys.readouterr()
    assert status == 0
    assert "None counts before a person has looked at it." in said.out
    assert "given = first_name" in said.err
    assert "learning what agreement is worth" in said.err
    assert b"again" not in (tmp_path / "pairs.age").read_bytes()
    with (tmp_path / "opened.csv").open("wb") as out:
        carried.open_into(out, str(tmp_path / "pairs.age"), str(key.file))
    found = list(csv.DictReader((tmp_path / "opened.csv").read_text().splitlines()))
    (true,) = [row for row in found if {row["a"], row["b"]} == {"3", "again"}]
    assert float(true["probability"]) > 0.9
    assert true["group"] in {"3", "again"}
    assert sorted(os.listdir(tmp_path)) == ["one.csv", "opened.csv", "pairs.age"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nobody.csv", "--out", "{}/x.csv"], "There is no file nobody.csv"),
        (["{}/one.csv", "--out", "{}/one.csv"], "exists already"),
        (["{}/one.csv", "--out", "{}/x.csv", "--column", "given"], "--column given says nothing"),
        (["{}/one.csv", "--out", "{}/x.csv", "--column", "given=gone"], "no column 'gone'"),
        (["{}/bad.csv", "--out", "{}/x.csv"], "a name and one thing besides"),
        (["{}/one.csv"] * 3 + ["--out", "{}/x.csv"], "3 files were given"),
        (["{}/one.csv", "--out", "{}/x.csv", "--memory", "much"], "no amount of memory"),
    ],
)
def test_what_cannot_be_linked_is_refused_with_a_reason(tmp_path, capsys, words, says):
    write(tmp_path / "one.csv", people(3))
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")

    assert link(*(word.replace("{}", str(tmp_path)) for word in words)) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "x.csv").exists()
    assert list(stages.MEMORY.glob("waystation-link-*")) == []


def test_a_probability_is_asked_for_as_one(tmp_path, capsys):
    with pytest.raises(SystemExit):
        link("a.csv", "--out", "b.csv", "--threshold", "95")
    assert "between 0 and 1" in capsys.readouterr().err


@pytest.mark.long
def test_killed_in_the_middle_and_taken_up_again_it_finds_the_same_to_the_byte(registers, tmp_path):
    files, pairs = registers(1_600), looking.every_pair((1_600, 1_600))
    assert pairs > looking.ALL_PAIRS  # so that it goes rule by rule
    command = [sys.executable, "-m", "waystation.cli.main", "link", *map(str, files)]
    whole = subprocess.run(
        [*command, "--out", tmp_path / "whole.csv", "--stages", tmp_path / "w"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    words = ["--out", tmp_path / "pairs.csv", "--stages", tmp_path / "s"]
    running = subprocess.Popen([*command, *words], stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + WAIT_S
    while not (tmp_path / "s" / "pairs-03.parquet").exists() and time.monotonic() < until:
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert not (tmp_path / "pairs.csv").exists()

    unasked = subprocess.run([*command, *words], capture_output=True, text=True)
    resumed = subprocess.run(
        [*command, *words, "--resume"], check=True, capture_output=True, text=True
    )

    assert unasked.returncode == 2
    assert "--resume" in unasked.stderr
    assert "learning" in whole.stderr
    assert "learning" not in resumed.stderr
    assert (tmp_path / "pairs.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert not (tmp_path / "s").exists()
