"""Of a file only its picture or its words are kept, and what could hide more is refused."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from waystation.base.errors import Refused
from waystation.vault import cleaning
from waystation.vault.cleaning import FILE_MAX, clean

SECRET = b"Ann Maria Jackson"
PLACE = 0x8825


def a_picture(form="JPEG", size=(40, 20), mode="RGB", **saved):
    """A red picture with its left half blue, so that turning it shows."""
    picture = Image.new(mode, size, "red")
    picture.paste("blue", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    picture.save(out, form, **saved)
    return out.getvalue()


def told_everything():
    """Exif with a maker, a moment, a place on earth and a turn to the right."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[0x0132] = "1855:10:26 12:00:00"
    exif[0x0112] = 6
    exif.get_ifd(PLACE)[2] = (39.0, 12.0, 30.0)
    return exif


def opened(made):
    return Image.open(io.BytesIO(made.content))


def test_a_photograph_keeps_its_picture_upright_and_loses_all_it_told():
    given = a_picture(exif=told_everything(), comment=SECRET, icc_profile=SECRET * 20)
    assert SECRET in given

    made = clean(given)

    picture = opened(made)
    assert made.kind == "image/jpeg"
    # Turned by a quarter to the right: what was left, blue, is above.
    assert picture.size == (20, 40)
    assert picture.getpixel((10, 5))[2] > 200
    assert picture.getpixel((10, 35))[0] > 200
    assert SECRET not in made.content
    assert not picture.getexif()
    assert {"exif", "icc_profile", "comment"} & picture.info.keys() == set()


def test_a_drawing_loses_its_words():
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", SECRET.decode())
    said.add_itxt("Place", SECRET.decode(), zip=True)
    given = a_picture("PNG", mode="RGBA", pnginfo=said, exif=told_everything())

    made = clean(given)

    picture = opened(made)
    assert (made.kind, picture.mode) == ("image/png", "RGB")
    assert SECRET not in made.content
    assert picture.info == {}
    chunks = [made.content[at + 4 : at + 8] for at in chunk_starts(made.content)]
    assert set(chunks) == {b"IHDR", b"IDAT", b"IEND"}


@pytest.mark.parametrize(
    ("form", "saved"), [("PNG", {}), ("WEBP", {"lossless": True, "exact": True})]
)
def test_what_was_wiped_out_of_a_picture_does_not_lie_beneath_it(form, saved):
    picture = Image.new("RGBA", (40, 20), (10, 20, 30, 255))
    # Under the wiped half, as an eraser leaves it, the colours are still those of a face.
    picture.paste((200, 100, 50, 0), (0, 0, 20, 20))
    out = io.BytesIO()
    picture.save(out, form, **saved)
    assert Image.open(io.BytesIO(out.getvalue())).getpixel((4, 4)) == (200, 100, 50, 0)

    made = opened(clean(out.getvalue()))

    assert made.mode == "RGB"
    assert made.getpixel((4, 4)) == (255, 255, 255)
    assert max(made.getpixel((36, 16))) < 40


def test_a_scan_of_sixteen_bits_keeps_its_greys():
    out = io.BytesIO()
    Image.new("I;16", (4, 4), 128 * 256).save(out, "PNG")

    assert opened(clean(out.getvalue())).getpixel((0, 0)) == (128, 128, 128)


def chunk_starts(png):
    at = 8
    while at < len(png):
        yield at
        at += 12 + struct.unpack(">I", png[at : at + 4])[0]


def test_what_hangs_behind_a_picture_is_gone():
    for form in ("JPEG", "PNG"):
        made = clean(a_picture(form) + b"PK\x03\x04" + SECRET)

        assert SECRET not in made.content


@pytest.mark.parametrize("mode", ["P", "L", "CMYK", "1"])
def test_pictures_of_other_colours_are_painted_anew_too(mode):
    form = "JPEG" if mode in ("L", "CMYK") else "PNG"
    given = io.BytesIO()
    Image.new(mode, (8, 8)).save(given, form)

    assert opened(clean(given.getvalue())).size == (8, 8)


def test_a_webp_comes_out_as_jpeg():
    assert clean(a_picture("WEBP", exif=told_everything())).kind == "image/jpeg"


def test_of_a_moving_picture_the_first_frame_is_kept():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("blue", "red")]
    given = io.BytesIO()
    frames[0].save(given, "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    picture = opened(clean(given.getvalue()))

    assert picture.getpixel((4, 4))[2] > 200


def test_words_are_kept_as_they_are_in_any_language():
    made = clean("﻿앤에게,\r\n북쪽 문으로\tcome".encode())

    assert made == ("text/plain", "앤에게,\n북쪽 문으로\tcome".encode())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and so on", "A PDF cannot be kept"),
        (b"\n\n%PDF-1.4", "A PDF cannot be kept"),
        (b"PK\x03\x04word/document.xml", "kind of file"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00", "kind of file"),
        (b"\xff\xfeD\x00e\x00a\x00r\x00", "kind of file"),
        (b"Dear Ann\0hidden", "kind of file"),
        (b"Dear Ann\x1b[2J", "kind of file"),
        (b"\xff\xd8\xff\xe0 no picture", "picture is broken"),
        (b"\x89PNG\r\n\x1a\n", "picture is broken"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "picture is broken"),
        (b"x" * (FILE_MAX + 1), "8.1 MiB"),
    ],
)
def test_what_could_hide_more_is_refused_with_a_way_out(content, says):
    with pytest.raises(Refused, match=says) as refused:
        clean(content)

    assert refused.value.hint


# The library itself refuses the second.
@pytest.mark.parametrize("side", [6_400, 50_000])
def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused_unopened(side):
    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    lines = zlib.compress(bytes(6_251) * 1_000)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")

    with pytest.raises(Refused, match="too large"):
        clean(bomb)


def test_a_picture_of_exactly_the_largest_size_is_kept(monkeypatch):
    monkeypatch.setattr(cleaning, "PIXELS_MAX", 40 * 20)

    assert opened(clean(a_picture(size=(40, 20)))).size == (40, 20)
    with pytest.raises(Refused, match="too large"):
        clean(a_picture(size=(41, 20)))


BEGINNINGS = (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\x00\x00\x00WEBP")


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=200))
def test_any_bytes_are_cleaned_or_refused(beginning, rest):
    _cleaned_or_refused(beginning + rest)


PICTURES = tuple(a_picture(form, exif=told_everything()) for form in ("JPEG", "PNG", "WEBP"))


@settings(max_examples=150)
@given(st.sampled_from(PICTURES), st.data())
def test_any_harmed_picture_is_cleaned_or_refused(picture, data):
    harmed = bytearray(picture)
    for _ in range(data.draw(st.integers(1, 4))):
        harmed[data.draw(st.integers(0, len(harmed) - 1))] = data.draw(st.integers(0, 255))

    _cleaned_or_refused(bytes(harmed)[: data.draw(st.integers(1, len(harmed)))])


def _cleaned_or_refused(content):
    try:
        made = clean(content)
    except Refused:
        return
    assert SECRET not in made.content or made.kind == "text/plain"
