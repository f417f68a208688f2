"""Where a command's network comes from: a folder of tables, or the sealed one behind a name."""

import argparse
import getpass
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from waystation.base.errors import Refused
from waystation.base.moments import EXAMPLE, read_moment
from waystation.network.fares_on_file import default_fares
from waystation.network.inforce import in_force
from waystation.network.tables import BadTables, Network, read_network
from waystation.routing.knowing import Known

if TYPE_CHECKING:
    from waystation.vault.keyring import Keyring

BAD_INPUT = 2
NAMED = "Say --name NAME, or --network DIR."


def add_to(parser: argparse.ArgumentParser) -> None:
    """Describe the words that say which network is meant, and who asks."""
    parser.add_argument("--network", metavar="DIR", help="folder with places.csv and legs.csv")
    parser.add_argument("--name", metavar="NAME", help="sign in as, on the sealed network")
    parser.add_argument("--passphrase-fd", type=int, metavar="FD", help="read the passphrase here")


def folder(path: str) -> Network:
    """Read a folder of tables; a column nobody knows is named on the error stream.

    Raises:
      BadTables: something in it cannot be read.
    """
    network = read_network(Path(path))
    for note in network.ignored:
        sys.stderr.write(f"waystation: note: column not used: {note}\n")
    return network


def known_in(network: Network) -> Known:
    """Give what may be planned on of a network on files."""
    priced = msgspec.structs.replace(network, legs=default_fares(network))
    return Known(**in_force(priced)._asdict())


def known(args: argparse.Namespace) -> Known:
    """Open what may be planned on: the folder's, or the sealed network's.

    Raises:
      BadTables: something in the folder cannot be read.
      Refused: the name and passphrase open no door.
    """
    if args.network:
        return known_in(folder(args.network))
    keyring = enter(args)
    from waystation.routing import queries

    return queries.known(keyring)


def complain(bad: BadTables) -> int:
    """Name every row that cannot be read, with what to do."""
    for row in bad.rows:
        sys.stderr.write(f"waystation: error: {row.file}, line {row.line}: {row.reason}\n")
        if row.hint:
            sys.stderr.write(f"waystation: hint: {row.hint}\n")
    return BAD_INPUT


def enter(args: argparse.Namespace, role: str = "") -> "Keyring":
    """Sign in on the sealed network and give the keyring.

    Args:
      role: who alone may do this; empty: whoever holds the keys.

    Raises:
      Refused: the name and passphrase open no door, or that of another role.
    """
    from waystation.cli import setup

    setup.migrate()
    from waystation.vault import staff

    name = args.name or input_line("Name: ")
    door = staff.try_door(name, passphrase_from(args.passphrase_fd))
    if door is None:
        raise Refused(
            "This name and passphrase do not open a door here.",
            hint="Check both; to work on your own files give --network DIR.",
        )
    profile, keyring = staff.ring_of(door)
    if role and profile.role != role:
        raise Refused(
            f"Only a {role} may do this; you are {profile.role}.",
            hint=f"Ask a {role}, or work on your own files with --network DIR.",
        )
    return keyring


def now(args: argparse.Namespace) -> datetime:
    """Tell the time: the machine's for files, the organisation's for the sealed network."""
    if args.network:
        return datetime.now(UTC).replace(second=0, microsecond=0)  # tidy: the command's own now
    from waystation.base import clock

    return clock.now()


def moment(text: str | None) -> datetime | None:
    """Read a date and time, if one was given.

    Raises:
      Refused: it is none.
    """
    if text is None:
        return None
    at = read_moment(text)
    if at is None:
        raise Refused(f"“{text}” is not a date and time.", hint=f"Write it like {EXAMPLE}.")
    return at


def input_line(prompt: str, missing: str = "No name was given.", hint: str = NAMED) -> str:
    """Ask on the error stream, so that standard output stays clean.

    Raises:
      Refused: the input has ended; it says what is missing.
    """
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise Refused(missing, hint=hint)
    return line.strip()


def passphrase_from(fd: int | None) -> str:
    """Read a passphrase from a descriptor, or from the terminal without showing it.

    Raises:
      Refused: none was given, or the descriptor cannot be read.
    """
    try:
        if fd is None:
            return getpass.getpass("Passphrase: ", stream=sys.stderr)
        with os.fdopen(fd, encoding="utf-8") as stream:
            return stream.readline().rstrip("\n")
    except EOFError:
        raise Refused(
            "No passphrase was given.", hint="Type it, or say --passphrase-fd FD."
        ) from None
    except (OSError, ValueError):
        raise Refused(
            f"File descriptor {fd} cannot be read.", hint="Say for example --passphrase-fd 3 3<file"
        ) from None
