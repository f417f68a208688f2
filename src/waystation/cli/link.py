"""`waystation link`: which records of one long register, or of two, may be of one person."""

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from io import TextIOWrapper
from math import log2
from pathlib import Path
from typing import IO, Any

from waystation.base.errors import Refused
from waystation.cli import carried
from waystation.tracing.batch import stages
from waystation.tracing.batch.domain import ROLES, Progress, Role, Unguessed, guess
from waystation.tracing.batch.engines import Machine, started
from waystation.tracing.batch.linking import Job, Pair, link
from waystation.tracing.batch.looking import grouped
from waystation.tracing.batch.stages import Stages


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    parser = commands.add_parser(
        "link",
        help="find records of one person in long registers, in memory or on many machines",
        description="Compare two registers with each other, or one with itself, and write which "
        "records may be of one person, with weights in bits. It can be killed at any moment and "
        "taken up again with --resume. A person looks at every pair before anything follows.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="one or two, CSV or Parquet")
    parser.add_argument("--out", required=True, metavar="FILE", help="a new CSV file")
    parser.add_argument(
        *("--to",), action="append", default=[], metavar="AGE",
        help="seal it to an age recipient; may repeat",
    )  # fmt: skip
    parser.add_argument(
        *("--threshold",), type=_probability, default=0.95, metavar="P",
        help="the least probability of a pair worth writing (0.95)",
    )  # fmt: skip
    parser.add_argument(
        *("--column",), action="append", default=[], metavar="WHAT=NAME",
        help=f"which column holds what, where it is not guessed: {', '.join(ROLES)}; may repeat",
    )  # fmt: skip
    parser.add_argument(
        "--names", choices=["korean", "other"], help="read names as Korean ones, or do not"
    )
    parser.add_argument("--resume", action="store_true", help="go on where it was broken off")
    parser.add_argument("--stages", metavar="DIR", help="where what is done so far is kept")
    parser.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")
    parser.add_argument("--memory", default="", metavar="SIZE", help="as much for DuckDB: 6GB")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="as many for DuckDB")
    parser.add_argument("--master", default="local[*]", metavar="URL", help="of the Spark cluster")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Link and write the pairs into a file that was not there."""
    target = carried.free_target(args.out)
    if len(args.files) > 2:
        raise Refused(f"{len(args.files)} files were given.", hint="Give one or two.")
    files = tuple(Path(file) for file in args.files)
    named = dict(_named(text) for text in args.column)
    with closing(started("duckdb")) as reading:
        roles = tuple(_guessed(reading, file, named) for file in files)
    job = Job(
        files=files,
        roles=roles,
        bits=log2(args.threshold / (1 - args.threshold)),
        engine=args.engine,
        korean=None if args.names is None else args.names == "korean",
        memory=args.memory,
        threads=args.threads,
        master=args.master,
    )
    mark = stages.digest(files, job.said())
    folder = Path(args.stages) if args.stages else _folder(target, mark)
    kept = Stages(folder, mark, resume=args.resume)
    if not stages.in_memory(folder):
        _warn(f"{folder} is on a disk, where what is done so far stands in clear until the end")
    if not args.to and not stages.in_memory(target.parent):
        _warn(f"{target} will stand in clear on a disk; --to seals it")
    for file, found in zip(files, roles, strict=True):
        sys.stderr.write(f"waystation: {file}: {_said(found)}\n")
    try:
        count = _write(job, kept, target, args.to)
    except Refused:
        if not kept.holds_work:
            kept.end()
        raise
    kept.end()
    sys.stdout.write(f"{count} pairs in {target}. None counts before a person has looked at it.\n")
    return 0


def _write(job: Job, kept: Stages, target: Path, recipients: list[str]) -> int:
    """Write the pairs beside their place, and move or seal them there when all are written."""
    beside = kept.folder / "pairs.csv" if recipients else target.with_name(f"{target.name}.part")
    try:
        with beside.open("wb") as out:
            count = _rows(link(job, kept, _tell), out, alone=len(job.files) == 1)
        if recipients:
            with beside.open("rb") as body:
                carried.seal_into(target, recipients, body)
        else:
            beside.replace(target)
    except OSError as error:
        raise Refused(
            f"{beside} cannot be written to its end: {error.strerror}.",
            hint="Look whether there is room for it, and say --resume.",
        ) from None
    finally:
        beside.unlink(missing_ok=True)
    return count


def _rows(pairs: Iterator[Pair], out: IO[bytes], *, alone: bool) -> int:
    """Write pairs; of one register also which group of one person each belongs to."""
    text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["a", "b", "weight", "probability", *(["group"] if alone else [])])
    found: Iterable[Pair] = pairs
    group: dict[str, str] = {}
    if alone:
        found = list(pairs)
        group = grouped((pair.id_a, pair.id_b) for pair in found)
    count = 0
    for pair in found:
        count += 1
        row: list[Any] = [pair.id_a, pair.id_b, f"{pair.weight:.3f}", f"{pair.probability:.6f}"]
        writer.writerow([*row, group[pair.id_a]] if alone else row)
    text.detach()
    return count


def _named(text: str) -> tuple[Role, str]:
    what, equals, header = text.partition("=")
    for role in ROLES:
        if role == what and equals and header:
            return role, header
    raise Refused(
        f"--column {text} says nothing.", hint=f"Say WHAT=NAME; WHAT is one of {', '.join(ROLES)}."
    )


def _guessed(reading: Machine, file: Path, named: dict[Role, str]) -> dict[Role, str]:
    if not file.is_file():
        raise Refused(f"There is no file {file}.", hint="Look at its name.")
    try:
        return guess(reading.headers(file), named)
    except Unguessed as error:
        raise Refused(f"{file}: {error}.", hint="Name columns: --column given=NAME.") from None


def _folder(target: Path, mark: str) -> Path:
    name = f"waystation-link-{mark[:16]}"
    return stages.MEMORY / name if stages.MEMORY.is_dir() else target.with_name(f"{name}.stages")


def _said(roles: dict[Role, str]) -> str:
    return ", ".join(f"{role} = {header}" for role, header in roles.items())


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text} is no probability; give one between 0 and 1")
    return value


def _tell(at: Progress) -> None:
    where = f"{at.stage} of {at.stages}: " if at.stages else ""
    sys.stderr.write(f"waystation: {where}{at.says}\n")
    sys.stderr.flush()


def _warn(text: str) -> None:
    sys.stderr.write(f"waystation: warning: {text}\n")
