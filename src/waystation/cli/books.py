"""`waystation books …`: check the book, close a month, write reports, read rates and statements."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.base.errors import Refused
from waystation.cli import books_audit, carried, entering, setup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from waystation.ledger.closing.domain import Step
    from waystation.ledger.reports.tables import Asked

FINANCE = "finance officer"
FOUND = 1
REPORTS = ("balance", "activities", "funds", "budget", "cost")
FILE_MAX_BYTES = 20_000_000
SIGN_IN = "sign in as; only finance may do this"


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    books = commands.add_parser("books", help="the organisation's book")
    verbs = books.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser(
        "check",
        help="is the book whole?",
        description="Check every rule of the book and name the first entry that breaks each."
        " It needs no key. Exit: 0 whole, 1 something is broken, 2 bad input.",
    )
    check.add_argument("--notes", action="store_true", help="open every memo too: sign in")
    _add_who(check)
    check.set_defaults(run=check_book)
    close = verbs.add_parser(
        "close",
        help="close a month for good",
        description="Go through every step of a month and lock it. Nobody can open it again.",
    )
    close.add_argument("month", metavar="YYYY-MM")
    close.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="STEP",
        help="close with this open",
    )
    close.add_argument("--look", action="store_true", help="say how every step stands, and stop")
    _add_who(close)
    close.set_defaults(run=close_month)
    _add_files(verbs)
    books_audit.add_to(verbs)


def _add_files(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    report = verbs.add_parser("report", help="write a report as CSV or XLSX; needs no key")
    report.add_argument("report", choices=REPORTS)
    report.add_argument("--since", default="", metavar="YYYY-MM", help="else January")
    report.add_argument("--until", default="", metavar="YYYY-MM", help="else the present month")
    report.add_argument("--by", default="month", choices=("month", "quarter"))
    report.add_argument("--out", default="", metavar="FILE", help="a new file, .csv or .xlsx")
    report.set_defaults(run=write_report)
    rates = verbs.add_parser("rates", help="record rates of exchange from a table")
    rates.add_argument("file", help="CSV with day, base, quote, rate and source")
    rates.set_defaults(run=record_rates)
    importing = verbs.add_parser("import", help="read a bank's statement; a repeat changes nothing")
    importing.add_argument("file", help="CSV, camt.053, MT940 or OFX")
    importing.add_argument("--account", default="Assets:Bank:Operating", metavar="CODE")
    importing.add_argument("--mapping", default="", metavar="NAME", help="how a CSV reads: sign in")
    importing.add_argument("--opening", default="", metavar="SUM", help="where the file has none")
    importing.add_argument("--closing", default="", metavar="SUM", help="where the file has none")
    _add_who(importing)
    importing.set_defaults(run=import_statement)


def _add_who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", metavar="NAME", help=SIGN_IN)
    parser.add_argument("--passphrase-fd", type=int, metavar="FD", help="read the passphrase here")


def check_book(args: argparse.Namespace) -> int:
    """Check the whole book, with its memos where somebody of finance signs in."""
    if args.notes:
        keyring = entering.enter(args, role=FINANCE)
    else:
        setup.migrate()
        keyring = None
    from waystation.ledger import queries

    broken = queries.check_book(keyring)
    for one in broken:
        where = f"entry {one.number}: " if one.number else ""
        sys.stdout.write(f"broken: {one.rule}: {where}{one.says}\n")
    totals = queries.totals()
    sys.stdout.write(f"{totals.n_entries} entries.\n")
    if broken:
        return FOUND
    sys.stdout.write("The book is whole, and so are its memos.\n" if args.notes else WHOLE)
    return 0


WHOLE = "The book is whole. (Its memos were not opened: --notes does.)\n"


def close_month(args: argparse.Namespace) -> int:
    """Close a month, or with --look only say how its steps stand.

    Raises:
      Refused: a step stops the close, or is open and not accepted.
    """
    keyring = entering.enter(args, role=FINANCE)
    from waystation.base import clock
    from waystation.ledger.closing import domain, services

    month = _month(args.month)
    accepted = frozenset(args.accept)
    if not accepted <= set(domain.STEPS):
        raise Refused(
            f"“{min(accepted - set(domain.STEPS))}” is no step of a close.",
            hint=f"The steps are {', '.join(domain.STEPS)}.",
        )
    found = services.look_closely(month, keyring)
    _write_steps(found)
    if args.look:
        return FOUND if domain.blocking(found, accepted) else 0
    closed = services.close_month(
        month=month,
        keyring=keyring,
        user_id=keyring.user_id,
        now=clock.now(),
        accepted=accepted,
    )
    sys.stdout.write(
        f"{args.month} is closed. The book ended at entry {closed.n_entries}, "
        f"{closed.head.hex()}, signed by finance.\n"
    )
    return 0


def _write_steps(found: "Iterable[Step]") -> None:
    for step in found:
        sys.stdout.write(f"{step.state:<5} {step.key:<12} {step.says}\n")
        for fact in step.facts:
            sys.stdout.write(f"{'':19}{fact.name}: {fact.says}\n")


def write_report(args: argparse.Namespace) -> int:
    """Write a report to standard output as CSV, or into a new file.

    Raises:
      Refused: the months are none, or the file exists or is of no known kind.
    """
    target = carried.free_target(args.out) if args.out else None
    if target and target.suffix not in (".csv", ".xlsx"):
        raise Refused(f"{target} is neither .csv nor .xlsx.", hint="Name the file so.")
    setup.migrate()
    from waystation.base import clock
    from waystation.ledger.reports import writing
    from waystation.ledger.reports.catalogue import CATALOGUE

    on = clock.now().date()
    made = CATALOGUE[args.report].make(_asked(args))
    if target is None:
        sys.stdout.write(writing.as_csv(made).replace("\r\n", "\n"))
    elif target.suffix == ".csv":
        target.write_text(writing.as_csv(made), "utf-8", newline="")
    else:
        target.write_bytes(writing.as_xlsx(made, on=on))
    if target:
        sys.stdout.write(f"{target}\n")
    return 0


def _asked(args: argparse.Namespace) -> "Asked":
    from waystation.base import clock
    from waystation.ledger.reports import months
    from waystation.ledger.reports.tables import Asked

    until = _month(args.until) if args.until else months.month_of(clock.now().date())
    since = _month(args.since) if args.since else until // 100 * 100 + 1
    if since > until:
        raise Refused("The first month lies after the last.", hint="Change them over.")
    return Asked(since, until, args.by)


def _month(text: str) -> int:
    from waystation.ledger.reports import months

    try:
        return months.read(text)
    except ValueError:
        raise Refused(f"“{text}” is not a month.", hint="Write it like 2026-03.") from None


def record_rates(args: argparse.Namespace) -> int:
    """Record rates of exchange; one that is on file already changes nothing.

    Raises:
      Refused: the table cannot be read, or says another rate for a day that has one.
    """
    content = _read(args.file)
    setup.migrate()
    from waystation.ledger import rates
    from waystation.ledger.bank import ratefile

    done = rates.record(ratefile.read(content))
    sys.stdout.write(f"{done.n_new} rates are new, {done.n_known} were known.\n")
    return 0


def import_statement(args: argparse.Namespace) -> int:
    """Read a bank's statement; each of its lines counts once, however often it is read.

    Raises:
      Refused: it cannot be read, or its balances do not fit its lines; or no such mapping.
    """
    content = _read(args.file)
    keyring = entering.enter(args, role=FINANCE) if args.mapping else None
    setup.migrate()
    from waystation.base import clock
    from waystation.ledger.bank import queries, services
    from waystation.ledger.bank.domain import Balances

    columns = None
    if keyring is not None:
        named = {one.name: one for _id, one in queries.mappings(keyring)}
        if args.mapping not in named:
            raise Refused(
                f"There is no mapping “{args.mapping}”.",
                hint="Make it on the page on which statements are read.",
            )
        columns = named[args.mapping]
    typed = Balances(args.opening, args.closing) if args.opening or args.closing else None
    done = services.read_statement(
        content,
        account=args.account,
        on=clock.now().date(),
        now=clock.now(),
        columns=columns,
        typed=typed,
        made_by=keyring.user_id if keyring else None,
    )
    sys.stdout.write(f"{done.form}: {done.n_new} lines are new, {done.n_known} were known.\n")
    return 0


def _read(file: str) -> bytes:
    try:
        with Path(file).open("rb") as stream:
            content = stream.read(FILE_MAX_BYTES + 1)
    except OSError as error:
        raise Refused(
            f"{file} cannot be read: {error.strerror}.", hint="Give the file's own path."
        ) from None
    if len(content) > FILE_MAX_BYTES:
        raise Refused(f"{file} is too large for a table.", hint="Give it in halves.")
    return content
