"""A portrait that was begun, and the artist's finished picture."""

import struct
import zlib

from waystation.cases.tests.builders import NOW
from waystation.tracing.portraits import services


def begun_by(keyring, request_id, **said):
    """Begin a portrait; what is not said is usual."""
    usual = {"support": "her sister", "form": "spoken", "language": "Korean", "is_grown_up": False}
    said = usual | said
    return services.begin(request_id=request_id, **said, keyring=keyring, now=NOW)


def a_picture(width: int = 800, height: int = 1_000) -> bytes:
    """Make a picture of the artist's, with a place and a camera in its metadata."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\xc8" * width) * height)
    notes = b"Comment\0taken at Bucktown with a camera"
    parts = ((b"IHDR", head), (b"tEXt", notes), (b"IDAT", lines), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


def finished_by(keyring, portrait_id, content: bytes | None = None, **said) -> None:
    """Upload a finished portrait; what is not said is usual."""
    usual = {"credit": "Drawn by a friend", "kind": "then", "age": 30}
    services.finish(
        portrait_id=portrait_id,
        content=content or a_picture(),
        **usual | said,
        keyring=keyring,
        now=NOW,
    )
