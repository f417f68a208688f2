"""What a face told from memory is, who may be asked for one, and what may be done with it. Pure."""

from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

import msgspec
import numpy as np
from msgspec.structs import replace

from waystation.kernel import evolve
from waystation.tracing.portraits import face as faces
from waystation.tracing.portraits.face import Face, Mark
from waystation.tracing.values import Agreed, Form, Profile, Request

State = Literal["interview", "drawing", "stopped"]
Purpose = Literal["tracing", "exhibition", "publication"]
Kind = Literal["then", "imagined"]
WhyNot = Literal["child witness", "child sought", "age unknown", "closed"]
Trait = Literal["warmth", "calm", "pride", "humour", "strength", "trust", "openness"]

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
TRAITS: tuple[Trait, ...] = get_args(Trait)
ARRAY, PICKS = evolve.SIZE, evolve.PICK_MAX
# So many rounds were enough for most simulated witnesses; more tire somebody who remembers.
ROUNDS_GOOD, ROUNDS_MAX = 8, 15
VERSIONS_MAX, STEPS_MAX, MARKS_MAX = 24, 12, 6
FREE_MAX, WORDS_MAX, COMMENT_MAX = 4_000, 400, 300
GROWN_UP = 18


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """That the witness was told what composing can do to a memory, before it began, and agreed.

    `support` names who stays beside the witness; `noted_by` is the officer who told it.
    """

    support: str
    form: Form
    language: str
    noted_by: UUID
    noted_at: datetime


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the witness said, in their own words first; each may be empty."""

    free: str = ""
    traits: dict[Trait, int] = {}
    age: int | None = None
    resembles: str = ""
    marks: str = ""
    teeth: str = ""
    hair: str = ""
    clothes: str = ""
    gesture: str = ""


class Round(msgspec.Struct, frozen=True):
    """One array as it was shown, and which of it were picked; none yet: it is being looked at."""

    faces: tuple[bytes, ...]
    picked: tuple[int, ...] = ()


class Version(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A drawing as it was kept, with what the witness said to it."""

    face: bytes
    kind: Kind = "then"
    says: str = ""
    at: datetime
    by: str
    marks: tuple[Mark, ...] = ()


class Sketch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A face in work on one sheet: how it is now, and how it was before each change."""

    face: bytes
    before: tuple[bytes, ...] = ()
    kind: Kind = "then"
    marks: tuple[Mark, ...] = ()


class Picture(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The finished portrait: its file, its artist's credit, its size, and who looked it over."""

    file: UUID
    credit: str
    kind: Kind
    age: int
    width_px: int
    height_px: int
    by: UUID
    on: date
    reviewed_by: UUID | None = None
    reviewer: str = ""
    reviewed_on: date | None = None


class Portrait(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="portrait/1"):
    """A face told from memory, for one request; it cannot exist before the witness agreed.

    `seed` makes the arrays; `n_bred` counts how often one was bred, so that no array comes twice.
    """

    request: UUID
    code: str
    begun_on: date
    by: str
    agreed: Agreement
    seed: int
    state: State = "interview"
    told: Told = Told()
    rounds: tuple[Round, ...] = ()
    n_bred: int = 0
    sketch: Sketch | None = None
    versions: tuple[Version, ...] = ()
    picture: Picture | None = None
    consents: dict[Purpose, Agreed] = {}

    def allows(self, purpose: Purpose, on: date) -> bool:
        """Say whether the finished portrait may be used for something on a day."""
        given = self.consents.get(purpose)
        return given is not None and given.stands_on(on)

    @property
    def is_reviewed(self) -> bool:
        """Say whether somebody else looked the finished portrait over."""
        return self.picture is not None and self.picture.reviewed_by is not None

    def may_be_used(self, purpose: Purpose, on: date) -> bool:
        """Say whether there is a reviewed picture that may be used so."""
        return self.is_reviewed and self.allows(purpose, on)


def grown_up(profile: Profile, today: date) -> bool | None:
    """Say whether somebody is surely 18 or more; None where nothing tells their age."""
    is_child = profile.birth.is_child_on(today)
    if is_child is not None:
        return not is_child
    parted = profile.parting.year
    if profile.seen_age is None or parted is None:
        return None
    # They may have had the birthday of either year still before them.
    return profile.seen_age + today.year - parted - 1 >= GROWN_UP


def hindrance(request: Request, today: date) -> WhyNot | None:
    """Say why nobody may be asked to compose this face; None: they may be asked.

    No minor composes, and of nobody who is a minor today is a face composed or kept.
    """
    if request.state == "closed":
        return "closed"
    if grown_up(request.seeker, today) is False:
        return "child witness"
    sought = grown_up(request.sought, today)
    if sought is False:
        return "child sought"
    return "age unknown" if sought is None else None


def age_then(portrait: Portrait, sought: Profile) -> int | None:
    """Say how old the sought was when last seen, as the witness or else the request says."""
    if portrait.told.age is not None:
        return portrait.told.age
    if sought.seen_age is not None:
        return sought.seen_age
    year = sought.parting.year
    return sought.birth.age_on(date(year, 7, 1)) if year else None


def age_now(portrait: Portrait, sought: Profile, today: date) -> int | None:
    """Say how old the sought would be today; never less than 18, as `hindrance` made sure."""
    known = sought.birth.age_on(today)
    then, year = age_then(portrait, sought), sought.parting.year
    if known is None and then is not None and year is not None:
        known = then + today.year - year
    return None if known is None else max(known, GROWN_UP)


