"""How many wrong versions of the vault its tests notice: `python -m bench.mutation --sample 400`.

A sampler of our own, for two reasons: the tools at hand leave decorated functions alone, and here
most of what decides is decorated; and they change a copy of the source tree, while our import
contracts and vectors look at the real one. Each mutant runs in a fork of one process that has the
libraries loaded, with the tests only that run the changed line, the quickest first.
"""

import argparse
import importlib.abc
import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.contexts import TIMES
from bench.mutants import mutants

ROOT = Path(__file__).resolve().parent.parent
VAULT = ROOT / "src" / "waystation" / "vault"
RESULT = ROOT / "bench" / "mutation.json"
TESTS: Sequence[str] = (
    "src/waystation/vault/tests",
    "src/waystation/cases/tests",
    "src/waystation/web/tests",
    "src/waystation/cli/tests",
    "tests/test_dumps.py",
    "tests/test_fuzz.py",
    "tests/test_matrix.py",
)
# Tests that look at all files, or start processes that would not see the change.
LEFT_OUT = ("--ignore=src/waystation/cli/tests/test_serve.py",)
TESTS_S, GIVE_UP_S, AT_ONCE = 30.0, 120, 2
LIBRARIES = ("pytest", "django", "django.test", "numpy", "numba", "hypothesis", "msgspec",
             "cryptography.hazmat.primitives.hpke", "pyrage", "argon2", "_pytest.assertion",
             "django.core.management", "django.contrib.staticfiles", "PIL.Image", "mnemonic",
             "fido2.server", "shamir_mnemonic", "typst", "pytest_django.plugin")  # fmt: skip


class Wrong(NamedTuple):
    """A mutant to be tried: the module, the line, what was changed, and the tests that run it."""

    path: Path
    line: int
    what: str
    source: str
    tests: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.what}"


