"""Registers linked with the real library, broken off and taken up again."""

import csv
import os
import random
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest

from waystation.base.errors import Refused
from waystation.tracing.batch import domain, engines, linking, looking, stages
from waystation.tracing.batch.domain import Learned, guess
from waystation.tracing.batch.linking import Job, link
from waystation.tracing.batch.stages import Stages
from waystation.tracing.batch.tests.conftest import people, slipped, write

# What they call is installed for the long tests alone.
pytestmark = pytest.mark.long

ROLES = guess(["id", "first_name", "surname", "dob", "town"])


@pytest.fixture(autouse=True)
def _little_is_learned_from(monkeypatch):
    monkeypatch.setattr(linking, "U_PAIRS", 100_000.0)


@pytest.fixture
def by_rules(monkeypatch):
    monkeypatch.setattr(looking, "ALL_PAIRS", 0)


def job(*files, **said):
    return Job(files=files, roles=(ROLES,) * len(files), **{"threads": 1, "korean": False} | said)


def silent(_progress):
    return None


def taught(folder):
    """Begin with the worth that Splink gives what it knows nothing of."""
    kept = Stages(folder, "x", resume=False)
    kept.keep(Learned(0.01, {}))
    return kept


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    """Link two registers by rules once: their files, the pairs and what was learned."""
    folder = tmp_path_factory.mktemp("linked")
    known, chance = people(300), random.Random(2)
    files = (
        write(folder / "a.csv", known[:200]),
        write(folder / "b.csv", [slipped(person, chance) for person in known[100:]]),
    )
    kept = Stages(folder / "s", "x", resume=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linking, "U_PAIRS", 100_000.0)
        patch.setattr(looking, "ALL_PAIRS", 0)
        found = list(link(job(*files), kept, silent))
    return files, found, kept.learned


def test_people_of_both_registers_are_found_and_strangers_are_not(linked):
    _files, found, _learned = linked

    strong = [pair for pair in found if pair.weight >= 4]
    true = [pair for pair in strong if pair.id_a == pair.id_b]
    assert len(true) > 85  # of the 100 in both
    assert len(strong) - len(true) <= 2
    assert all(pair.probability > 0.94 for pair in strong)


def test_one_register_is_linked_with_itself_and_nobody_with_themselves(tmp_path):
    rows = people(150)
    doubles = [{**row, "id": f"{row['id']}'"} for row in rows[:20]]
    file = write(tmp_path / "one.csv", rows + doubles)

    found = list(link(job(file, bits=4.0), taught(tmp_path / "s"), silent))

    assert {(pair.id_a, pair.id_b) for pair in found} >= {(str(n), f"{n}'") for n in range(20)}
    assert all(pair.id_a != pair.id_b for pair in found)


def test_a_run_that_broke_off_goes_on_with_what_is_left_and_finds_the_same(
    linked, tmp_path, by_rules
):
    files, whole, learned = linked
    said, again = [], []

    def breaking(at):
        said.append(at.stage)
        if at.stage == 5:
            raise KeyboardInterrupt

    begun = Stages(tmp_path / "s", "x", resume=False)
    begun.keep(learned)
    with pytest.raises(KeyboardInterrupt):
        list(link(job(*files), begun, breaking))
    kept = Stages(tmp_path / "s", "x", resume=True)
    resumed = list(link(job(*files), kept, lambda at: again.append(at.stage)))

    assert resumed == whole
    assert said == [0, 2, 3, 4, 5]
    # Three rules were done.
    assert again[:2] == [0, 5]


def test_rules_bring_each_pair_once_and_exactly_those_that_agree_on_one(
    registers, tmp_path, by_rules
):
    files, two = registers(120), True
    with closing(engines.started("duckdb")) as held:
        columns, _sizes = linking.load(held, job(*files))
        rules = domain.rules(columns)
        linking.sharpen(held, rules, two=two)
        brought = [
            tuple(row[1:])
            for nth in range(len(rules))
            for row in held.rows(looking.blocked(rules, nth, two=two))
        ]
        told = list(held.rows("select unique_id, side, given, family, birth, place from records"))

    def keys(given, family, birth, place):
        place = place or None
        yield from ((1, given, family), (2, given, birth), (3, family, birth))
        yield from ((4, given[:3], family[:3], birth[:4]), (5, given[-3:], family[-3:], birth[:4]))
        yield from ((6, given[:3], family[:3], birth[4:]), (7, given[-3:], family[-3:], birth[4:]))
        if place:
            yield from ((8, birth, place), (9, given, family[:3], place))
            yield from ((10, given[:3], family, place), (11, given, place, birth[:4]))
            yield (12, family, place, birth[:4])

    of = {number: (side, set(keys(*values))) for number, side, *values in told}
    plain = {
        (left, right)
        for left, right in combinations(sorted(of), 2)
        if of[left][0] < of[right][0] and of[left][1] & of[right][1]
    }
    assert len(rules) == 12
    assert len(brought) == len(set(brought))
    assert set(brought) == plain


