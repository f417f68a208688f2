"""`waystation escrow …`: the trustees' machine, which needs no network and no database."""

import argparse
import sys
from pathlib import Path

from waystation.base.errors import Refused
from waystation.cli.entering import input_line
from waystation.vault import carried, escrow

PAGE = "\f"
CLEAR = "\033[2J\033[H"
WORDS_A_ROW = 4
SIZE_MAX = 65_536


def make(args: argparse.Namespace) -> int:
    """Hold the ceremony: draw the key, write its public half, print a page for each trustee.

    Raises:
      Refused: not five trustees, or the file is there already.
    """
    names = args.trustee or [f"Trustee {n}" for n in range(1, escrow.TRUSTEES + 1)]
    if len(names) != escrow.TRUSTEES or len(set(names)) != escrow.TRUSTEES:
        raise Refused(
            f"{len(set(names))} different trustees were named.",
            hint="Name five people, in at least two countries: --trustee NAME, five times.",
        )
    target = Path(args.public)
    if target.exists():
        raise Refused(f"{target} is there already.", hint="Nothing is written over; name another.")
    made = escrow.hold_ceremony()
    _write(target, carried.write_key(made.public))
    mark = escrow.mark_of(made.public)
    for number, (name, share) in enumerate(zip(names, made.shares, strict=True), start=1):
        _show(_sheet(number, name, mark, share))
    sys.stderr.write(f"waystation: the public key is in {target}; its mark is {mark}\n")
    sys.stderr.write("waystation: the key itself is gone; test three shares before you part.\n")
    return 0


def test_shares(args: argparse.Namespace) -> int:
    """Try three shares against the public key; nothing is opened or changed.

    Raises:
      Refused: they do not belong together, or to another key.
    """
    wanted = _text(args.public).strip().splitlines()[1:2]
    mark = carried.mark_of_shares(_shares())
    if [mark] != [line.strip() for line in wanted]:
        raise Refused(
            f"These shares are of the key {mark}.",
            hint=f"The file is of {''.join(wanted) or 'no key'}.",
        )
    sys.stdout.write(f"These three shares open the key {mark}.\n")
    return 0


def answer(args: argparse.Namespace) -> int:
    """Answer a request: one person's seeds, sealed to the organisation that asked.

    Raises:
      Refused: the shares do not open it, or the file is there already.
    """
    target = Path(args.file)
    if target.exists():
        raise Refused(f"{target} is there already.", hint="Nothing is written over; name another.")
    request = _text(args.request)
    carried.read_request(request)
    _write(target, carried.answer(request, _shares()))
    sys.stdout.write(f"The answer is in {target}; it opens nowhere but where it was asked for.\n")
    return 0


def _sheet(number: int, name: str, mark: str, share: str) -> str:
    """Lay out one trustee's page."""
    words = share.split()
    lines = [
        f"Waystation: share {number} of {escrow.TRUSTEES}, for {name}",
        "",
        f"Key {mark}. Any {escrow.NEEDED} of the {escrow.TRUSTEES} open it; two open nothing.",
        "Keep this page where nobody else reads it. Never photograph it, never type it into a",
        "machine that has a network, and give it to nobody who asks without the other trustees.",
        "",
    ]
    for first in range(0, len(words), WORDS_A_ROW):
        row = enumerate(words[first : first + WORDS_A_ROW], start=first + 1)
        lines.append("   " + "".join(f"{n:>2}. {word:<14}" for n, word in row).rstrip())
    return "\n".join(lines) + "\n"


def _show(sheet: str) -> None:
    """Print a sheet for the printer; on a screen one at a time, wiped before the next person."""
    if not sys.stdout.isatty():
        sys.stdout.write(sheet + PAGE)
        return
    sys.stdout.write(CLEAR + sheet)
    sys.stdout.flush()
    input_line("\nWrite it down, then press Enter; the screen is wiped. ", "Nobody answered.", "")
    sys.stdout.write(CLEAR)


def _shares() -> list[str]:
    """Have three trustees type their shares, one after the other."""
    hint = "Three trustees type theirs, one line each."
    return [
        input_line(f"Share of trustee {n}: ", f"Share {n} is missing.", hint)
        for n in range(1, escrow.NEEDED + 1)
    ]


def _text(path: str) -> str:
    try:
        return Path(path).read_bytes()[:SIZE_MAX].decode("ascii", "replace")
    except OSError as error:
        raise Refused(
            f"{path} cannot be read: {error.strerror}.", hint="Name the file that was carried over."
        ) from None


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="ascii") as file:
            file.write(text)
    except OSError as error:
        raise Refused(
            f"{path} cannot be written: {error.strerror}.", hint="Name another place."
        ) from None
