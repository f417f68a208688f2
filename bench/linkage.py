"""Two registers of a million linked on one machine, beside Splink as its own pages show it."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.figures import Figure, beside

PART = "Linkage"
PEOPLE, BITS = 1_000_000, 4.25
LINK_S, LINK_GB = 60.0, 6.0
EXPLAINED = (
    f"Linkage: {PEOPLE:,} invented people in each of two registers, half of them in both. The "
    "second was written from memory: 15 % of names with a slip, 12 % of births wrong; in both 10 "
    "to 25 % of each column are missing. `plain` is Splink as its documentation shows it, on the "
    "same files and threads: six blocking rules, its own comparisons, training without a cap. "
    f"Time from the files to the pairs; a pair counts from {BITS} bits on (95 %).",
)


def measure(people: int = PEOPLE) -> list[Figure]:
    """Link two registers of so many people, ours and plain, each in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="waystation-linkage-", dir=_memory()) as folder:
        asked = [sys.executable, "-m", "bench.linkage", folder]
        subprocess.run([*asked, "write", "--people", str(people)], check=True)
        ours, plain = (_said([*asked, who, "--people", str(people)]) for who in ("ours", "plain"))
    what = f"{people:,} x {people:,}, two threads"
    shared = {"part": PART, "what": what}
    return [
        Figure(
            name="reunion.link_1m_s", value=ours["s"], unit="s", better="lower", target=LINK_S,
            conditions=shared, **beside("plain Splink", ours["s"], plain["s"]),
        ),
        Figure(
            name="reunion.link_1m_gb", value=ours["gb"], unit="GB", better="lower",
            target=LINK_GB, conditions=shared, **beside("plain Splink", ours["gb"], plain["gb"]),
        ),
        Figure(
            name="reunion.link_records_per_s", value=2 * people / ours["s"], unit="1/s",
            better="higher", target=None, conditions=shared,
            **beside("plain Splink", plain["s"], ours["s"]),
        ),
        *(
            Figure(
                name=f"reunion.link_{key}_pct", value=ours[key], unit="%", better="higher",
                target=None, conditions=shared, **beside("plain Splink", ours[key], plain[key]),
            )
            for key in ("precision", "recall", "f1")
        ),
    ]  # fmt: skip


def main() -> None:
    """Do one thing in this process: ``FOLDER write|ours|plain --people N``."""
    parser = argparse.ArgumentParser(prog="bench.linkage")
    parser.add_argument("folder", type=Path)
    parser.add_argument("who", choices=["write", "ours", "plain"])
    parser.add_argument("--people", type=int, default=PEOPLE)
    args = parser.parse_args()
    if args.who == "write":
        from bench import registers

        registers.write(args.folder, args.people)
        return
    link = _ours if args.who == "ours" else _plain
    sys.stdout.write(json.dumps(_timed(link, args.folder, args.people)) + "\n")


def _timed(link: Callable[[Path], list[tuple[str, str]]], folder: Path, n: int) -> dict[str, float]:
    began = perf_counter()
    found = link(folder)
    took = perf_counter() - began
    # A record's id is the person's number and the register's letter.
    right = sum(left[:-1] == other[:-1] for left, other in found)
    precision, recall = right / max(len(found), 1), right / (n - n // 2)
    return {
        "s": round(took, 1),
        "gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "precision": round(100 * precision, 2),
        "recall": round(100 * recall, 2),
        "f1": round(200 * precision * recall / max(precision + recall, 1e-9), 2),
    }


def _ours(folder: Path) -> list[tuple[str, str]]:
    from waystation.tracing.batch.domain import guess
    from waystation.tracing.batch.linking import Job, link
    from waystation.tracing.batch.stages import Stages

    roles = guess(["id", "given", "family", "mother", "birth", "sex", "county"])
    job = Job(
        files=(folder / "a.parquet", folder / "b.parquet"), roles=(roles, roles), bits=BITS,
        korean=False, threads=2,
    )  # fmt: skip
    kept = Stages(folder / "stages", "bench", resume=False)
    pairs = [(pair.id_a, pair.id_b) for pair in link(job, kept, _tell)]
    kept.end()
    return pairs


def _tell(at: Any) -> None:
    sys.stderr.write(f"{at.stage} of {at.stages}: {at.says}\n")


def _plain(folder: Path) -> list[tuple[str, str]]:
    """Link as Splink's documentation does: its comparisons, blocking rules and training."""
    import duckdb
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    held = duckdb.connect(":memory:", config={"threads": 2, "temp_directory": ""})
    for letter in "ab":
        file = folder / f"{letter}.parquet"
        held.execute(f"create table {letter} as select * from '{file}'").fetchall()  # noqa: S608
    api = DuckDBAPI(connection=held)
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        comparisons=[
            compare.JaroWinklerAtThresholds(name, [0.9, 0.7]).configure(
                term_frequency_adjustments=True
            )
            for name in ("given", "family", "mother")
        ]
        + [
            compare.DateOfBirthComparison("birth", input_is_string=True),
            compare.ExactMatch("sex"),
            compare.ExactMatch("county").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given", "family"),
            block_on("given", "birth"),
            block_on("family", "birth"),
            block_on("mother", "given"),
            block_on("mother", "family"),
            block_on("birth", "county"),
        ],
    )
    linker = Linker([api.register("a"), api.register("b")], settings, log_level=None)
    certain = [block_on("given", "family", "birth")]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.55)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("given", "family"), block_on("birth")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_weight=BITS)
    return held.execute(f"select id_l, id_r from {pairs.physical_name}").fetchall()  # noqa: S608


def _said(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


if __name__ == "__main__":
    main()
