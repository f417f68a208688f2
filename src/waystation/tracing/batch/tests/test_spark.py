"""The same settings on Spark: the same pairs, with the same weights, as on DuckDB."""

import shutil

import pytest

from waystation.tracing.batch.domain import guess
from waystation.tracing.batch.linking import Job, link
from waystation.tracing.batch.stages import Stages

ROLES = guess(["id", "first_name", "surname", "dob", "town"])


@pytest.mark.long
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17")
def test_spark_finds_the_pairs_that_duckdb_finds(registers, tmp_path):
    pytest.importorskip("pyspark", reason="pip install -r requirements-spark.txt")
    files = registers(1_500)
    here, there = (Stages(tmp_path / name, name, resume=False) for name in ("duckdb", "spark"))
    on_duckdb = weighed(Job(files=files, roles=(ROLES, ROLES), korean=False), here)
    # Each learns from a random sample of its own; whoever goes on elsewhere takes along the first.
    there.keep(here.learned)

    job = Job(files=files, roles=(ROLES, ROLES), engine="spark", korean=False, master="local[2]")
    on_spark = weighed(job, there)

    assert len(on_duckdb) > 500
    assert set(on_spark) == set(on_duckdb)
    for pair, weight in on_duckdb.items():
        assert on_spark[pair] == pytest.approx(weight, abs=0.002)


def weighed(job, stages):
    return {(pair.id_a, pair.id_b): pair.weight for pair in link(job, stages, lambda _at: None)}
