"""`waystation restore`: a backup and a copy of the key store, onto a machine that holds nothing."""

import argparse
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from waystation.base.errors import Refused
from waystation.cli import carried, copying, keys, setup
from waystation.cli.carried import PEPPER, SQLITE

# What the settings make when they are read; it protects nothing stored.
MADE_AT_ONCE = {"form-token-key"}
PEPPER_BYTES = 32


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    parser = commands.add_parser(
        "restore", help="put a backup and a copy of the key store onto an empty machine"
    )
    parser.add_argument("file", help="the backup")
    parser.add_argument("--identity", required=True, metavar="FILE", help=keys.SEAL_HELP)
    parser.add_argument("--key-store", metavar="FILE", help="what `waystation keys copy` wrote")
    parser.add_argument(
        "--key-store-identity", metavar="FILE", help="if the copy is sealed to another key"
    )
    parser.add_argument(
        "--without-key-store", action="store_true", help="go on although no case will open"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Open, check and put in place; until everything was checked nothing is put anywhere.

    Raises:
      Refused: there are data already, a file does not open or is damaged, or the copy of the key
        store is missing and nobody said to go on without.
    """
    setup.start()
    home = Path(settings.HOME)
    _refuse_full(home)
    if not args.key_store and not args.without_key_store:
        raise Refused(
            "Without a copy of the key store no case opens.",
            hint="Say --key-store FILE, or --without-key-store and put it back later with"
            " `waystation keys put-back`.",
        )
    copied = None
    if args.key_store:
        identity = args.key_store_identity or args.identity
        copied = carried.open_shreds(args.key_store, identity)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.chmod(0o700)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        with (Path(folder) / "packed").open("w+b") as packed:
            carried.open_into(packed, args.file, args.identity)
            parts = Path(folder) / "parts"
            parts.mkdir(mode=0o700)
            about = carried.unpack_backup(packed, parts)
        _check(parts)
        # A server's database comes first: if it cannot be put back, nothing is.
        copying.put_back(parts)
        _put(parts, home)
    setup.migrate()
    sys.stdout.write(f"The backup of {about['made_on']} is in place in {home}.\n")
    if copied:
        keys.take_over(*copied)
    else:
        keys.say_what_opens()
    return _finish(str(about["made_on"]))


def _finish(made_on: str) -> int:
    """Note the restore in the chain it came with, and say what to do next."""
    from waystation.base import clock
    from waystation.vault import audit, heads

    broken = audit.examine(heads.key_on_file()).breaks
    audit.write("restored", actor=None, says={"at": made_on}, now=clock.now())
    if broken:
        sys.stdout.write("The audit chain in it does not hold: see `waystation audit verify`.\n")
    sys.stdout.write("Tips that waited unopened stay shut: their one-time keys are in no copy.\n")
    sys.stdout.write("Now run `waystation audit verify --witness FILE` and `waystation doctor`.\n")
    return 0


def _refuse_full(home: Path) -> None:
    held = {path.name for path in home.iterdir()} - MADE_AT_ONCE if home.is_dir() else set()
    if held:
        raise Refused(
            f"{home} is not empty: it holds {', '.join(sorted(held)[:4])}.",
            hint="Point WAYSTATION_HOME to an empty folder; nothing is ever written over.",
        )
    if copying.on_server() and copying.is_there():
        hint = "Point WAYSTATION_DATABASE_URL to an empty one; nothing is ever written over."
        raise Refused("The database is not empty: an organisation is in it.", hint=hint)


def _check(parts: Path) -> None:
    """Make sure that what was opened is whole and that this Waystation can work on it."""
    if len((parts / PEPPER).read_bytes()) != PEPPER_BYTES:
        raise Refused("The pepper in the backup is damaged.", hint="Take another backup.")
    copying.check(parts)


def _put(parts: Path, home: Path) -> None:
    """Move every part in place, the database last: with it the organisation is there."""
    for path in sorted(parts.iterdir(), key=lambda path: (path.name == SQLITE, path.name)):
        path.rename(home / path.name)
