"""Holds a spreadsheet within bounds before anything opens it. Bytes in, bytes out.

A few kilobytes can unpack to gigabytes, name a cell in the last corner of the sheet, or repeat one
long text in a million cells. Each part is unpacked within a bound and walked through once; what
comes out is a package of those parts alone that are proper XML and small enough.
"""

import io
import zipfile
import zlib
from collections import Counter
from typing import NamedTuple
from xml.parsers import expat

UNPACKED_MAX = 48 * 1024 * 1024
TEXT_MAX = 64 * 1024 * 1024
PARTS_MAX = 400
BAD_PACKAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)


class TooMuch(Exception):
    """A spreadsheet goes beyond its bounds: "rows", "columns", "size" or "kind"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Most(NamedTuple):
    """How many rows and columns a sheet may have."""

    rows: int
    columns: int


def packed_anew(raw: bytes, most: Most) -> bytes:
    """Give a package of those parts of a spreadsheet that are proper XML and within bounds.

    Raises:
      TooMuch: it is no such package, or goes beyond the bounds.
    """
    packed, left, walk = io.BytesIO(), UNPACKED_MAX, _Walk(most)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as pack, zipfile.ZipFile(packed, "w") as anew:
            parts = pack.infolist()
            if len(parts) > PARTS_MAX or len({part.filename for part in parts}) < len(parts):
                raise TooMuch("kind")
            for part in parts:
                if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise TooMuch("kind")
                with pack.open(part) as opened:
                    # What a part says of its own size may be false.
                    content = opened.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise TooMuch("size")
                if walk.through(content):
                    anew.writestr(part.filename, content)
    except BAD_PACKAGE:
        raise TooMuch("kind") from None
    if walk.n_letters() > TEXT_MAX:
        raise TooMuch("size")
    return packed.getvalue()


class _Walk:
    """Walks through the parts of a spreadsheet: where its cells lie, and how long its texts are."""

    def __init__(self, most: Most) -> None:
        self.most = most
        # How often each common text is used, and how long it is.
        self.used: Counter[int] = Counter()
        self.lengths: dict[int, int] = {}

    def through(self, content: bytes) -> bool:
        """Walk through one part; says whether it is proper XML."""
        self.row = self.column = self.n_texts = 0
        self.is_common = False
        self.said: list[str] | None = None
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._says
        parser.StartDoctypeDeclHandler = self._defines
        try:
            parser.Parse(content, True)
        except expat.ExpatError:
            return False
        return True

    def n_letters(self) -> int:
        """Count the letters that the cells hold which share a text with others."""
        return sum(n * self.lengths.get(index, 0) for index, n in self.used.items())

    def _begins(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row, self.column = _number(attributes.get("r", str(self.row + 1))), 0
        elif name == "c":
            self._cell(attributes)
        elif name == "si" or (name == "v" and self.is_common):
            self.said = []
        if self.row > self.most.rows:
            raise TooMuch("rows")
        if self.column > self.most.columns:
            raise TooMuch("columns")

    def _cell(self, attributes: dict[str, str]) -> None:
        self.is_common = attributes.get("t") == "s"
        place = attributes.get("r")
        if place is None:
            self.column += 1
            return
        letters = place.rstrip("0123456789")
        self.column, self.row = _column(letters), _number(place[len(letters) :])

    def _ends(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if self.said is None or name not in ("si", "v"):
            return
        text, self.said = "".join(self.said), None
        if name == "si":
            self.lengths[self.n_texts] = max(len(text), self.lengths.get(self.n_texts, 0))
            self.n_texts += 1
        else:
            self.used[_number(text.strip())] += 1

    def _says(self, text: str) -> None:
        if self.said is not None:
            self.said.append(text)

    def _defines(self, *_said: object) -> None:
        raise TooMuch("kind")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise TooMuch("kind")
    return int(text)


def _column(letters: str) -> int:
    """Number a column by its letters: A is 1, AA is 27."""
    number = 0
    if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) < 4):
        raise TooMuch("columns")
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
