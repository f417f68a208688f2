"""What may be kept of an uploaded file: its picture or its words, and nothing that came along.

A picture is painted anew from its points, so that no place, time, camera, thumbnail or wiped-out
part of the original goes with it. Words are read as UTF-8. Everything else is refused, because
nobody could say what stays inside. Bytes in, bytes out, nothing on disk.
"""

import io
import struct
import threading
import zlib
from typing import NamedTuple

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from waystation.base.errors import Refused

FILE_MAX = 8 * 1_024 * 1_024
# More than most phones take; an opened picture needs 8 bytes of memory a point.
PIXELS_MAX = 24_000_000
JPEG_QUALITY = 88
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
WORDS = "text/plain"
# One picture at a time is opened in a process, so that a crowd of them does not fill the memory.
_one_at_a_time = threading.Lock()
# Pillow's readers raise these for bytes that are no picture after all.
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    IndexError,
    KeyError,
    OverflowError,
    struct.error,
    zlib.error,
)


class Clean(NamedTuple):
    """A file as it may be kept: its media type, its bytes, and how to name it when it leaves."""

    kind: str
    content: bytes


def clean(content: bytes) -> Clean:
    """Take everything out of a file that is not its picture or its words.

    Of a moving picture the first frame is kept, and what is clear becomes white. Pictures come out
    as JPEG, or as PNG where they came as PNG.

    Cost: 0.2 s and 95 MiB for a photograph of 12 megapixels; the largest pictures take 190 MiB,
    grey ones with clear parts 280.

    Raises:
      Refused: it is empty or larger than 8 MiB, it is a PDF or another kind than a JPEG, PNG or
        WebP picture or plain text, or it is broken.
    """
    if not content:
        raise Refused(_("The file is empty."), hint=_("Choose another one."))
    if len(content) > FILE_MAX:
        raise Refused(
            # Rounded up: nobody is told that 8.0 is more than 8.
            _("The file has %(n)s MiB.") % {"n": -(-len(content) * 10 // 2**20) / 10},
            hint=_("At most 8 MiB can be kept. Make the picture smaller."),
        )
    if b"%PDF-" in content[:1_024]:
        raise Refused(
            _("A PDF cannot be kept: names, places and earlier versions can hide in it."),
            hint=_("Take a picture of each page, or copy its words into a text file."),
        )
    form = _form_of(content)
    return _painted_anew(content, form) if form else _words(content)


def for_everybody(content: bytes, *, side: int, most: int) -> Clean:
    """Make a picture fit to be shown in public: clean as `clean` does, small, and no words.

    Args:
      side: the longest side it may have, in points.
      most: the most bytes it may have.

    Raises:
      Refused: as `clean`; it is no picture; or it does not get that small.
    """
    found = clean(content)
    if found.kind == WORDS:
        raise Refused(_("This is no picture."), hint=_("Choose a picture: JPEG, PNG or WebP."))
    with _one_at_a_time, Image.open(io.BytesIO(found.content)) as picture:
        picture.thumbnail((side, side))
        small = Clean(found.kind, _saved(picture, found.kind, JPEG_QUALITY))
        for quality in (78, 68, 58):
            if len(small.content) <= most:
                return small
            small = Clean(PICTURES["JPEG"], _saved(picture, PICTURES["JPEG"], quality))
    if len(small.content) > most:
        raise _too_large()
    return small


def pixels_of(found: Clean) -> tuple[int, int]:
    """Give how wide and how high a cleaned picture is, in points."""
    with _one_at_a_time, Image.open(io.BytesIO(found.content)) as picture:
        return picture.width, picture.height


def _saved(picture: Image.Image, kind: str, quality: int) -> bytes:
    out = io.BytesIO()
    if kind == PICTURES["PNG"]:
        picture.save(out, "PNG", optimize=True)
    else:
        picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _form_of(content: bytes) -> str:
    """Name the format of a picture by its first bytes; empty for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return ""


def _painted_anew(content: bytes, form: str) -> Clean:
    broken = Refused(
        _("The picture is broken, or is not what it says it is."),
        hint=_("Open it on your computer, save it again as JPEG or PNG, and take that file."),
    )
    try:
        with _one_at_a_time, Image.open(io.BytesIO(content), formats=(form,)) as found:
            n_pixels = found.width * found.height
            if not 0 < n_pixels <= PIXELS_MAX:
                raise _too_large()
            ImageOps.exif_transpose(found, in_place=True)
            painted = _flat(found)
    except Image.DecompressionBombError:
        raise _too_large() from None
    except _BROKEN:
        raise broken from None
    out = io.BytesIO()
    if form == "PNG":
        painted.save(out, "PNG", optimize=False)
    else:
        painted.save(out, "JPEG", quality=JPEG_QUALITY)
    if out.tell() > FILE_MAX:
        raise _too_large()
    return Clean(PICTURES["PNG" if form == "PNG" else "JPEG"], out.getvalue())


def _flat(found: Image.Image) -> Image.Image:
    """Paint a picture on white: what was made clear in it, such as a name, is not kept beneath."""
    if found.mode.startswith("I"):
        # 16 bits of grey a point, as some scanners make; else all but the darkest would be white.
        found = found.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    painted = Image.new("RGB", found.size, "white")
    if found.has_transparency_data:
        clear = found if found.mode == "RGBA" else found.convert("RGBA")
        painted.paste(clear, mask=clear)
    else:
        painted.paste(found if found.mode == "RGB" else found.convert("RGB"))
    return painted


def _too_large() -> Refused:
    return Refused(
        _("The picture is too large."),
        hint=_("Make it smaller: at most 24 megapixels, and 8 MiB once it is saved anew."),
    )


def _words(content: bytes) -> Clean:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = "\0"
    odd = any(not (sign.isprintable() or sign in "\n\r\t") and sign.isascii() for sign in words)
    if odd:
        raise Refused(
            _("This kind of file cannot be kept."),
            hint=_("Pictures (JPEG, PNG, WebP) and plain text (UTF-8) can; others may hide more."),
        )
    return Clean(WORDS, words.replace("\r\n", "\n").encode())
