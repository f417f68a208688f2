"""PFIF 1.4 read: every fault with its line, and nothing half taken in."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from waystation.tracing.pfif import domain
from waystation.tracing.pfif.domain import BadFile, BadLine, File, Note, Record
from waystation.tracing.pfif.writing import NAMESPACE

Value = TypeVar("Value")
# What is read; everything else of a record is left out and counted.
PERSON = (
    "person_record_id", "entry_date", "expiry_date", "author_name", "source_name", "source_date",
    "full_name", "alternate_names", "sex", "date_of_birth", "age", "home_state", "note",
)  # fmt: skip
NOTE = (
    "note_record_id", "person_record_id", "entry_date", "author_name", "source_date", "status",
    "text",
)  # fmt: skip
_ANY = "{http://zesty.ca/pfif/"
_OURS = "{" + NAMESPACE + "}"
FAULTS_MAX = 50


class _Lines(TreeBuilder):
    """Builds the tree and remembers on which line each element begins."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[int, int] = {}
        self.parser: Any = None

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        """Note the line of an element as it begins."""
        made = super().start(tag, attrs)
        self.lines[id(made)] = self.parser.parser.CurrentLineNumber
        return made


class _Reader:
    """Reads one tree, and gathers what is wrong in it and what is left out."""

    def __init__(self, lines: dict[int, int]) -> None:
        self._lines = lines
        self.bad: list[BadLine] = []
        self.left_out: Counter[str] = Counter()

    def line(self, element: Element) -> int:
        return self._lines.get(id(element), 0)

    def fault(self, element: Element, says: str, hint: str) -> None:
        self.bad.append(BadLine(self.line(element), says, hint))

    def fields(self, element: Element, known: Iterable[str]) -> dict[str, Element]:
        found: dict[str, Element] = {}
        for child in element:
            name = child.tag.removeprefix(_OURS)
            if name not in known:
                self.left_out[name] += 1
            elif name in found and name != "note":
                self.fault(
                    child,
                    _("“%(field)s” stands twice in one record.") % {"field": name},
                    _("Keep one of them."),
                )
            else:
                found[name] = child
        return found

    def text(self, found: dict[str, Element], name: str) -> str:
        child = found.get(name)
        text = (child.text or "").strip() if child is not None else ""
        if child is not None and len(child):
            self.fault(
                child,
                _("“%(field)s” holds more than text.") % {"field": name},
                _("Write plain text there."),
            )
        if child is not None and len(text) > domain.TEXT_MAX:
            self.fault(
                child,
                _("“%(field)s” has %(n)d letters; at most %(most)d are read.")
                % {"field": name, "n": len(text), "most": domain.TEXT_MAX},
                _("Shorten it."),
            )
        return text

    def moment(self, found: dict[str, Element], name: str) -> datetime | None:
        text = self.text(found, name)
        if not text:
            return None
        try:
            at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            self.fault(
                found[name],
                _("“%(field)s” is no moment: %(text)s") % {"field": name, "text": text[:40]},
                _("Write it as 2026-03-02T09:05:00Z."),
            )
            return None
        return at

    def one_of(
        self, found: dict[str, Element], name: str, is_good: Callable[[str], bool], hint: str
    ) -> str:
        text = self.text(found, name)
        if not is_good(text):
            self.fault(
                found[name],
                _("“%(field)s” cannot be read: %(text)s") % {"field": name, "text": text[:40]},
                hint,
            )
            return ""
        return text

    def record_id(self, element: Element, found: dict[str, Element], name: str) -> str:
        text = self.text(found, name)
        if not all(text.partition("/")) or len(text) > 300:
            self.fault(
                element,
                _("This record has no good “%(field)s”.") % {"field": name},
                _("It is a domain, a stroke and a number: example.org/1."),
            )
        return text


def read(content: bytes) -> File:
    """Read a file in PFIF 1.4, all of it or nothing.

    Raises:
      BadFile: with every fault found and its line; the first fifty.
    """
    if len(content) > domain.FILE_MAX:
        raise BadFile(
            [
                BadLine(
                    0,
                    _("This file has %(n)d bytes; at most %(most)d are read.")
                    % {"n": len(content), "most": domain.FILE_MAX},
                    _("Cut it into several."),
                )
            ]
        )
    root, lines = _tree(content)
    reader = _Reader(lines)
    records = _records(root, reader)
    if reader.bad:
        raise BadFile(sorted(reader.bad, key=lambda bad: bad.line)[:FAULTS_MAX])
    return File(records=records, left_out=tuple(sorted(reader.left_out.items())))


