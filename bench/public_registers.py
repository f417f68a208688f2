"""`python -m bench.public_registers`: groups found in public registers whose truth is known.

By hand; the files are not ours. `WAYSTATION_LINKAGE` names the folder they lie in. Beside ours
stands Splink alone, as its own pages set it up for each of these files.
"""

import logging
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

BITS, SEED = 4.0, 1
WHENCE = "set WAYSTATION_LINKAGE to a folder with files of moj-analytical-services/splink_datasets"
Columns = tuple[str, ...]


class Alone(NamedTuple):
    """How Splink's own page of a file sets it up, its comparisons apart.

    `certain` are rules that are taken to find the share `recall` of all matches; chance is learned
    from `u_pairs` random pairs, the rest from pairs drawn by each of `drawn_by`.
    """

    looked_at: tuple[Columns, ...]
    certain: tuple[str, ...]
    recall: float
    u_pairs: float
    drawn_by: tuple[Columns, ...]


FILES: Mapping[str, Alone] = {
    "fake_1000.csv": Alone(
        looked_at=(("first_name",), ("surname",), ("dob",), ("email",)),
        certain=(
            "l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
            "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ),
        recall=0.7,
        u_pairs=1e6,
        drawn_by=(("dob",), ("email",), ("first_name", "surname")),
    ),
    "historical_half.parquet": Alone(
        looked_at=(
            ("substr(first_name, 1, 3)", "substr(surname, 1, 4)"),
            ("surname", "dob"),
            ("first_name", "dob"),
            ("postcode_fake", "first_name"),
            ("postcode_fake", "surname"),
            ("dob", "birth_place"),
            ("substr(postcode_fake, 1, 3)", "dob"),
            ("substr(postcode_fake, 1, 3)", "first_name"),
            ("substr(postcode_fake, 1, 3)", "surname"),
            ("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"),
        ),
        certain=(
            "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
            "substr(l.first_name, 1, 2) = substr(r.first_name, 1, 2) and l.surname = r.surname "
            "and substr(l.postcode_fake, 1, 2) = substr(r.postcode_fake, 1, 2)",
            "l.dob = r.dob and l.postcode_fake = r.postcode_fake",
        ),
        recall=0.6,
        u_pairs=5e6,
        drawn_by=(("first_name", "surname"), ("dob",)),
    ),
}


def main() -> int:
    """Link each file with itself, ours and Splink alone; print how right the groups are."""
    folder = os.environ.get("WAYSTATION_LINKAGE")
    if not folder:
        sys.stdout.write(f"skipped: {WHENCE}\n")
        return 0
    ways: Mapping[str, Callable[[Path], Mapping[str, str]]] = {"ours": _ours, "Splink": _alone}
    for name in FILES:
        file = Path(folder) / name
        truth = _truth(file)
        for called, grouped in ways.items():
            began = perf_counter()
            found = grouped(file)
            took = perf_counter() - began
            precision, recall = _measured({one: found.get(one, one) for one in truth}, truth)
            f1 = 2 * precision * recall / (precision + recall)
            said = f"{name}, {called}: F1 {f1:.4f} ({precision:.3f}/{recall:.3f}), {took:.0f} s\n"
            sys.stdout.write(said)
            sys.stdout.flush()
    return 0


def _truth(file: Path) -> dict[str, str]:
    import duckdb

    asked = f"select unique_id, cluster from '{file}'"  # noqa: S608
    return {str(one): str(who) for one, who in duckdb.connect().execute(asked).fetchall()}


def _ours(file: Path) -> dict[str, str]:
    from waystation.tracing.batch.domain import guess
    from waystation.tracing.batch.engines import started
    from waystation.tracing.batch.linking import Job, link
    from waystation.tracing.batch.looking import grouped
    from waystation.tracing.batch.stages import Stages

    held = started("duckdb")
    job = Job(files=(file,), roles=(guess(held.headers(file)),), bits=BITS, korean=False)
    held.close()
    with tempfile.TemporaryDirectory(prefix="waystation-public-") as folder:
        kept = Stages(Path(folder) / "stages", "bench", resume=False)
        return grouped((pair.id_a, pair.id_b) for pair in link(job, kept, lambda _at: None))


def _alone(file: Path) -> dict[str, str]:
    """Link as Splink's own page of this file does, and group at the same weight."""
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    held = duckdb.connect()
    source = f"read_csv('{file}', all_varchar = true)" if file.suffix == ".csv" else f"'{file}'"
    named = "first_name || ' ' || surname as first_name_surname_concat"
    held.execute(f"create table records as select *, {named} from {source}").fetchall()  # noqa: S608
    api, said = DuckDBAPI(connection=held), FILES[file.name]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(file.name),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in said.looked_at],
    )
    linker = Linker(api.register("records"), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        list(said.certain), recall=said.recall
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=said.u_pairs, seed=SEED)
    for columns in said.drawn_by:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns), estimate_without_term_frequencies=True
        )
    pairs = linker.inference.predict(threshold_match_weight=BITS)
    groups = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_weight=BITS
    )
    asked = f"select unique_id, cluster_id from {groups.physical_name}"  # noqa: S608
    return {str(one): str(group) for one, group in held.execute(asked).fetchall()}


def _comparisons(name: str) -> list[Any]:
    import splink.comparison_library as compare

    born = compare.DateOfBirthComparison("dob", input_is_string=True)
    if name == "fake_1000.csv":
        return [
            compare.ForenameSurnameComparison("first_name", "surname"),
            born,
            compare.ExactMatch("city").configure(term_frequency_adjustments=True),
            compare.EmailComparison("email"),
        ]
    return [
        compare.ForenameSurnameComparison(
            "first_name",
            "surname",
            forename_surname_concat_col_name="first_name_surname_concat",
        ),
        born,
        compare.PostcodeComparison("postcode_fake"),
        compare.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        compare.ExactMatch("occupation").configure(term_frequency_adjustments=True),
    ]


def _measured(groups: Mapping[str, str], truth: Mapping[str, str]) -> tuple[float, float]:
    """Give precision and recall of the pairs that stand in one group."""
    right = _pairs({one: f"{groups[one]} {truth[one]}" for one in truth})
    return right / _pairs(groups), right / _pairs(truth)


def _pairs(groups: Mapping[str, str]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(groups.values()).values())


if __name__ == "__main__":
    sys.exit(main())
