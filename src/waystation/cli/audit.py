"""`waystation audit verify`: does the audit chain hold, and does it agree with its witness?"""

import argparse
import sys
from pathlib import Path

from waystation.base.errors import Refused
from waystation.cli import setup

FOUND = 1


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    audit = commands.add_parser("audit", help="does the audit chain hold?")
    verbs = audit.add_subparsers(required=True, metavar="VERB")
    verify = verbs.add_parser(
        "verify",
        help="look for entries that were changed, swapped or taken away",
        description="Look for entries that were changed, swapped or taken away. It needs no key."
        " Exit: 0 whole, 1 something is broken, 2 bad input.",
    )
    verify.add_argument("--witness", metavar="FILE", help="what a witness kept, file or mail")
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Examine the chain, its signed ends and a witness, and name every place that is broken.

    Raises:
      Refused: the witness cannot be read.
    """
    setup.migrate()
    from waystation.vault import audit, chain, heads

    key, seen = chain.read_witness(_read(args.witness)) if args.witness else (b"", [])
    on_file = heads.key_on_file()
    found = audit.examine(key or on_file)
    broken = [*found.breaks, *audit.compare(seen, key or on_file)]
    sys.stdout.write(f"{found.n_entries} entries, {found.n_heads} signed ends")
    if found.head:
        last = chain.date_of(found.head.day)
        sys.stdout.write(f", the last of {last} at entry {found.head.seq}, {found.since} since")
    sys.stdout.write(".\n")
    if args.witness:
        sys.stdout.write(f"The witness has {len(seen)} lines.\n")
    if key and key != on_file:
        sys.stdout.write("broken: the signing key on file is not the one the witness knows.\n")
    for number, what in sorted(set(broken)):
        sys.stdout.write(f"broken: entry {number} {IN_WORDS[what]}\n")
    if broken or (key and key != on_file):
        return FOUND
    sys.stdout.write("The chain holds.\n")
    return 0


IN_WORDS = {
    "missing": "is missing.",
    "changed": "was changed.",
    "unchained": "does not follow from the one before it: that one was replaced.",
    "cut": "was signed or witnessed and is no longer there. (After a restore: lost with it.)",
    "rewritten": "is another than was signed or witnessed. (After a restore: written since.)",
    "not signed": "is an end that the security compartment did not sign.",
}


def _read(file: str) -> str:
    try:
        return Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{file} cannot be read.", hint="Give the witness's own file.") from None
