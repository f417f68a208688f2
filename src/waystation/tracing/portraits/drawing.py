"""The faces of a portrait as its pages show them, each with what it says of itself. Pure."""

from typing import NamedTuple

from waystation.tracing.portraits.domain import Portrait, Sketch, Version
from waystation.tracing.portraits.face import Drawing, draw, from_bytes, years_of


class Shown(NamedTuple):
    """One drawn face on a page: its number, its lines, the age it shows, whether it is picked."""

    number: int
    drawing: Drawing
    age: int
    is_imagined: bool = False
    is_picked: bool = False
    version: Version | None = None


def array(portrait: Portrait, picked: tuple[int, ...]) -> list[Shown]:
    """Draw the last array, the outer face held back."""
    if not portrait.rounds:
        return []
    found = []
    for number, kept in enumerate(portrait.rounds[-1].faces):
        face = from_bytes(kept)
        lines = draw(face, is_whole=False)
        found.append(Shown(number, lines, years_of(face), is_picked=number in picked))
    return found


def picked(portrait: Portrait) -> tuple[int, ...]:
    """Give which faces of the last array were picked before one went back to it."""
    return portrait.rounds[-1].picked if portrait.rounds else ()


def of_sketch(sketch: Sketch) -> Shown:
    """Draw the face on the sheet, whole."""
    face = from_bytes(sketch.face)
    return Shown(0, draw(face, sketch.marks), years_of(face), sketch.kind == "imagined")


def versions(portrait: Portrait) -> list[Shown]:
    """Draw every kept version, the latest first."""
    return [_of_version(number, one) for number, one in enumerate(portrait.versions)][::-1]


def of_portrait(portrait: Portrait) -> Shown | None:
    """Draw the face that stands for a portrait in a list: the latest version, else the sheet."""
    if portrait.versions:
        return _of_version(len(portrait.versions) - 1, portrait.versions[-1])
    return of_sketch(portrait.sketch) if portrait.sketch else None


def _of_version(number: int, one: Version) -> Shown:
    face = from_bytes(one.face)
    is_imagined = one.kind == "imagined"
    return Shown(number, draw(face, one.marks), years_of(face), is_imagined, version=one)
