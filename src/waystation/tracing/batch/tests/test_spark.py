"""The same settings on Spark: the same pairs, with the same weights, as on DuckDB."""

import shutil

import pytest

from waystation.tracing.batch.domain import guess
from waystation.tracing.batch.linking import Job, link
from waystation.tracing.batch.stages import Stages

ROLES = guess(["id", "first_name", "surname", "dob", "town"])


@pytest.mark.soak
@pytest.mark.long
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17")
def test_spark_finds_the_pairs_that_duckdb_finds(registers, tmp_path):
    pytest.importorskip("pyspark", reason="pip install -r requirements-spark.txt")
    files, found = registers(1_200), {}
    for engine in ("duckdb", "spark"):
        job = Job(files=files, roles=(ROLES, ROLES), engine=engine, korean=False, master="local[2]")
        kept = Stages(tmp_path / engine, engine, resume=False)
        pairs = link(job, kept, lambda _at: None)
        found[engine] = {(pair.id_a, pair.id_b): pair.weight for pair in pairs}

    # Each learned from a random sample of its own, which moves a weight by hundredths of a bit.
    assert len(found["duckdb"]) > 500
    assert set(found["spark"]) == set(found["duckdb"])
    for pair, weight in found["duckdb"].items():
        assert found["spark"][pair] == pytest.approx(weight, abs=0.1)