def main() -> int:
    """Measure, try a sample, write bench/mutation.json and say what survived."""
    parser = argparse.ArgumentParser(prog="bench.mutation", description=__doc__.split("\n")[0])
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1855)
    parser.add_argument("--only", default="", help="only modules whose path holds this")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="where the tests lie")
    parser.add_argument(
        "--again", action="store_true", help="only those that survived last time, and add it up"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waystation-mutants-") as folder:
        lines, times, covered = measured(Path(folder), args.tests)
    wrong = sample(args.sample, args.seed, lines, times, only=args.only)
    before = json.loads(RESULT.read_text("utf-8")) if args.again else {"survived": []}
    if args.again:
        wrong = [one for one in wrong if str(one) in before["survived"]]
    for name in LIBRARIES:
        importlib.import_module(name)
    began = time.monotonic()
    fates = list(tried(wrong))
    survivors = sorted(str(one) for one, noticed in fates if not noticed)
    tried_in_all = before.get("tried", len(fates))
    result = {
        "seed": args.seed,
        "tried": tried_in_all,
        "noticed": tried_in_all - len(survivors),
        "score_pct": round(100 * (1 - len(survivors) / max(1, tried_in_all)), 1),
        "score_before_pct": before.get("score_pct"),
        "branch_coverage_pct": covered,
        "took_min": round((time.monotonic() - began) / 60, 1),
        "survived": survivors,
    }
    if not args.only and args.tests is TESTS:
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    return 0


def measured(
    folder: Path, where: Sequence[str]
) -> tuple[dict[str, dict[str, list[str]]], dict[str, float], float]:
    """Run the tests once; gives for each file its lines' tests, each test's time, and coverage.

    A test that fails already is left out: it would notice anything.
    """
    data, times, report = (folder / name for name in ("data", "times.json", "report.json"))
    env = os.environ | {"COVERAGE_FILE": str(data), TIMES: str(times), "CI": "1"}
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run(
        [*coverage, "run", "--branch", f"--source={VAULT}", f"--omit={VAULT}/tests/*",
         "-m", "pytest", "-p", "bench.contexts", "-p", "no:xdist", *LEFT_OUT, *where],
        cwd=ROOT, env=env, check=False,
    )  # fmt: skip
    subprocess.run(
        [*coverage, "json", "--show-contexts", "-o", str(report), "-q"],
        cwd=ROOT, env=env, check=True,
    )  # fmt: skip
    told = json.loads(report.read_text("utf-8"))
    lines = {name: held["contexts"] for name, held in told["files"].items()}
    return lines, json.loads(times.read_text("utf-8")), round(told["totals"]["percent_covered"], 1)


def sample(
    count: int,
    seed: int,
    lines: dict[str, dict[str, list[str]]],
    times: dict[str, float],
    *,
    only: str = "",
) -> list[Wrong]:
    """Draw mutants evenly over all there are; the same seed draws the same."""
    found = []
    for path in sorted(VAULT.glob("*.py")):
        name = str(path.relative_to(ROOT))
        if only not in name:
            continue
        of_file = {test for tests in lines.get(name, {}).values() for test in tests}
        of_file &= times.keys()
        own = {test for test in times if f"vault/tests/test_{path.stem}.py" in test}
        for made in mutants(path.read_text("utf-8")):
            ran_in = set(lines.get(name, {}).get(str(made.line), ()))
            # What runs at import belongs to every test of the file, and to its test module's.
            tests = ran_in & times.keys() if ran_in - {""} and "" not in ran_in else of_file | own
            chosen = _quickest(tests or of_file, times, own)
            found.append(Wrong(path, made.line, made.what, made.source, chosen))
    dice = random.Random(seed)  # noqa: S311
    return found if len(found) <= count else dice.sample(found, count)


def _quickest(tests: set[str], times: dict[str, float], own: set[str]) -> tuple[str, ...]:
    """Put the module's own tests first, then the vault's, then the quickest, while time is left."""
    chosen, spent = [], 0.0

    def rank(test: str) -> tuple[bool, bool, float, str]:
        return test not in own, "vault/tests" not in test, times[test], test

    for test in sorted(tests, key=rank):
        if spent > TESTS_S:
            break
        spent += times[test]
        chosen.append(test)
    return tuple(chosen)


def tried(wrong: list[Wrong]) -> Iterator[tuple[Wrong, bool]]:
    """Try mutants, two at once; gives each with whether the tests noticed it."""
    waiting, running = list(wrong), {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            one = waiting.pop(0)
            running[_start(one)] = (one, time.monotonic())
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended:
            one, _began = running.pop(ended)
            noticed = os.waitstatus_to_exitcode(status) != 0
            sys.stderr.write(f"{'.' if noticed else 'survived'} {one}\n")
            yield one, noticed
            continue
        for process, (_one, began) in running.items():
            if time.monotonic() - began > GIVE_UP_S:
                os.killpg(process, signal.SIGKILL)
        time.sleep(0.02)


def _start(one: Wrong) -> int:
    process = os.fork()
    if process:
        return process
    os.setpgid(0, 0)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    status = 1
    try:
        status = _run(one)
    finally:
        os._exit(status)


def _run(one: Wrong) -> int:
    """Run a mutant's tests in this process; 0 means that nobody noticed."""
    import pytest

    if not one.tests:
        return 0
    sys.meta_path.insert(0, _Changed(one))
    os.chdir(ROOT)
    plugins = ["-p", "no:xdist", "-p", "no:cacheprovider"]
    # Warnings are no notice; only a failed test is.
    return int(pytest.main(["-x", "-q", *plugins, *one.tests])) and 1


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the wrong version wherever the module is imported."""

    def __init__(self, one: Wrong) -> None:
        inside = one.path.relative_to(ROOT / "src").with_suffix("")
        self.name, self.one = ".".join(inside.parts), one

    def find_spec(self, name, path=None, target=None):  # type: ignore[no-untyped-def]
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.one.path, loader=self)

    def create_module(self, spec):  # type: ignore[no-untyped-def]
        return None

    def exec_module(self, module):  # type: ignore[no-untyped-def]
        exec(compile(self.one.source, str(self.one.path), "exec"), module.__dict__)  # noqa: S102


if __name__ == "__main__":
    sys.exit(main())
