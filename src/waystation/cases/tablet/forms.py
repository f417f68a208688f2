"""The shapes of what a tablet and its worker send: exact, and refused as a whole if off."""

import binascii
from base64 import b64decode
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.cases.queries import Line
from waystation.cases.tablet.domain import SECRET_BYTES

JOIN_MAX = 4_096
FETCH_MAX = 1_024
WORD_MAX = 36_864
BOX_PUBLIC_BYTES = 1_216
SIGN_PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
# A word's box: its bucket and what sealing adds.
WORD_BYTES = tuple(bucket + 1_138 for bucket in (4_096, 16_384))
LABEL_MAX = 40

Shape = TypeVar("Shape")


class JoinForm(NamedTuple):
    """A tablet that asks to join, by an invitation's secret."""

    secret: bytes
    sign_public: bytes
    box_public: bytes


class AskForm(NamedTuple):
    """A tablet that asks something: its id, the number of what it asks, and its signature."""

    tablet_id: UUID
    counter: int
    said: bytes
    mark: bytes


class _Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    invite: str
    sign_public: str
    box_public: str


class _Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tablet: UUID
    counter: int
    said: str
    sign: str


class Since(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to which number a tablet has everything."""

    since: int


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sealed word, and the tablet's own id for it."""

    entry: UUID
    box: str

    def sealed(self) -> bytes:
        """Give the box; raises ValueError if it has none of the two sizes."""
        return _bytes(self.box, *WORD_BYTES)


def read_join(body: bytes) -> JoinForm:
    """Read a request to join.

    Raises:
      ValueError: a field is missing, unknown or of the wrong length.
    """
    raw = read(body, _Join, JOIN_MAX)
    return JoinForm(
        _bytes(raw.invite, SECRET_BYTES),
        _bytes(raw.sign_public, SIGN_PUBLIC_BYTES),
        _bytes(raw.box_public, BOX_PUBLIC_BYTES),
    )


def read_ask(body: bytes, longest: int) -> AskForm:
    """Read a signed request; raises ValueError as `read_join` does."""
    raw = read(body, _Ask, longest)
    if not 0 < raw.counter < 1 << 53:
        raise ValueError("a number no tablet counts to")
    return AskForm(raw.tablet, raw.counter, raw.said.encode(), _bytes(raw.sign, SIGNATURE_BYTES))


def read(body: bytes, shape: type[Shape], longest: int) -> Shape:
    """Read a message of a shape; raises ValueError if it is longer or of another."""
    if len(body) > longest:
        raise ValueError(f"{len(body)} bytes; at most {longest}")
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.MsgspecError as error:
        raise ValueError("not a message of that shape") from error


def _bytes(text: str, *lengths: int) -> bytes:
    """Read base64 of either alphabet, padded or not, that holds exactly so many bytes."""
    plain = text.translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        value = b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
    if len(value) not in lengths:
        raise ValueError(f"{len(value)} bytes where {lengths} belong")
    return value


class LabelForm(KeptForm):
    """What a new tablet is called, and which compartment's cases it may carry."""

    label = forms.CharField(
        label=later("Label"),
        max_length=LABEL_MAX,
        help_text=later("What stands on its back; no names of people or places."),
    )
    cell = forms.TypedChoiceField(label=later("Compartment"), coerce=UUID)

    def __init__(self, *args: Any, compartments: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cell"].choices = [(str(cell), name) for cell, name in compartments]  # type: ignore[attr-defined]
        if len(compartments) == 1:
            self.fields["cell"].widget = forms.HiddenInput()
            self.initial.setdefault("cell", str(compartments[0][0]))


class CarryForm(KeptForm):
    """Which households a tablet carries."""

    case = forms.TypedMultipleChoiceField(coerce=UUID, required=False)
    anew = forms.BooleanField(required=False)

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = [(str(line.id), line.household.code) for line in lines]  # type: ignore[attr-defined]


class ChooseForm(KeptForm):
    """Which of two values stands from now on; `seen` is the one in the record when it was asked."""

    seen = forms.CharField(required=False, strip=False)
    value = forms.CharField(required=False)
    other = forms.CharField(required=False)

    def chosen(self) -> str:
        """Give the value chosen, or what was typed in its place.

        Raises:
          Refused: neither was done; an empty value is one that can be chosen.
        """
        if not self.cleaned_data["other"] and "value" not in self.data:
            raise Refused(
                _("Nothing was chosen."), hint=_("Choose one of the values, or write another.")
            )
        said: str = self.cleaned_data["other"] or self.cleaned_data["value"]
        return said
