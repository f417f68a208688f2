"""Finds what is packed inside other bytes: zlib, gzip, zip, bzip2 and xz, also one in another."""

import bz2
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator

# A stream that unpacks to more is cut; so many layers deep is looked at.
UNPACKED_MAX = 256 * 1024 * 1024
LAYERS_MAX = 3
_PIECE = 4_096
_LEAST = 5
_DEFLATED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")


def unpacked(data: bytes, layers: int = LAYERS_MAX) -> Iterator[bytes]:
    """Give the content of every packed stream in the data, wherever it begins.

    A stream that breaks off gives what came out until then.
    """
    if layers == 0:
        return
    for content in (*_streams(data), *_whole(data)):
        if len(content) >= _LEAST:
            yield content
            yield from unpacked(content, layers - 1)


def _streams(data: bytes) -> Iterator[bytes]:
    """Unpack zlib and gzip streams that stand anywhere, as in a PDF or a database page."""
    done = 0
    for start in _DEFLATED.finditer(data):
        # What was consumed as part of one stream is not the start of another.
        if start.start() < done:
            continue
        content, used = _inflate(memoryview(data)[start.start() :])
        if used:
            done = start.start() + used
        yield content


def _inflate(data: memoryview) -> tuple[bytes, int]:
    """Unpack one stream; also say how many bytes it took, 0 if it never came to its end."""
    stream = zlib.decompressobj(wbits=47)
    out = bytearray()
    for at in range(0, len(data), _PIECE):
        try:
            out += stream.decompress(data[at : at + _PIECE])
        except zlib.error:
            return bytes(out), 0
        if stream.eof:
            return bytes(out), at + _PIECE - len(stream.unused_data)
        if len(out) > UNPACKED_MAX:
            return bytes(out), 0
    return bytes(out), 0


def _whole(data: bytes) -> Iterator[bytes]:
    """Unpack what is a zip, bzip2 or xz file as a whole."""
    if data.startswith(b"PK\x03\x04"):
        yield from _zipped(data)
    if data.startswith(b"BZh"):
        yield _expand(bz2.BZ2Decompressor(), data, OSError)
    if data.startswith(b"\xfd7zXZ\x00"):
        yield _expand(lzma.LZMADecompressor(), data, lzma.LZMAError)


def _zipped(data: bytes) -> Iterator[bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        return
    for entry in archive.infolist():
        yield entry.filename.encode() + b"\0" + entry.comment
        try:
            with archive.open(entry) as content:
                yield content.read(UNPACKED_MAX)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
            # Locked or broken: its raw bytes have been searched as such.
            continue


def _expand(
    machine: bz2.BZ2Decompressor | lzma.LZMADecompressor, data: bytes, broken: type[Exception]
) -> bytes:
    try:
        return machine.decompress(data, UNPACKED_MAX)
    except broken:
        return b""
