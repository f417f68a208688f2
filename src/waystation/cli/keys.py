"""`waystation keys`: copies of the key store, apart from backups, and putting one back.

A backup without the key store opens no case, and the key store without a backup is random bytes.
Whoever keeps both in one place has undone the purge of every case destroyed since.
"""

import argparse
import io
import sys

from waystation.base.errors import Refused
from waystation.cli import archive, carried, setup

SEAL_HELP = "the age secret key the copy is sealed to"


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    keys = commands.add_parser("keys", help="copies of the key store, apart from backups")
    verbs = keys.add_subparsers(required=True, metavar="VERB")
    copying = verbs.add_parser("copy", help="seal a copy of the shred keys into an age file")
    copying.add_argument("file")
    copying.add_argument("--to", action="append", required=True, metavar="AGE-RECIPIENT")
    copying.set_defaults(run=copy)
    putting = verbs.add_parser("put-back", help="put a copy back where there is no key store")
    putting.add_argument("file")
    putting.add_argument("--identity", required=True, metavar="FILE", help=SEAL_HELP)
    putting.set_defaults(run=put_back)


def copy(args: argparse.Namespace) -> int:
    """Seal a copy of the shred keys; it never lies plain on a disk. It has a number in the chain.

    Raises:
      Refused: no key store, a file of that name exists, or a recipient is no age key.
    """
    setup.start()
    from waystation.vault import copies, keystore

    if not keystore.path().exists():
        hint = "Look whether WAYSTATION_HOME is right."
        raise Refused("There is no key store to copy.", hint=hint)
    target = carried.free_target(args.file)
    setup.migrate()
    from django.db import transaction

    from waystation.base import clock
    from waystation.vault import audit

    records = copies.shreds()
    n_keys, on = copies.count(records), f"{clock.real_now():%Y-%m-%d}"
    with transaction.atomic(), io.BytesIO() as body:
        says = {"file": target.name, "n": str(n_keys), "to": carried.ends_of(args.to)}
        number = audit.write("key store copied", actor=None, says=says, now=clock.now())
        about: archive.About = {"holds": archive.KEY_STORE, "made_on": on, "number": number}
        archive.pack(body, about, [(carried.SHREDS, records)])
        body.seek(0)
        carried.seal_into(target, args.to, body)
    sys.stdout.write(f"Copy no. {number}: {n_keys} keys sealed into {target}\n")
    sys.stdout.write("Keep it apart from backups, for a week at most, then destroy it.\n")
    return 0


def put_back(args: argparse.Namespace) -> int:
    """Put a copy in the place of a key store that is lost.

    Raises:
      Refused: there is a key store with keys in it, or the copy does not open.
    """
    setup.migrate()
    about, records = carried.open_shreds(args.file, args.identity)
    take_over(about, records)
    return 0


def take_over(about: archive.About, records: bytes) -> None:
    """Put the keys of an opened copy in place and say what opens with them."""
    from waystation.vault import copies

    copies.take_over(records)
    sys.stdout.write(f"The key store is copy no. {about['number']} of {about['made_on']}.\n")
    say_what_opens()
    sys.stdout.write(f"Whatever was purged after {about['made_on']} has to be purged again.\n")
    sys.stdout.write("Take a new copy and destroy the older ones: a certificate names none of\n")
    sys.stdout.write("those that were made after the backup.\n")


def say_what_opens() -> None:
    """Say how many cases open with the key store there is."""
    from waystation.vault import copies

    n_open, n_shut = copies.opening_of(copies.cases_on_file())
    sys.stdout.write(f"Cases: {n_open} open, {n_shut} shut.\n")