def test_a_key_that_too_many_share_is_not_looked_at(registers, by_rules, monkeypatch):
    monkeypatch.setattr(looking, "PAIRS_A_KEY", 0)
    with closing(engines.started("duckdb")) as held:
        columns, _sizes = linking.load(held, job(*registers(50)))
        rules = domain.rules(columns)
        linking.sharpen(held, rules, two=True)

        assert [n for nth in range(len(rules)) for n in held.rows(
            looking.blocked(rules, nth, two=True)
        )] == []  # fmt: skip


def test_what_does_not_fit_into_memory_is_refused_and_never_put_on_a_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(engines.started("duckdb", memory="60MB")) as held:
        with pytest.raises(Refused, match="do not fit into memory"):
            held.make("wide", "select range as i, hash(range)::varchar as h from range(9000000)")

        ((folder,),) = held.rows("select current_setting('temp_directory')")
        assert folder == ""
        # Nobody can turn it on again by a query.
        with pytest.raises(Exception, match="locked"):
            held.make("x", "select 1; set temp_directory = '/tmp/spilled'")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("row", "says"),
    [("1,mira,berg,1950-01-01,x", "stands above"), (",mira,berg,1950-01-01,x", "no id")],
)
def test_a_register_whose_ids_do_not_tell_its_rows_apart_is_refused(tmp_path, row, says):
    file = tmp_path / "one.csv"
    file.write_text(f"id,first_name,surname,dob,town\n1,odo,tal,1951-02-02,y\n{row}\n")

    with pytest.raises(Refused, match=says):
        list(link(job(file), Stages(tmp_path / "s", "x", resume=False), silent))


def test_a_korean_name_is_known_in_another_spelling(tmp_path):
    columns = ["id", "name", "dob"]
    fillers = [
        [str(n), f"{family}{given}", f"19{50 + n}-0{1 + n % 9}-1{n % 9}"]
        for n, (family, given) in enumerate(
            zip(
                "박최정강조윤장임한오" * 3,
                ["민수", "지영", "성호", "은주", "동현"] * 6,
                strict=True,
            )
        )
    ]
    rows = [["101", "이영희", "1950-03-01"], *fillers], [["201", "Lee Young-hee", "1950-03-01"]]
    files = []
    for name, listed in zip("ab", rows, strict=True):
        files.append(tmp_path / f"{name}.csv")
        with files[-1].open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([columns, *listed])
    roles = guess(columns)
    asked = Job(files=tuple(files), roles=(roles, roles), korean=None, bits=-2.0)

    found = list(link(asked, taught(tmp_path / "s"), silent))

    assert [(pair.id_a, pair.id_b) for pair in found][:1] == [("101", "201")]


def test_stages_of_another_job_are_neither_used_nor_written_over(tmp_path):
    Stages(tmp_path / "s", "one", resume=False).keep(Learned(0.01, {}))

    with pytest.raises(Refused, match="another linkage"):
        Stages(tmp_path / "s", "other", resume=True)
    with pytest.raises(Refused, match="begun before"):
        Stages(tmp_path / "s", "one", resume=False)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("keep me")
    with pytest.raises(Refused, match="not empty"):
        Stages(tmp_path / "full", "one", resume=False)


def test_half_a_stage_counts_for_nothing(tmp_path):
    kept = Stages(tmp_path / "s", "x", resume=False)

    def broken_off():
        with kept.finishing(0) as path:
            path.write_bytes(b"half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        broken_off()

    assert not kept.pairs(0).exists()
    with kept.finishing(0) as path:
        # What the first left is gone.
        assert not path.exists()
        path.write_bytes(b"whole")
    assert kept.pairs(0).read_bytes() == b"whole"


@pytest.mark.skipif(not stages.MEMORY.is_dir(), reason="no file system in memory here")
def test_memory_is_told_from_a_disk():
    assert stages.in_memory(stages.MEMORY)
    assert not stages.in_memory(Path("/proc"))


def test_a_missing_library_is_named_with_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(engines.LIBRARIES, "spark", ("no_such_library",))

    with pytest.raises(Refused) as refused:
        engines.started("spark", folder=tmp_path)

    assert "no_such_library" in refused.value.says
    assert "requirements-spark.txt" in refused.value.hint
