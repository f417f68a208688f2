"""One question on one generated net, in a process of its own so that its memory can be told.

`python -m bench.case '{"family": "relay", …}'` prints what it found as one line of JSON.
"""

import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter, process_time

import msgspec

ROOT = Path(__file__).resolve().parent.parent
GIVE_UP_S = 60


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask: exactly, within `max_labels`, and where that fails or is not asked, proven."""

    family: str
    places: int
    k: int
    seed: int = 7
    every_min: int = 1  # relay: minutes between departures; 15 is the product's own grid
    limits: str = ""  # "", "three times" or "balanced", see nets.py
    exact: bool = True
    within: float = 0.0  # eps of the search itself
    eps: float = 0.05  # how far to prove
    lost: int = 0  # places of the best route that are gone
    max_labels: int = 1_000_000
    prove_labels: int = 1_000_000
    repeats: int = 1


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a case; `gap` is how much better an unseen route can be, at most."""

    places: int
    rides: int
    routes: int
    cpu_s: float
    wall_s: float
    peak_mb: float
    finished: bool  # the front is complete, to the last route
    gap: float | None = None  # None: nothing is proven


def apart(case: Case) -> Found:
    """Ask a case in a new process; one that comes to no end in time has found nothing.

    Raises:
      CalledProcessError: the case failed; its own words are shown.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.case", msgspec.json.encode(case).decode()],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            timeout=GIVE_UP_S,
        )
    except subprocess.TimeoutExpired:
        return Found(
            places=case.places,
            rides=0,
            routes=0,
            cpu_s=GIVE_UP_S,
            wall_s=GIVE_UP_S,
            peak_mb=0,
            finished=False,
        )
    return msgspec.json.decode(done.stdout, type=Found)


def found(case: Case) -> Found:
    """Ask a case here, compiled code loaded before; the best of its repeats counts."""
    from bench import asked, nets

    small = nets.world(case.family, 25, case.k, case.seed, case.every_min)
    asked.answer(small, nets.query(small), msgspec.structs.replace(case, places=25, limits=""))
    made = nets.world(case.family, case.places, case.k, case.seed, case.every_min)
    query = nets.query(made, lost=asked.lost(made, case.lost))
    limits = asked.limits(made, case.limits)
    took = []
    for _ in range(case.repeats):
        began, cpu = perf_counter(), process_time()
        answer = asked.answer(made, query, case, limits)
        took.append((perf_counter() - began, process_time() - cpu))
    wall_s, cpu_s = min(took)
    return Found(
        places=made.net.n_places,
        rides=made.net.src.size,
        routes=answer.routes,
        cpu_s=cpu_s,
        wall_s=wall_s,
        peak_mb=peak_mb(),
        finished=answer.finished,
        gap=answer.gap,
    )


def peak_mb() -> float:
    """Say how much memory this process has held at most.

    Linux carries `ru_maxrss` over from the parent that started us, so its own count is read there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text("ascii").splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(found(msgspec.json.decode(sys.argv[1], type=Case))))
