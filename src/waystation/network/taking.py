"""From uploaded files to the records they ask for, beside what is on file. Pure."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping

import msgspec

from waystation.base.words import say as _
from waystation.network.cells import BadRow, Row
from waystation.network.changes import every
from waystation.network.csvfiles import MAX_FILE_BYTES
from waystation.network.domain import PROPOSED, VETTED, Record
from waystation.network.maps import rows_of_map
from waystation.network.records import KINDS, made_up_id
from waystation.network.tables import Network, assemble, refuse, rows_of
from waystation.network.written import cells_of

# A column that is given speaks for another, which then no longer counts as on file.
SPEAKS_FOR = {"cost_cents": "cost_evidence", "hours": "duration_min", "crow_km": "km"}


def wanted_of(
    files: Iterable[tuple[str, bytes]], on_file: Network
) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """Read uploaded files into the records they ask for; names columns nobody knows.

    Tables go by their names, packed or not; a .json or .geojson file is a map. A column that is
    not in a file leaves what is on file as it is; an empty cell clears it.

    Raises:
      BadTables: something is wrong; every bad row is named, and nothing is taken.
    """
    bad: list[BadRow] = []
    plain = _unpacked(files, bad)
    tables = {name: raw for name, raw in plain.items() if not name.endswith("json")}
    names = [kind.file for kind in KINDS.values()]
    for name in tables.keys() - set(names):
        hint = _("Name tables %(list)s, and maps something.geojson.") % {"list": ", ".join(names)}
        bad.append(BadRow(name, 0, _("this is no file of a network"), hint))
    if not plain and not bad:
        bad.append(BadRow("–", 0, _("no file was given"), _("Choose the files to read in.")))
    rows, ignored = rows_of(tables, bad)
    for name in plain.keys() - tables.keys():
        drawn, unknown = rows_of_map(name, plain[name], bad)
        ignored += unknown
        for kind, found in drawn.items():
            rows.setdefault(kind, []).extend(found)
    _fill_in(rows, on_file)
    network = assemble(rows, bad, on_file)
    refuse(bad)
    wanted = tuple(_as_vetted(record) for record in every(network).values())
    return wanted, tuple(ignored)


def typed(
    kind: str, cells: Mapping[str, str], on_file: Network, held: Record | None = None
) -> tuple[tuple[Record, ...], list[BadRow]]:
    """Make what somebody typed into records, or name everything that is wrong with it.

    Args:
      cells: what was typed, or only what was changed if there is a record already.
      held: the record as it is, if this corrects one.
    """
    bad: list[BadRow] = []
    row = Row("", 0, cells, bad)
    if held is not None:
        _fill_row(row, cells_of(held))
    network = assemble({kind: [row]}, bad, on_file)
    wanted = tuple(
        record
        for record in every(network).values()
        if isinstance(record, KINDS[kind].value) or row["beds"] or row["max_nights"]
    )
    return tuple(map(_as_vetted, wanted)), bad


def _unpacked(files: Iterable[tuple[str, bytes]], bad: list[BadRow]) -> dict[str, bytes]:
    """Open packed files; no two files may go by one name."""
    plain: dict[str, bytes] = {}
    for name, raw in files:
        held = _unzipped(name, raw, bad) if name.endswith(".zip") else [(name, raw)]
        for inner, content in held:
            if inner in plain:
                says = _("two files go by this name")
                bad.append(BadRow(inner, 0, says, _("Read them in one after another.")))
            plain.setdefault(inner, content)
    return plain


def _unzipped(name: str, raw: bytes, bad: list[BadRow]) -> list[tuple[str, bytes]]:
    """Open one packed file; what it holds together may not be larger than one file may."""
    found: list[tuple[str, bytes]] = []
    left = MAX_FILE_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as pack:
            for info in pack.infolist():
                # Other ways of packing unpack without a bound.
                if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise zipfile.BadZipFile
                with pack.open(info) as packed:
                    # What a file says of its own size may be false: no more than this is unpacked.
                    content = packed.read(left + 1)
                left -= len(content)
                if left < 0:
                    says = _("the file is larger than %(n)d bytes") % {"n": MAX_FILE_BYTES}
                    bad.append(BadRow(name, 0, says, _("Split the network.")))
                    return []
                if not info.is_dir():
                    found.append((info.filename.rsplit("/", 1)[-1], content))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        says = _("the file cannot be unpacked")
        bad.append(BadRow(name, 0, says, _("Pack the tables again, without a password.")))
        return []
    return found


def _fill_in(rows: Mapping[str, list[Row]], on_file: Network) -> None:
    """Fill the columns a file does not have with what is on file of each record."""
    held = every(on_file)
    for kind, found in rows.items():
        key = {"house": "place", "jurisdiction": "code"}.get(kind, "id")
        seen: set[str] = set()
        for row in found:
            slug = row[key] or (made_up_id(row, seen) if kind == "leg" else "")
            seen.add(slug)
            record = held.get((kind, slug))
            if record is not None:
                _fill_row(row, cells_of(record))


def _fill_row(row: Row, known: dict[str, str]) -> None:
    for given, other in SPEAKS_FOR.items():
        if row[given] or given in row.cells.keys() & known.keys():
            known.pop(other, None)
    known["assumed"] = _assumed_still(row, known.get("assumed", ""))
    row.cells = known | row.cells


def _assumed_still(row: Row, assumed: str) -> str:
    """Say what stays assumed: of a leg the columns nobody gave, of a house yes or no."""
    if assumed in ("yes", "no"):
        return "no" if row["beds"] and row["max_nights"] else assumed
    return ";".join(name for name in assumed.split(";") if name and not row[name])


def _as_vetted(record: Record) -> Record:
    """Take in what a file calls proposed as what it becomes once it is vetted here."""
    return (
        msgspec.structs.replace(record, standing=VETTED) if record.standing == PROPOSED else record
    )