def _tree(content: bytes) -> tuple[Element, dict[int, int]]:
    builder = _Lines()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser
    try:
        parser.feed(content)
        root: Element = parser.close()
    except ParseError as error:
        hint = _("Have it written anew by the program it comes from.")
        raise BadFile([BadLine(error.position[0], _("This is no XML here."), hint)]) from None
    except (DefusedXmlException, ValueError, LookupError):
        # A file that brings definitions of its own, or an encoding nobody knows.
        raise BadFile(
            [
                BadLine(
                    1,
                    _("This file brings definitions or an encoding of its own."),
                    _("Have it written as plain PFIF in UTF-8."),
                )
            ]
        ) from None
    if root.tag != f"{_OURS}pfif":
        version = root.tag.removeprefix(_ANY).partition("}")[0]
        is_other = root.tag.startswith(_ANY)
        says = _("This is PFIF %(version)s, and 1.4 is read here.") % {"version": version[:10]}
        raise BadFile(
            [
                BadLine(
                    1,
                    says if is_other else _("This is XML, but no PFIF."),
                    _("Ask for a file in PFIF 1.4."),
                )
            ]
        )
    return root, builder.lines


def _records(root: Element, reader: _Reader) -> tuple[Record, ...]:
    people = [child for child in root if child.tag == f"{_OURS}person"]
    loose = [child for child in root if child.tag == f"{_OURS}note"]
    for child in root:
        if child.tag not in (f"{_OURS}person", f"{_OURS}note"):
            reader.left_out[child.tag.removeprefix(_OURS)] += 1
    if not people or len(people) > domain.RECORDS_MAX:
        reader.fault(
            root,
            _("This file holds %(n)d people; 1 to %(most)d are read.")
            % {"n": len(people), "most": domain.RECORDS_MAX},
            _("Cut it into several."),
        )
        return ()
    notes = [_note(one, reader) for one in loose]
    records: dict[str, Record] = {}
    for element in people:
        record = _person(element, reader, notes)
        if record.record_id in records:
            reader.fault(
                element,
                _("The record of this id stands twice in the file."),
                _("Keep one of them."),
            )
        records[record.record_id] = record
    for (person, _found), element in zip(notes, loose, strict=True):
        if person not in records:
            reader.fault(
                element,
                _("This note is about no person of the file."),
                _("Put its person into the same file."),
            )
    return tuple(records.values())


def _person(element: Element, reader: _Reader, loose: list[tuple[str, Note]]) -> Record:
    found = reader.fields(element, PERSON)
    record_id = reader.record_id(element, found, "person_record_id")
    inside = [_note(one, reader) for one in element if one.tag == f"{_OURS}note"]
    notes = [note for about, note in inside if about in ("", record_id)]
    notes += [note for about, note in loose if about == record_id]
    if len(notes) > domain.NOTES_MAX or len(notes) < len(inside):
        reader.fault(
            element,
            _("This record has notes of other people, or more than %(most)d.")
            % {"most": domain.NOTES_MAX},
            _("Mend it where it comes from."),
        )
    others = tuple(line.strip() for line in reader.text(found, "alternate_names").split("\n"))
    others = tuple(dict.fromkeys(name for name in others if name))
    if len(others) > domain.NAMES_MAX:
        reader.fault(
            element,
            _("%(n)d other names stand here; at most %(most)d are read.")
            % {"n": len(others), "most": domain.NAMES_MAX},
            _("Keep those that are used most."),
        )
    return Record(
        record_id=record_id,
        entry_date=reader.moment(found, "entry_date"),
        expiry_date=reader.moment(found, "expiry_date"),
        author=reader.text(found, "author_name"),
        source_name=reader.text(found, "source_name"),
        source_date=reader.moment(found, "source_date"),
        full_name=reader.text(found, "full_name"),
        alternate_names=others,
        sex=reader.one_of(  # type: ignore[arg-type]
            found, "sex", domain.SEXES.__contains__, _("female, male or other.")
        ),
        date_of_birth=reader.one_of(
            found, "date_of_birth", domain.is_born, _("Write 1999, 1999-12 or 1999-12-31.")
        ),
        age=reader.one_of(found, "age", domain.is_age, _("Write 30, or 30-40.")),
        home_state=reader.text(found, "home_state"),
        notes=tuple(notes),
        line=reader.line(element),
    )


def _note(element: Element, reader: _Reader) -> tuple[str, Note]:
    """Read a note and say about which record it is, if it does."""
    found = reader.fields(element, NOTE)
    return reader.text(found, "person_record_id"), Note(
        record_id=reader.record_id(element, found, "note_record_id"),
        entry_date=reader.moment(found, "entry_date"),
        author=reader.text(found, "author_name"),
        source_date=reader.moment(found, "source_date"),
        status=reader.one_of(  # type: ignore[arg-type]
            found,
            "status",
            domain.STATUSES.__contains__,
            ", ".join(status for status in domain.STATUSES if status),
        ),
        text=reader.text(found, "text"),
    )
