"""The auditor's pack: tables with nothing in them but what the closed lists allow. Pure."""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

import msgspec

from waystation.ledger.audit import domain
from waystation.ledger.audit.domain import Batch, PlainEntry
from waystation.ledger.currencies import plain

# Every table of a pack and every column it may have: nothing else ever leaves.
COLUMNS: dict[str, tuple[str, ...]] = {
    "entries": (
        *("number", "month", "kind", "evidence_level", "two_hands"),
        *("commitment", "line_mac", "hash", "batch"),
    ),
    "totals": ("month", "fund", "account", "currency", "sum"),
    "batches": ("batch", "first_month", "last_month", "n_entries", "n_cases"),
    "batch_totals": ("batch", "fund", "account", "currency", "sum", "n_cases"),
    "roll_forward": ("fund", "currency", "income", "expenses", "transfers", "other", "net"),
    "four_eyes": ("month", "kind", "n_entries", "n_two_hands"),
    "reconciliations": ("account", "month", "n_lines", "n_matched"),
    "advances": ("age_days", "n"),
    "closings": ("month", "n_entries", "head", "signature"),
}
NAMES = tuple(f"{name}.csv" for name in COLUMNS)
# So that two packs of the same book are the same bytes.
STAMP = (1980, 1, 1, 0, 0, 0)
README = """\
This is the book of the organisation from its first entry to the head named in pack.json, without
names, places, days or words.

entries.csv          every number once: month, kind, how well it is proven (1 a receipt, 2 the
                     payee's word, 3 a second person's, 4 the agreed tariff, 5 written off, 0
                     nothing was paid), whether a second person approved it, and what pins it.
                     hash = SHA-256 of the hash before it and the columns of its row, so nothing
                     can be left out, added or changed later.
totals.csv           sums by month, fund and account of all entries that tell of no rescue.
batches.csv          entries that tell of rescues or of cash in the field are told of only
batch_totals.csv     together, at least k cases at a time; an account with fewer cases is put
                     together with others. Entries without a batch here, and not in totals.csv,
                     are still too few; they come into a batch of a later pack.
roll_forward.csv     what moved each fund, as far as the tables above tell of it.
four_eyes.csv        how many entries of each kind a second person approved.
reconciliations.csv  how many lines of the bank's statements are matched with entries.
advances.csv         how many advances are out, by age.
closings.csv         the months that are locked. signature is Ed25519 by finance_key (pack.json)
                     over the text ws1/closed-month, month as 4 bytes, n_entries as 8, head.

The sample: name any words once you hold this pack. Entry number i of the draw is
SHA-256(head | lot | words | i as 8 bytes) modulo the count of entries.csv from first_month to
last_month, in order of their numbers; one that came before is passed over. The lot is 32 random
bytes, drawn with the pack: pack.json holds its digest, SHA-256 of the text ws1/lot and the lot, and
you are told it with the sample. So nobody can choose what is drawn, neither by the lot nor by
trying words. You are shown those
entries and no others, each with its lines, payee, memo and salt. Check them with

    waystation books verify-opening --pack PACK.zip --opening OPENING.json --secret "your words"

No passenger owes anything: no account, fund or kind of entry could say so.
"""


class Manifest(msgspec.Struct, frozen=True):
    """What a pack says about itself."""

    pack: str
    head: str
    n_entries: int
    first_month: int
    last_month: int
    k: int
    n_waiting: int
    finance_key: str
    lot_digest: str
    form: str = "waystation-pack/1"


class Pinned(msgspec.Struct, frozen=True):
    """What pins one entry: its place in the chain and how well it is proven."""

    number: int
    month: int
    kind: str
    evidence_level: int
    is_two_handed: bool
    commitment: str
    line_mac: str
    hash: str


class Around(msgspec.Struct, frozen=True):
    """What lies around the book, each as rows of its table."""

    reconciliations: Sequence[Sequence[object]] = ()
    advances: Sequence[Sequence[object]] = ()
    closings: Sequence[Sequence[object]] = ()


class Contents(msgspec.Struct, frozen=True):
    """Everything a pack is made of."""

    manifest: Manifest
    chain: Sequence[Pinned]
    plain: Sequence[PlainEntry]
    batches: Sequence[Batch]
    around: Around


