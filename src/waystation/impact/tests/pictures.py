"""Pictures with everything in them that a camera or a program leaves."""

import io

from PIL import Image

# A mark that stands in every part of the file but the picture.
HIDDEN = b"CANARY-IN-A-PICTURE"


def a_picture() -> bytes:
    """Paint a large JPEG with EXIF, a place, XMP, a comment, and a second picture behind it."""
    exif = Image.Exif()
    exif[0x010E] = HIDDEN.decode()
    exif.get_ifd(0x8825)[1] = "N"
    out, behind = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (1_800, 900), (200, 120, 40)).save(
        out, "JPEG", exif=exif, comment=HIDDEN, xmp=b"<x:xmpmeta>" + HIDDEN + b"</x:xmpmeta>"
    )
    Image.new("RGB", (16, 16)).save(behind, "JPEG", comment=HIDDEN)
    return out.getvalue() + behind.getvalue()


def points_of(content: bytes) -> tuple[str, tuple[int, int], int]:
    """Say of a picture its format, its size, and how many marks of metadata it has."""
    with Image.open(io.BytesIO(content)) as found:
        n_marks = len(found.getexif()) + len(set(found.info) - {"jfif", "jfif_version"} - JFIF)
        return found.format or "", found.size, n_marks


JFIF = {"jfif_unit", "jfif_density"}
