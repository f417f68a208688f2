"""`waystation init`: founds an organisation, in the terminal or with a code for the browser."""

import argparse
import getpass
import secrets
import sys
from typing import TYPE_CHECKING

from django.conf import settings

from waystation.base.errors import Refused
from waystation.cli import setup
from waystation.cli.entering import complain, folder, input_line, passphrase_from
from waystation.network.fares_on_file import default_fares
from waystation.network.tables import BadTables, Network

if TYPE_CHECKING:
    from waystation.vault.founding import Seat

TRIES = 3
ASKED_BACK = 2
LANGUAGES = ("en", "ko")
NO_NAME, NAMED = "No name was given.", "Say --officer NAME, or type one when asked."
NOT_ASKED = "The organisation is founded, but nobody typed the words back."
TRY_OUT = "Sign in, and try the code out on the page “My keys”."


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command and its words."""
    init = commands.add_parser("init", help="found an organisation in an empty directory")
    init.add_argument("--officer", metavar="NAME", help="name the first officer signs in with")
    init.add_argument("--called", metavar="ALIAS", help="what colleagues call them")
    init.add_argument("--passphrase-fd", type=int, metavar="FD", help="read the passphrase here")
    init.add_argument("--network", metavar="DIR", help="tables to begin the network with")
    init.add_argument("--around", metavar="NORTH,EAST", help="where the invented network lies")
    init.add_argument("--language", choices=LANGUAGES, default="en", help="of words and inventions")
    init.add_argument("--browser", action="store_true", help="print a code for the page /found/")
    init.set_defaults(run=init_organisation)


def add_escrow_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the commands of the trustees' machine."""
    parser = commands.add_parser("escrow", help="the trustees' key, on a machine without a network")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    make = verbs.add_parser("make", help="draw the key and print five shares, one a page")
    make.add_argument("public", metavar="FILE", help="where the public key is written")
    make.add_argument("--trustee", action="append", metavar="NAME", help="given five times")
    test = verbs.add_parser("test-shares", help="say whether three shares open the key")
    test.add_argument("public", metavar="FILE", help="the public key, or a request")
    answer = verbs.add_parser("answer", help="answer a request with three shares")
    answer.add_argument("request", metavar="REQUEST-FILE")
    answer.add_argument("file", metavar="ANSWER-FILE")
    for verb, does in ((make, "make"), (test, "test_shares"), (answer, "answer")):
        verb.set_defaults(run=_escrow, does=does)


def _escrow(args: argparse.Namespace) -> int:
    from waystation.cli import escrow

    status: int = getattr(escrow, args.does)(args)
    return status


def init_organisation(args: argparse.Namespace) -> int:
    """Found the organisation, or draw the code with which a browser does.

    Raises:
      Refused: there is an organisation in this directory, or the passphrase is too short.
    """
    setup.migrate()
    from django.utils import translation

    from waystation.vault.upkeep import is_empty

    if not is_empty():
        raise Refused(
            f"There is an organisation in {settings.HOME} already.",
            hint="Colleagues are invited from the page “Colleagues”; or use an empty directory.",
        )
    with translation.override(args.language):
        try:
            return _draw_code(args.language) if args.browser else _found(args)
        except BadTables as bad:
            return complain(bad)


def _draw_code(language: str) -> int:
    from waystation.base import clock
    from waystation.vault import invitations

    code = invitations.draw_founding_code(language=language, now=clock.real_now())
    _say(
        "The founding code, good once and for an hour:\n",
        f"  {code}\n",
        "Start `waystation serve`, open /found/ in your browser and type it there.",
    )
    return 0


def _found(args: argparse.Namespace) -> int:
    from django.db import transaction

    from waystation.base import clock
    from waystation.vault import founding
    from waystation.vault.crowd import kdf_slot

    around = _around(args.around)
    tables = folder(args.network) if args.network else None
    _say(
        f"This founds an organisation in {settings.HOME}.",
        "You will be its security officer: you invite colleagues and never see their passphrases.",
        "",
    )
    name = (args.officer or _ask("Name to sign in with: ")).strip()
    if not name:
        raise Refused(NO_NAME, hint=NAMED)
    alias = args.called or (name if args.officer else _ask("What colleagues call you: "))
    passphrase = _passphrase(args)
    seat = founding.Seat(name, alias or name, founding.OFFICER, passphrase)
    with kdf_slot(), transaction.atomic():
        made = founding.found(seat, now=clock.now(), around=around, language=args.language)
        if tables is not None:
            _begin_with(tables, seat)
    _say("Founded. Every compartment opens with your passphrase alone.", "")
    _give_code(made.code, ask_back=args.passphrase_fd is None)
    _say(*NEXT)
    return 0


def _begin_with(tables: Network, seat: "Seat") -> None:
    """Take the founder's own tables in as the first network; afterwards two others vet a change."""
    from waystation.base import clock
    from waystation.network import services
    from waystation.vault import staff

    door = staff.try_door(seat.name, seat.passphrase)
    assert door is not None
    services.take_in(
        places=tables.places,
        houses=tables.houses,
        legs=default_fares(tables),
        partners=tables.partners,
        jurisdictions=tables.jurisdictions,
        keyring=staff.ring_of(door)[1],
        now=clock.now(),
    )


NEXT = (
    "What comes next:",
    "  1. `waystation serve`, then sign in.",
    "  2. Colleagues, Invitations: invite a field manager, so that two people hold the keys.",
    "  3. `waystation escrow make` on a machine without a network: trustees for who loses all.",
    "  4. A backup and a witness for the audit; `waystation doctor` says what is missing.",
)


def _give_code(code: str, *, ask_back: bool) -> None:
    """Show the recovery code once, and have two of its words typed back from the paper."""
    from waystation.vault.words import words_in

    words = code.split()
    _say("Your recovery code. Write it on paper now; it is not shown again:", "")
    for first in range(0, len(words), 4):
        row = enumerate(words[first : first + 4], start=first + 1)
        _say("  " + "  ".join(f"{number:>2}. {word:<10}" for number, word in row).rstrip())
    _say("")
    if not ask_back:
        return
    for nth in sorted(secrets.SystemRandom().sample(range(len(words)), ASKED_BACK)):
        for _try in range(TRIES):
            typed = input_line(f"Word {nth + 1} from your paper: ", NOT_ASKED, TRY_OUT)
            if words_in(typed) == [words[nth]]:
                break
            _say("That is another word; look at your paper again.")
    _say("")


def _passphrase(args: argparse.Namespace) -> str:
    """Take the passphrase from a descriptor, or offer a drawn one and ask for it twice.

    Raises:
      Refused: too short, or not typed the same twice.
    """
    from waystation.vault import passphrases

    if args.passphrase_fd is not None:
        given = passphrase_from(args.passphrase_fd)
        passphrases.check(given)
        return given
    drawn = passphrases.suggest(args.language)
    _say("A passphrase drawn for you:", "", f"  {drawn}", "")
    given = getpass.getpass("Passphrase (Enter takes the drawn one): ", stream=sys.stderr) or drawn
    again = getpass.getpass("Once more, to be sure: ", stream=sys.stderr)
    passphrases.check(given, again=again)
    return given


def _around(text: str | None) -> tuple[float, float]:
    """Read where the invented network is to lie.

    Raises:
      Refused: no latitude and longitude.
    """
    from waystation.vault.decoys import VIENNA, spot

    return spot(text) if text else VIENNA


def _ask(prompt: str) -> str:
    return input_line(prompt, NO_NAME, NAMED)


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