def tables(told: Contents) -> dict[str, list[tuple[object, ...]]]:
    """Lay a pack out as rows of its tables."""
    batch_of = {x.number: batch.name for batch in told.batches for x in batch.entries}
    sums = {batch.name: domain.cells(batch, k=told.manifest.k) for batch in told.batches}
    totals = _totals(told.plain)
    return {
        "entries": [_entry_row(one, batch_of.get(one.number, "")) for one in told.chain],
        "totals": [(*key, plain(cents, key[3])) for key, cents in totals if cents],
        "batches": [_batch_row(batch) for batch in told.batches],
        "batch_totals": [
            (name, x.fund, x.account, x.currency, plain(x.minor, x.currency), x.n_cases)
            for name, found in sums.items()
            for x in found
        ],
        "roll_forward": _roll_forward(
            chain(
                (
                    (fund, account, currency, cents)
                    for (_, fund, account, currency), cents in totals
                ),
                (
                    (x.fund, x.account, x.currency, x.minor)
                    for found in sums.values()
                    for x in found
                ),
            )
        ),
        "four_eyes": _four_eyes(told.chain),
        "reconciliations": [tuple(row) for row in told.around.reconciliations],
        "advances": [tuple(row) for row in told.around.advances],
        "closings": [tuple(row) for row in told.around.closings],
    }


def _entry_row(one: Pinned, batch: str) -> tuple[object, ...]:
    hands = int(one.is_two_handed)
    pins = (one.commitment, one.line_mac, one.hash, batch)
    return one.number, one.month, one.kind, one.evidence_level, hands, *pins


def _batch_row(batch: Batch) -> tuple[object, ...]:
    months = [entry.month for entry in batch.entries]
    return batch.name, min(months), max(months), len(batch.entries), batch.n_cases


def _totals(entries: Iterable[PlainEntry]) -> list[tuple[tuple[int, str, str, str], int]]:
    sums: dict[tuple[int, str, str, str], int] = defaultdict(int)
    for entry in entries:
        for x in entry.lines:
            fund, account = domain.told_fund(x.fund, x.purpose), domain.told_account(x.account)
            sums[entry.month, fund, account, x.currency] += x.minor
    return sorted(sums.items())


def _roll_forward(sums: Iterable[tuple[str, str, str, int]]) -> list[tuple[object, ...]]:
    """Say what moved each fund; what is pooled over several accounts stands under ``other``."""
    of_fund: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for fund, account, currency, cents in sums:
        kind = account.split(":")[0] if account != domain.POOLED else "other"
        # A credit brings a fund forward.
        of_fund[fund, currency][kind] -= cents
    rows: list[tuple[object, ...]] = []
    for (fund, currency), of in sorted(of_fund.items()):
        parts = (of["Income"], of["Expenses"], of["Equity"], of["other"])
        net = -of["Assets"] - of["Liabilities"]
        rows.append((fund, currency, *(plain(x, currency) for x in (*parts, net))))
    return rows


def _four_eyes(entries: Iterable[Pinned]) -> list[tuple[object, ...]]:
    counts: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in entries:
        counts[one.month, one.kind][0] += 1
        counts[one.month, one.kind][1] += one.is_two_handed
    return [(*key, *n) for key, n in sorted(counts.items())]


def text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table as CSV.

    Raises:
      ValueError: a row that is not as wide as its table.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"{len(row)} values for {len(columns)} columns")
        table.writerow(row)
    return out.getvalue()


def packed(told: Contents) -> bytes:
    """Make the pack as one ZIP file, the same bytes for the same book."""
    laid = tables(told)
    files = {"README.txt": README, "pack.json": _json(told.manifest)}
    files |= {f"{name}.csv": text(columns, laid[name]) for name, columns in COLUMNS.items()}
    return zipped(files)


def zipped(files: dict[str, str]) -> bytes:
    """Put texts into a ZIP file that says nothing of when or where it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _json(value: msgspec.Struct) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"


def opening_file(opening: domain.Opening) -> bytes:
    """Write the opened sample as the file that an auditor checks."""
    return _json(opening).encode()
