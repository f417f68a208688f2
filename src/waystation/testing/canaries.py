"""The seizure scan: does anything on this disk give away a planted word, in any of its forms?

A canary is a name, a place or a telephone number that was put into sealed fields on purpose.
Whoever takes the disk looks for it as we do: in every file and file name, in every encoding, as a
digest, in compressed parts and in the rows of databases, write-ahead log included. Nothing is left
out but what the caller allows by name.
"""

import base64
import hashlib
import json
import quopri
import re
import sqlite3
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, quote_plus

import numpy as np

from waystation.testing.unpacking import unpacked

# Five letters turn up in 60 MB of random bytes once in two thousand tries; four once in nine.
LEAST_LETTERS = 5
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
DIGESTS = ("md5", "sha1", "sha256", "sha512")
SQLITE_MAGIC = b"SQLite format 3\0"
# Between values that are searched as one run, so that no word is found across two of them.
_BETWEEN = b"\xff\x00\xff\x00"

# Base64 and hexadecimal are often broken into lines.
_BROKEN = re.compile(rb"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{16,}+\r?\n)+[A-Za-z0-9+/_-]+")

_SHORT, _LONG = 5, 8
_SHORT_MASK = np.uint64((1 << 8 * _SHORT) - 1)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_TABLE_BITS = np.uint64(22)
_CHUNK = 1 << 20


class Found(NamedTuple):
    """One word that a thief would read: in which file, and in which form."""

    file: str
    word: str
    form: str


def scan(
    folder: Path,
    words: Iterable[str],
    *,
    log: str = "",
    allowed: Collection[tuple[str, str]] = (),
) -> list[Found]:
    """List every word that stands in a folder or in a log text, each file, word and form once.

    Args:
      words: what was planted; each of five letters or more.
      log: text that was caught elsewhere, reported as the file ``log``.
      allowed: pairs of file (relative to the folder) and word that may be there; nothing else is.

    Raises:
      ValueError: a word too short to prove anything.

    Cost: 66 MB and 300 words take about 11 s on one core, a quarter of it to make the patterns.
    """
    needle = _Needle(words)
    found: dict[Found, None] = {}
    pieces = [("log", log.encode("utf-8", "surrogatepass"))] if log else []
    for name, data in (*pieces, *_files(folder)):
        for where, part in _parts(name, data, folder):
            for word, form in needle.within(part):
                if (where.split(" > ")[0], word) not in allowed:
                    found[Found(where, word, form)] = None
    return list(found)


def forms(word: str) -> dict[bytes, str]:
    """Give every byte string under which a word could lie about, with the form's name.

    Raises:
      ValueError: the word has fewer than five letters.
    """
    letters = sum(letter.isalnum() for letter in unicodedata.normalize("NFC", word))
    if letters < LEAST_LETTERS:
        raise ValueError(
            f"{word!r} has {letters} letters; fewer than {LEAST_LETTERS} turn up by chance"
        )
    made: dict[bytes, str] = {}
    for text in _spellings(word):
        for form, pattern in (*_plain(text), *_escaped(text), *_digested(text)):
            if len(pattern) >= _SHORT:
                made.setdefault(pattern, form)
    return made


def _spellings(word: str) -> Iterator[str]:
    """Give the word as typed, in other cases, other joints, composed and decomposed."""
    joints = {word, *(word.replace(" ", joint) for joint in ("-", "_", ".", "\n"))}
    if not any(letter.isalpha() for letter in word):
        joints.add("".join(letter for letter in word if letter.isdigit()))
    joints |= {word.replace(" ", "").replace("-", "")}
    cased = {f(text) for text in joints for f in (str, str.lower, str.upper, str.title)}
    for text in sorted(cased):
        yield from {unicodedata.normalize(shape, text) for shape in ("NFC", "NFD")}


def _plain(text: str) -> Iterator[tuple[str, bytes]]:
    for encoding in ENCODINGS:
        raw = text.encode(encoding)
        yield encoding, raw
        yield f"{encoding} reversed", text[::-1].encode(encoding)
        yield f"hex of {encoding}", raw.hex().encode()
        yield f"hex of {encoding}", raw.hex().upper().encode()
        yield from ((f"base64 of {encoding}", pattern) for pattern in _base64(raw))


def _base64(raw: bytes) -> Iterator[bytes]:
    """Give the letters that do not depend on what stands around, for each of three offsets."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + raw + bytes(3))
        first, last = -(-8 * before // 6), 8 * (before + len(raw)) // 6
        yield whole[first:last]
        yield whole[first:last].translate(bytes.maketrans(b"+/", b"-_"))


def _escaped(text: str) -> Iterator[tuple[str, bytes]]:
    raw = text.encode()
    units = [f"{unit:04x}" for unit in np.frombuffer(text.encode("utf-16-le"), "<u2")]
    for change in (str.lower, str.upper):
        yield "json", "".join("\\u" + change(unit) for unit in units).encode()
        yield "percent", "".join("%" + change(f"{byte:02x}") for byte in raw).encode()
    for quoted in (quote(text, safe=""), quote_plus(text)):
        yield "percent", quoted.encode()
        yield "percent", re.sub("%..", lambda code: code[0].lower(), quoted).encode()
    yield "json", json.dumps(text)[1:-1].encode()
    yield "quoted-printable", quopri.encodestring(raw).replace(b"=\n", b"").rstrip(b"\n")
    yield "html", text.encode("ascii", "xmlcharrefreplace")
    yield "html", "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in text).encode()
    yield "python", repr(raw)[2:-1].encode()


def _digested(text: str) -> Iterator[tuple[str, bytes]]:
    for name in DIGESTS:
        digest = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
        yield name, digest
        yield f"{name} hex", digest.hex().encode()
        yield f"{name} hex", digest.hex().upper().encode()
        yield f"{name} base64", base64.b64encode(digest).rstrip(b"=")
        yield f"{name} base64", base64.urlsafe_b64encode(digest).rstrip(b"=")


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        yield f"{name} (its name)", name.encode("utf-8", "surrogateescape")
        if path.is_file():
            yield name, path.read_bytes()


def _parts(name: str, data: bytes, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give a file's bytes, what is packed in them and, of a database, every column."""
    yield from _with_inside(name, [data])
    if data.startswith(SQLITE_MAGIC):
        for column, values in _columns(folder / name):
            yield from _with_inside(f"{name} > {column}", values)


