"""PFIF 1.4 as text: a small writer of the fields that are ours. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from waystation.tracing.pfif.domain import Note, Record

NAMESPACE = "http://zesty.ca/pfif/1.4"
# What a line end inside a text becomes, so that no reader mends it.
_KEPT = {"\r": "&#13;"}


def written(records: Iterable[Record]) -> bytes:
    """Write records as a file that any reader of PFIF 1.4 takes."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<pfif:pfif xmlns:pfif="{NAMESPACE}">']
    for record in records:
        lines += ["  <pfif:person>", *_fields(_of_person(record), 4)]
        for note in record.notes:
            lines += ["    <pfif:note>", *_fields(_of_note(note, record), 6), "    </pfif:note>"]
        lines.append("  </pfif:person>")
    return ("\n".join([*lines, "</pfif:pfif>"]) + "\n").encode()


def stamp(at: datetime | None) -> str:
    """Write a moment as PFIF does; empty where there is none."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _of_person(record: Record) -> list[tuple[str, str]]:
    return [
        ("person_record_id", record.record_id),
        ("entry_date", stamp(record.entry_date)),
        ("expiry_date", stamp(record.expiry_date)),
        ("author_name", record.author),
        ("source_name", record.source_name),
        ("source_date", stamp(record.source_date)),
        ("full_name", record.full_name),
        ("alternate_names", "\n".join(record.alternate_names)),
        ("sex", record.sex),
        ("date_of_birth", record.date_of_birth),
        ("age", record.age),
        ("home_state", record.home_state),
    ]


def _of_note(note: Note, record: Record) -> list[tuple[str, str]]:
    return [
        ("note_record_id", note.record_id),
        ("person_record_id", record.record_id),
        ("entry_date", stamp(note.entry_date)),
        ("author_name", note.author),
        ("source_date", stamp(note.source_date)),
        ("status", note.status),
        ("text", note.text),
    ]


def _fields(fields: list[tuple[str, str]], indent: int) -> list[str]:
    blank = " " * indent
    return [
        f"{blank}<pfif:{name}>{escape(_legal(text), _KEPT)}</pfif:{name}>"
        for name, text in fields
        if text
    ]


def _legal(text: str) -> str:
    """Leave out what no text of XML can hold."""
    return "".join(sign for sign in text if is_legal(sign))


def is_legal(sign: str) -> bool:
    """Say whether XML 1.0 has room for a character."""
    code = ord(sign)
    if code < 0x20:
        return sign in "\t\n\r"
    return not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)
