"""`waystation backup`: a copy of what the server holds, in a file that only age recipients open.

Inside are the database, the sealed files of cases and the pepper by which sign-in names are found.
The age layer keeps even their number and sizes from whoever carries the file. The key store is
never inside: see `waystation keys copy`.
"""

import argparse
import sqlite3
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from waystation.base.errors import Refused
from waystation.cli import archive, carried, setup
from waystation.cli.carried import DATABASE, KDF_PASSES, PEPPER, STORED, WORKING


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
        is no age key.
    """
    setup.start()
    source, target = _database(), carried.free_target(args.file)
    setup.migrate()
    from waystation.base import clock
    from waystation.vault import audit, heads

    on = f"{clock.real_now():%Y-%m-%d}"
    about: archive.About = {"holds": archive.BACKUP, "made_on": on, "last_entry": heads.tip()[0]}
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=WORKING) as folder:
        packed = Path(folder) / "packed"
        _copy(source, Path(folder) / DATABASE)
        with packed.open("w+b") as out:
            archive.pack(out, about, _parts(Path(folder)))
            n_bytes = out.tell()
            out.seek(0)
            carried.seal_into(target, args.to, out)
    says = {"file": target.name, "to": carried.ends_of(args.to)}
    audit.write("backup made", actor=None, says=says, now=clock.now())
    sys.stdout.write(f"{n_bytes} bytes sealed into {target}\n")
    sys.stdout.write("The key store is not in it: see `waystation keys copy`.\n")
    return 0


def _database() -> Path:
    source = Path(str(settings.DATABASES["default"]["NAME"]))
    if not source.exists():
        hint = "Found an organisation, or point WAYSTATION_HOME to one."
        raise Refused("There is no database to copy.", hint=hint)
    return source


def _copy(source: Path, copy: Path) -> None:
    """Write a consistent copy, page by page new, so that nothing deleted is left between rows."""
    live = sqlite3.connect(source, timeout=20)
    try:
        live.execute("VACUUM INTO ?", (str(copy),))
    finally:
        live.close()
    # A visit is of no use to whoever restores, and its cookie may still be somewhere.
    kept = sqlite3.connect(copy)
    kept.execute("PRAGMA secure_delete=ON")
    with kept:
        kept.execute("DELETE FROM vault_session")
    kept.close()


def _parts(folder: Path) -> list[tuple[str, Path | bytes]]:
    """List what goes in; half-written files of cases are left out."""
    home = Path(settings.HOME)
    found: list[tuple[str, Path | bytes]] = [(DATABASE, folder / DATABASE)]
    found += [(name, home / name) for name in (PEPPER, KDF_PASSES) if (home / name).exists()]
    stored = [(f"media/{path.name}", path) for path in sorted((home / "media").glob("*"))]
    return found + [(name, path) for name, path in stored if STORED.fullmatch(name)]
