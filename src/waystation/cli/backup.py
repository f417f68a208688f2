"""`waystation backup`: a copy of what the server holds, in a file that only age recipients open.

Inside are the database, the sealed files of cases and the pepper by which sign-in names are found.
The age layer keeps even their number and sizes from whoever carries the file. The key store is
never inside: see `waystation keys copy`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from waystation.base.errors import Refused
from waystation.cli import archive, carried, copying, setup
from waystation.cli.carried import KDF_PASSES, PEPPER, STORED, WORKING


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    parser = commands.add_parser("backup", help="write what the server holds into an age file")
    parser.add_argument("file")
    parser.add_argument("--to", action="append", required=True, metavar="AGE-RECIPIENT")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Copy the live database and seal the copy; what is plain never leaves the data directory.

    Raises:
      Refused: no organisation, a file of that name exists or its folder does not, or a recipient
        is no age key, or a program that copies a PostgreSQL database is missing.
    """
    setup.start()
    if not copying.is_there():
        hint = "Found an organisation, or point WAYSTATION_HOME to one."
        raise Refused("There is no database to copy.", hint=hint)
    target = carried.free_target(args.file)
    setup.migrate()
    from waystation.base import clock
    from waystation.vault import audit, heads

    on = f"{clock.real_now():%Y-%m-%d}"
    about: archive.About = {"holds": archive.BACKUP, "made_on": on, "last_entry": heads.tip()[0]}
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=WORKING) as folder:
        packed = Path(folder) / "packed"
        database = Path(folder) / copying.part_name()
        copying.take(database)
        with packed.open("w+b") as out:
            archive.pack(out, about, _parts(database))
            n_bytes = out.tell()
            out.seek(0)
            carried.seal_into(target, args.to, out)
    says = {"file": target.name, "to": carried.ends_of(args.to)}
    audit.write("backup made", actor=None, says=says, now=clock.now())
    sys.stdout.write(f"{n_bytes} bytes sealed into {target}\n")
    sys.stdout.write("The key store is not in it: see `waystation keys copy`.\n")
    return 0


def _parts(database: Path) -> list[tuple[str, Path | bytes]]:
    """List what goes in; half-written files of cases are left out."""
    home = Path(settings.HOME)
    found: list[tuple[str, Path | bytes]] = [(database.name, database)]
    found += [(name, home / name) for name in (PEPPER, KDF_PASSES) if (home / name).exists()]
    stored = [(f"media/{path.name}", path) for path in sorted((home / "media").glob("*"))]
    return found + [(name, path) for name, path in stored if STORED.fullmatch(name)]
