"""`python -m bench.public_registers`: groups found in public registers whose truth is known.

By hand; the files are not ours. `WAYSTATION_LINKAGE` names the folder they lie in.
"""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

FILES = ("fake_1000.csv", "historical_half.parquet")
BITS = 4.0
WHENCE = "set WAYSTATION_LINKAGE to a folder with files of moj-analytical-services/splink_datasets"


def main() -> int:
    """Link each file with itself and print precision, recall and F1 of the pairs in one group."""
    folder = os.environ.get("WAYSTATION_LINKAGE")
    if not folder:
        sys.stdout.write(f"skipped: {WHENCE}\n")
        return 0
    for name in FILES:
        began = perf_counter()
        precision, recall = _measured(Path(folder) / name)
        f1 = 2 * precision * recall / (precision + recall)
        sys.stdout.write(
            f"{name}: F1 {f1:.4f} ({precision:.3f}/{recall:.3f}), {perf_counter() - began:.0f} s\n"
        )
    return 0


def _measured(file: Path) -> tuple[float, float]:
    from waystation.tracing.batch.domain import guess
    from waystation.tracing.batch.engines import started
    from waystation.tracing.batch.linking import Job, link
    from waystation.tracing.batch.looking import grouped
    from waystation.tracing.batch.stages import Stages

    held = started("duckdb")
    asked = f"select unique_id, cluster from '{file}'"  # noqa: S608
    truth = {str(one): str(who) for one, who in held.rows(asked)}
    job = Job(files=(file,), roles=(guess(held.headers(file)),), bits=BITS, korean=False)
    held.close()
    with tempfile.TemporaryDirectory(prefix="waystation-public-") as folder:
        kept = Stages(Path(folder) / "stages", "bench", resume=False)
        found = grouped((pair.id_a, pair.id_b) for pair in link(job, kept, lambda _at: None))
    groups = {one: found.get(one, one) for one in truth}
    right = _pairs({one: f"{groups[one]} {truth[one]}" for one in truth})
    return right / _pairs(groups), right / _pairs(truth)


def _pairs(groups: Mapping[str, str]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(groups.values()).values())


if __name__ == "__main__":
    sys.exit(main())
