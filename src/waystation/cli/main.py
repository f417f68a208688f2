"""The `waystation` command: one word says what to do."""

import argparse
import os
import resource
import sys
from collections.abc import Sequence

from django.db import OperationalError

from waystation.base.errors import Refused
from waystation.cli import (
    audit,
    backup,
    books,
    check,
    doctor,
    giving,
    init,
    joint,
    keys,
    link,
    plan,
    replan,
    restore,
    vault,
)

BAD_INPUT = 2
READER_GONE = 141
ROUNDS = "from one round of the worker to the next"
TOLD = "read the environment from standard input, one NAME=VALUE a line"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 findings, 2 bad input, 3 no route."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.config.settings")
    # Whatever is written is for this user alone.
    os.umask(0o077)
    # A core file would hold whatever was open; processes started from here inherit this.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parser = _parser()
    args = parser.parse_args(argv)
    try:
        status: int = args.run(args)
        sys.stdout.flush()
    except Refused as refused:
        return complain(refused)
    except OperationalError as error:
        return complain(_silent(error))
    except BrokenPipeError:
        # Whoever was reading has gone; what is left to flush at the end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except KeyboardInterrupt:
        return 130
    return status


def complain(refused: Refused) -> int:
    """Say on the error stream what is wrong and what to do."""
    sys.stderr.write(f"waystation: error: {refused.says}\n")
    if refused.hint:
        sys.stderr.write(f"waystation: hint: {refused.hint}\n")
    return BAD_INPUT


def _silent(error: OperationalError) -> Refused:
    """Say of a database that is busy, full or away what it says itself, in one line."""
    why = (str(error).strip().splitlines() or ["it says nothing"])[0]
    hint = "See that it runs and has room, and what WAYSTATION_DATABASE_URL says; then try again."
    return Refused(f"The database does not answer: {why}", hint=hint)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="waystation", description="The operations system of a safe-passage organisation."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (
        init,
        plan,
        replan,
        check,
        joint,
        books,
        giving,
        backup,
        keys,
        restore,
        audit,
        link,
        doctor,
        vault,
    ):
        command.add_to(commands)
    init.add_escrow_to(commands)
    _add_demo(commands)
    serve = commands.add_parser("serve", help="serve the console on this machine")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--no-worker", action="store_true", help="`waystation work` runs elsewhere")
    serve.add_argument(
        "--site-port", type=int, metavar="PORT", help="serve the public site there as well"
    )
    serve.set_defaults(run=_serve)
    site = commands.add_parser("site", help="serve the public site on this machine")
    site.add_argument("--port", type=int, default=8001)
    site.add_argument("--parent", type=int, metavar="PID", help="stop when this process has ended")
    site.add_argument("--told", action="store_true", help=TOLD)
    site.set_defaults(run=_site)
    work = commands.add_parser("work", help="ring due watches and tidy up, without any key")
    work.add_argument("--once", action="store_true", help="one round, then stop")
    work.add_argument("--parent", type=int, metavar="PID", help="stop when this process has ended")
    work.add_argument("--told", action="store_true", help=TOLD)
    work.set_defaults(run=_work)
    guard = commands.add_parser("guard", help="watch the worker; call somebody if it stops")
    guard.add_argument(
        "--once", action="store_true", help="look once: 0 it goes round, 1 it does not"
    )
    guard.add_argument("--url", default="", help="the console's address, from another machine")
    guard.add_argument("--parent", type=int, metavar="PID", help="stop when this process has ended")
    guard.add_argument("--told", action="store_true", help=TOLD)
    guard.set_defaults(run=_guard)
    for process in (serve, work, guard):
        process.add_argument("--every", type=_seconds, default=20, metavar="SECONDS", help=ROUNDS)
    warm = commands.add_parser("warm", help="compile the arithmetic, so that nobody waits later")
    warm.set_defaults(run=_warm)
    return parser


def _seconds(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of seconds; give 1 or more")
    return int(text)


def _add_demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser("demo", help="the historical demo")
    verbs = demo.add_subparsers(required=True, metavar="VERB")
    load = verbs.add_parser("load", help="make the demo organisation of 1855")
    load.add_argument("--if-empty", action="store_true", help="do nothing if there is data already")
    load.set_defaults(run=_demo)
    giving.add_to_demo(verbs)


def _demo(args: argparse.Namespace) -> int:
    from waystation.cli import demo

    return demo.load(if_empty=args.if_empty)


def _serve(args: argparse.Namespace) -> int:
    from waystation.cli import serve

    return serve.serve(
        args.port,
        every_s=args.every,
        with_worker=not args.no_worker,
        site_port=args.site_port,
    )


def _site(args: argparse.Namespace) -> int:
    if args.told:
        _be_told()
    from waystation.cli import site

    return site.serve(args.port, parent=args.parent)


def _work(args: argparse.Namespace) -> int:
    if args.told:
        _be_told()
    from waystation.cli import work

    return work.work(every_s=args.every, once=args.once, parent=args.parent)


def _guard(args: argparse.Namespace) -> int:
    if args.told:
        _be_told()
    from waystation.cli import guard

    return guard.guard(url=args.url, every_s=args.every, once=args.once, parent=args.parent)


def _be_told() -> None:
    """Take the environment from standard input: a process begun with none shows none."""
    for line in sys.stdin.read().splitlines():
        name, _equals, value = line.partition("=")
        os.environ[name] = value
    sys.path += [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]


def _warm(args: argparse.Namespace) -> int:
    from waystation.kernel import bench
    from waystation.tracing.matching.warming import warm_linking

    bench.compile_all()
    warm_linking()
    return 0


if __name__ == "__main__":
    sys.exit(main())
