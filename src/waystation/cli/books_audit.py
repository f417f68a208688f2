"""`waystation books export|pack|verify-opening`: what leaves the book, and how it is checked."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.base.errors import Refused
from waystation.cli import carried, entering, setup

if TYPE_CHECKING:
    from waystation.ledger.audit.journals import Form

FINANCE = "finance officer"
FOUND = 1
FORMS = ("hledger", "beancount", "donors")


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the words of these verbs."""
    exporting = verbs.add_parser(
        "export", help="write the book for hledger or beancount, or what donors are told"
    )
    exporting.add_argument("form", choices=FORMS)
    exporting.add_argument("folder", help="where to; nothing in it is replaced")
    exporting.add_argument("--year", type=int, help="this year alone")
    exporting.set_defaults(run=export)
    packing = verbs.add_parser(
        "pack",
        help="make the auditor's pack, sealed with age",
        description="Make the auditor's pack, sealed with age, as a finance officer."
        " Afterwards the auditor names the words that draw the sample.",
    )
    packing.add_argument("file")
    packing.add_argument("--auditor", required=True, metavar="NAME", help="whom it is for")
    packing.add_argument("--to", default="", metavar="AGE-RECIPIENT", help="the auditor's age key")
    packing.add_argument("--words-fd", type=int, metavar="FD", help="or read a passphrase here")
    packing.add_argument("--name", metavar="NAME", help="sign in as")
    packing.add_argument("--passphrase-fd", type=int, metavar="FD", help="read the passphrase here")
    packing.set_defaults(run=pack)
    verifying = verbs.add_parser(
        "verify-opening",
        help="check an opened sample by its pack, without any database",
        description="Check an opened sample by its pack, without any database or key."
        " Exit: 0 everything holds, 1 something does not, 2 bad input.",
    )
    verifying.add_argument("--pack", required=True, metavar="FILE", help="the opened pack, a ZIP")
    verifying.add_argument("--opening", required=True, metavar="FILE")
    verifying.add_argument("--secret", required=True, metavar="WORDS", help="what drew the sample")
    verifying.set_defaults(run=verify_opening)


def export(args: argparse.Namespace) -> int:
    """Write journals or the donors' table into a folder; no key is needed.

    Raises:
      Refused: the folder does not exist, or a file of that name does.
    """
    setup.migrate()
    files = _exported(args.form, args.year)
    folder = Path(args.folder)
    targets = {carried.free_target(str(folder / name)): text for name, text in files.items()}
    from waystation.base import clock
    from waystation.ledger.audit import services

    what = f"{args.form} {args.year or ''}".strip()
    services.note_taken_out(what=what, keyring=None, now=clock.now())
    for target, text in targets.items():
        target.write_text(text, "utf-8")
        sys.stdout.write(f"{target}\n")
    return 0


def _exported(form: str, year: int | None) -> dict[str, str]:
    from waystation.ledger.audit import donors, packing, queries

    if form == "donors":
        return {"donors.csv": packing.text(donors.COLUMNS, donors.plain(queries.donor_table()))}
    wanted: Form = "hledger" if form == "hledger" else "beancount"
    return queries.journals(wanted, year)


def pack(args: argparse.Namespace) -> int:
    """Make the auditor's pack and write the sealed file.

    Raises:
      Refused: no finance officer's door; neither key nor passphrase; a file of that name exists.
    """
    target = carried.free_target(args.file)
    words = entering.passphrase_from(args.words_fd) if args.words_fd is not None else ""
    keyring = entering.enter(args, FINANCE)
    from waystation.base import clock
    from waystation.base.ids import new_id
    from waystation.ledger.audit import services

    made = services.make_pack(
        pack_id=new_id(),
        auditor=args.auditor,
        recipient=args.to,
        words=words,
        keyring=keyring,
        now=clock.now(),
    )
    target.write_bytes(made.file)
    sys.stdout.write(f"Pack {made.pack} sealed into {target}\n")
    sys.stdout.write("Let the auditor name words now; the security officer enters them.\n")
    return 0


def verify_opening(args: argparse.Namespace) -> int:
    """Check an opened sample by its pack and name everything that does not hold.

    Raises:
      Refused: a file cannot be read, or is no pack or no opening.
    """
    from waystation.ledger.audit import verifying

    found = verifying.verify(pack=_read(args.pack), opening=_read(args.opening), secret=args.secret)
    for wrong in found.wrong:
        sys.stdout.write(f"broken: {wrong}\n")
    sys.stdout.write(f"{found.n_entries} entries in the chain, {found.n_opened} opened.\n")
    if found.n_unpinned:
        sys.stdout.write(f"{found.n_unpinned} entries are older than commitments.\n")
    if found.wrong:
        return FOUND
    sys.stdout.write("Everything holds.\n")
    return 0


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError:
        raise Refused(f"{file} cannot be read.", hint="Look at its name.") from None