def _with_inside(name: str, values: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """Give the values as one run, then what is packed in them, then what is broken over lines."""
    yield name, _BETWEEN.join(values)
    inside = [part for value in values for part in unpacked(value)]
    if inside:
        yield f"{name} > unpacked", _BETWEEN.join(inside)
    broken = [run[0] for value in (*values, *inside) for run in _BROKEN.finditer(value)]
    if broken:
        yield (
            f"{name} > lines joined",
            _BETWEEN.join(run.replace(b"\r", b"").replace(b"\n", b"") for run in broken),
        )


def _columns(path: Path) -> Iterator[tuple[str, list[bytes]]]:
    """Read every column of a copy of a database; long values lie in pieces in the file itself."""
    with tempfile.TemporaryDirectory() as beside:
        copy = Path(beside) / "copy"
        for tail in ("", "-wal", "-journal"):
            source = path.with_name(path.name + tail)
            if source.exists():
                copy.with_name("copy" + tail).write_bytes(source.read_bytes())
        connection = sqlite3.connect(copy)
        try:
            connection.text_factory = bytes
            tables = connection.execute("select name from sqlite_schema where type = 'table'")
            for (table,) in tables.fetchall():
                yield from _columns_of(connection, table.decode())
        finally:
            connection.close()


def _columns_of(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, list[bytes]]]:
    quoted = '"' + table.replace('"', '""') + '"'
    rows = connection.execute(f"select * from {quoted}")
    names = [column[0] for column in rows.description]
    values = rows.fetchall()
    for position, column in enumerate(names):
        of_column = [row[position] for row in values if row[position] is not None]
        yield (
            f"{table}.{column}",
            [v if isinstance(v, bytes) else str(v).encode() for v in of_column],
        )


class _Needle:
    """Many patterns looked for at once.

    One window of each pattern (8 bytes, or 5 of the shortest ones) stands for it. The windows of
    the data are hashed into a table of 4 million places; the few that hit are compared in full.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._known: dict[int, dict[int, list[tuple[int, bytes, str, str]]]] = {
            _SHORT: defaultdict(list),
            _LONG: defaultdict(list),
        }
        for word in words:
            for pattern, form in forms(word).items():
                size = _LONG if len(pattern) >= _LONG else _SHORT
                at = _rarest(pattern, size)
                window = int.from_bytes(pattern[at : at + size], "little")
                self._known[size][window].append((at, pattern, word, form))
        self._windows = {
            size: np.array(sorted(known), dtype=np.uint64) for size, known in self._known.items()
        }
        self._table = {}
        for size, windows in self._windows.items():
            self._table[size] = np.zeros(1 << int(_TABLE_BITS), dtype=bool)
            self._table[size][_place(windows)] = True

    def within(self, data: bytes) -> set[tuple[str, str]]:
        """Name the words and forms that stand in the data."""
        found: set[tuple[str, str]] = set()
        padded = data + bytes(_LONG)
        for start in range(0, len(data), _CHUNK):
            count = min(_CHUNK, len(data) - start)
            runs = np.ndarray((count,), "<u8", padded, offset=start, strides=(1,)).copy()
            for size, windows in ((_LONG, runs), (_SHORT, runs & _SHORT_MASK)):
                for position, window in self._hits(size, windows):
                    for at, pattern, word, form in self._known[size][window]:
                        if data.startswith(pattern, max(start + position - at, 0)):
                            found.add((word, form))
        return found

    def _hits(self, size: int, windows: np.ndarray) -> Iterator[tuple[int, int]]:
        known = self._windows[size]
        if not known.size:
            return
        maybe = np.flatnonzero(self._table[size][_place(windows)])
        nearest = np.searchsorted(known, windows[maybe])
        sure = known[np.minimum(nearest, known.size - 1)] == windows[maybe]
        for position in maybe[sure].tolist():
            yield position, int(windows[position])


def _rarest(pattern: bytes, size: int) -> int:
    """Say where the pattern's most telling window begins: not in a run of zeros or escapes."""
    starts = range(min(len(pattern) - size, 8) + 1)
    return max(starts, key=lambda at: len(set(pattern[at : at + size])))


def _place(windows: np.ndarray) -> np.ndarray:
    """Hash windows into the table."""
    return (windows * _SPREAD) >> (np.uint64(64) - _TABLE_BITS)