def start(sought: Profile, age: int | None) -> Face:
    """Give the face about which the first array is spread: of nobody, of that sex and age."""
    face = Face()
    if sought.sex == "male":
        face = face._replace(jaw=0.62, brow_weight=0.62, lips=0.42, hair_length=0.15)
    elif sought.sex == "female":
        face = face._replace(
            jaw=0.40, brow_weight=0.40, lips=0.58, hair_length=0.62, hair_mass=0.55
        )
    return face if age is None else faces.with_years(face, age)


def first_round(portrait: Portrait, centre: Face) -> Portrait:
    """Lay out the first array."""
    n = len(faces.INNER)
    rng = np.random.default_rng([portrait.seed, 0])
    points = evolve.first(np.array(centre[:n]), rng)
    return replace(
        portrait,
        state="drawing",
        rounds=(Round(_faces(points, centre)),),
        n_bred=1,
        sketch=None,
    )


def next_round(portrait: Portrait, picked: tuple[int, ...]) -> Portrait:
    """Breed the next array from those picked, the closest first.

    Raises:
      ValueError: none or more than three are picked, or one that is not there; or there is no
        array, or it was the last.
    """
    if not portrait.rounds or len(portrait.rounds) > ROUNDS_MAX:
        raise ValueError("there is no array to pick from")
    last = portrait.rounds[-1]
    n = len(faces.INNER)
    shown = [faces.from_bytes(kept) for kept in last.faces]
    points = np.array([face[:n] for face in shown])
    rng = np.random.default_rng([portrait.seed, portrait.n_bred])
    bred = evolve.breed(points, np.array(picked, dtype=np.int64), len(portrait.rounds) - 1, rng)
    made = Round(_faces(bred, shown[0]))
    rounds = (*portrait.rounds[:-1], replace(last, picked=picked), made)
    return replace(portrait, rounds=rounds, n_bred=portrait.n_bred + 1)


def last_round(portrait: Portrait) -> Portrait:
    """Go back to the array before, with its picks as they were; the first stays."""
    if len(portrait.rounds) < 2:
        return portrait
    return replace(portrait, rounds=portrait.rounds[:-1])


def on_a_sheet(portrait: Portrait, number: int) -> Portrait:
    """Take one face of the array on a sheet of its own.

    Raises:
      ValueError: there is no such face.
    """
    if not portrait.rounds or not 0 <= number < len(portrait.rounds[-1].faces):
        raise ValueError(f"there is no face {number}")
    rounds = (*portrait.rounds[:-1], replace(portrait.rounds[-1], picked=(number,)))
    return replace(portrait, rounds=rounds, sketch=Sketch(face=rounds[-1].faces[number]))


def changed(portrait: Portrait, face: Face, marks: tuple[Mark, ...]) -> Portrait:
    """Change the face on the sheet; how it was before stays for a while, to be taken back."""
    sketch = portrait.sketch or Sketch(face=faces.to_bytes(face))
    kept = faces.to_bytes(face)
    before = sketch.before
    if kept != sketch.face:
        before = (*before, sketch.face)[-STEPS_MAX:]
    return replace(
        portrait, sketch=replace(sketch, face=kept, before=before, marks=marks[:MARKS_MAX])
    )


def taken_back(portrait: Portrait) -> Portrait:
    """Take the last change of the sheet back."""
    sketch = portrait.sketch
    if sketch is None or not sketch.before:
        return portrait
    *before, last = sketch.before
    return replace(portrait, sketch=replace(sketch, face=last, before=tuple(before)))


def imagined(portrait: Portrait, age: int) -> Portrait:
    """Draw the face on the sheet as somebody may look today; from now on it says "imagined"."""
    if portrait.sketch is None:
        return portrait
    older = changed(
        portrait, _aged(faces.from_bytes(portrait.sketch.face), age), portrait.sketch.marks
    )
    assert older.sketch is not None
    return replace(older, sketch=replace(older.sketch, kind="imagined"))


def _aged(face: Face, age: int) -> Face:
    """Give the face at another age; what grows and thins with the years follows a little."""
    years = max(age - faces.years_of(face), 0)
    old = faces.with_years(face, age)
    return old._replace(
        ears=min(old.ears + years / 400, 1.0), lips=max(old.lips - years / 500, 0.0)
    )


def with_version(portrait: Portrait, *, says: str, by: str, at: datetime) -> Portrait:
    """Keep the face on the sheet, with what the witness says to it.

    Raises:
      ValueError: there is none, or as many are kept as there may be.
    """
    if portrait.sketch is None or len(portrait.versions) >= VERSIONS_MAX:
        raise ValueError("nothing more can be kept")
    sketch = portrait.sketch
    made = Version(face=sketch.face, kind=sketch.kind, says=says, at=at, by=by, marks=sketch.marks)
    return replace(portrait, versions=(*portrait.versions, made))


def from_version(portrait: Portrait, number: int) -> Portrait:
    """Take a kept version on the sheet again.

    Raises:
      ValueError: there is no such version.
    """
    if not 0 <= number < len(portrait.versions):
        raise ValueError(f"there is no version {number}")
    one = portrait.versions[number]
    sketch = Sketch(face=one.face, kind=one.kind, marks=one.marks)
    return replace(portrait, state="drawing", sketch=sketch)


def _faces(points: evolve.Points, outside: Face) -> tuple[bytes, ...]:
    """Put bred inner faces into the outer face they share."""
    rest = outside[len(faces.INNER) :]
    return tuple(faces.to_bytes(Face(*point, *rest)) for point in points.tolist())
