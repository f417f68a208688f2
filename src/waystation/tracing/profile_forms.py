"""What somebody tells of a person so that they can be known again: every field may stay empty."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import birth as births
from waystation.cases.birth import AGE_MAX, YEAR_MAX, YEAR_MIN, Birth
from waystation.cases.kin import KINDS
from waystation.cases.person import NAME_KINDS, SEXES, Name, script_of
from waystation.cases.person_forms import LINE_MAX, NAME_MAX, BirthField, LanguagesField
from waystation.cases.person_words import KIN, NAMES, SEX, Words
from waystation.tracing.values import (
    HOMES_MAX,
    MARKS_MAX,
    NAMES_MAX,
    RELATIVES_MAX,
    Home,
    Parting,
    Profile,
    Relative,
)

# So many empty rows are offered beside those that are filled.
ROWS_FREE = 2
HOW_MAX = 1_000
MARK_MAX = 120
BETWEEN_NAMES = "/"


def listed(words: Words, codes: Sequence[str]) -> list[tuple[str, str | Promise]]:
    """Give a closed list as the choices of a field."""
    return [(code, words[code]) for code in codes]


def birth_line(birth: Birth) -> str:
    """Write a birth as the field that asks for it reads it."""
    if birth.year is None:
        said = "" if birth.age_years is None else str(birth.age_years)
        said = f"korean {said}" if said and birth.korean_count else said
    else:
        parts = (f"{birth.year}", *(f"{part:02}" for part in (birth.month, birth.day) if part))
        moon = "leap " if birth.leap_month else "lunar " if birth.calendar == "lunar" else ""
        said = moon + "-".join(parts)
    return f"about {said}" if birth.about and said else said


def said_birth(typed: Birth, was: Birth, told_on: date) -> Birth:
    """Keep a birth as it was known where the line that stands for it was left alone."""
    same = births.read(birth_line(was), told_on=told_on) if birth_line(was) else Birth()
    return was if typed == same else typed


class NameRow(forms.Form):
    """One name they ever went by."""

    text = forms.CharField(label=_("Name"), required=False, max_length=NAME_MAX)
    kind = forms.ChoiceField(
        label=_("Which name"), required=False, choices=listed(NAMES, NAME_KINDS), initial="real"
    )


class HomeRow(forms.Form):
    """One place where they were at home."""

    province = forms.CharField(label=_("Province"), required=False, max_length=NAME_MAX)
    county = forms.CharField(label=_("County or town"), required=False, max_length=NAME_MAX)
    village = forms.CharField(label=_("Village or quarter"), required=False, max_length=NAME_MAX)


class RelativeRow(forms.Form):
    """One of their family."""

    kind = forms.ChoiceField(
        label=_("Is their"), required=False, choices=[("", "–"), *listed(KIN, KINDS)]
    )
    names = forms.CharField(label=_("Names, set apart by /"), required=False, max_length=LINE_MAX)
    born = BirthField(label=_("Age or birth"), required=False, max_length=NAME_MAX)
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=listed(SEX, SEXES), initial="unknown"
    )


class MarksForm(KeptForm):
    """By what a person can be known besides their name."""

    marks = forms.CharField(
        label=_("Marks by which they can be known"),
        help_text=_("One a line: a scar, a song they sang, what they were called for."),
        required=False,
        max_length=MARK_MAX * MARKS_MAX,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean_marks(self) -> tuple[str, ...]:
        """Read the marks, one a line."""
        lines = [line.strip() for line in self.cleaned_data["marks"].splitlines()]
        marks = tuple(line for line in lines if line)
        if len(marks) > MARKS_MAX or any(len(mark) > MARK_MAX for mark in marks):
            raise forms.ValidationError(
                _("At most %(n)d marks of %(m)d letters each."),
                params={"n": MARKS_MAX, "m": MARK_MAX},
            )
        return marks


class OneForm(MarksForm):
    """What is known of one person besides lists of names, homes and relatives."""

    sex = forms.ChoiceField(label=_("Sex"), choices=listed(SEX, SEXES), initial="unknown")
    born = BirthField(
        label=_("Age or birth"),
        help_text=_("For example 41, about 41, 1837, 1837-09-15 or lunar 1837-09-15."),
        required=False,
        max_length=NAME_MAX,
    )
    languages = LanguagesField(
        label=_("Languages"),
        required=False,
        max_length=LINE_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PartingForm(KeptForm):
    """When, where and how two were parted."""

    year = forms.IntegerField(
        label=_("Year in which they were parted"),
        required=False,
        min_value=YEAR_MIN,
        max_value=YEAR_MAX,
    )
    month = forms.IntegerField(label=_("Month"), required=False, min_value=1, max_value=12)
    seen_age = forms.IntegerField(
        label=_("How old they were when last seen"), required=False, min_value=0, max_value=AGE_MAX
    )
    province = forms.CharField(label=_("Province"), required=False, max_length=NAME_MAX)
    county = forms.CharField(label=_("County or town"), required=False, max_length=NAME_MAX)
    village = forms.CharField(label=_("Village or quarter"), required=False, max_length=NAME_MAX)
    how = forms.CharField(
        label=_("How it came about, in their words"),
        required=False,
        max_length=HOW_MAX,
        widget=forms.Textarea({"rows": 3}),
    )

    def parting(self) -> Parting:
        """Give the parting that was typed."""
        said = self.cleaned_data
        place = Home(**{what: said[what].strip() for what in Home.__struct_fields__})
        return Parting(year=said["year"], month=said["month"], place=place, how=said["how"].strip())


class ProfileForms:
    """All forms of one profile under one prefix, and the profile that is typed into them.

    Where a record tells who they are (`of_record`), name, birth and languages are not asked again.
    """

    def __init__(
        self,
        data: Any,
        *,
        prefix: str,
        was: Profile | None = None,
        has_parting: bool = True,
        of_record: bool = False,
    ) -> None:
        self.was = was = was or Profile()
        one = MarksForm if of_record else OneForm
        self.one = one(data, prefix=prefix, initial=_said_of(was))
        self.names = None
        if not of_record:
            self.names = _rows(NameRow, data, f"{prefix}-names", _names(was), NAMES_MAX)
        self.homes = _rows(HomeRow, data, f"{prefix}-homes", _homes(was), HOMES_MAX)
        self.relatives = _rows(RelativeRow, data, f"{prefix}-kin", _relatives(was), RELATIVES_MAX)
        self.parting = None
        if has_parting:
            self.parting = PartingForm(data, prefix=f"{prefix}-parted", initial=_parted(was))

    @property
    def parts(self) -> list[Any]:
        """List the forms."""
        found = [self.one, self.names, self.homes, self.relatives, self.parting]
        return [part for part in found if part is not None]

    def is_valid(self) -> bool:
        """Say whether all of them make sense; each keeps what is wrong in it."""
        found = {part.is_valid() for part in self.parts}
        return found == {True}

    def profile(self) -> Profile:
        """Give the profile that was typed; what no field asks for stays as it was."""
        said = self.one.cleaned_data
        parted = self.parting
        typed: dict[str, Any] = {
            "homes": tuple(home for row in self.homes.forms if (home := _home(row)).is_known),
            "relatives": self._typed_relatives(),
            "marks": said["marks"],
        }
        if self.names is not None:
            typed |= {
                "names": self._typed_names(self.names),
                "sex": said["sex"],
                "birth": said_birth(said["born"], self.was.birth, clock.now().date()),
                "languages": said["languages"],
            }
        if parted is not None:
            typed |= {"parting": parted.parting(), "seen_age": parted.cleaned_data["seen_age"]}
        return replace(self.was, **typed)

    def _typed_names(self, names: "BaseFormSet[Any]") -> tuple[Name, ...]:
        rows = [form.cleaned_data for form in names.forms]
        return tuple(
            Name(text, row.get("kind") or "real", script_of(text))
            for row in rows
            if (text := row.get("text", "").strip())
        )

    def _typed_relatives(self) -> tuple[Relative, ...]:
        before = {name.text: name for one in self.was.relatives for name in one.names}
        was = dict(enumerate(self.was.relatives))
        found = []
        for nth, form in enumerate(self.relatives.forms):
            row = form.cleaned_data
            texts = [text.strip() for text in row.get("names", "").split(BETWEEN_NAMES)]
            names = [before.get(text) or _named(text) for text in texts if text]
            if not names and not row.get("kind"):
                continue
            before_it = was[nth].birth if nth in was else Birth()
            born = said_birth(row["born"], before_it, clock.now().date())
            found.append(
                Relative(
                    kind=row["kind"] or "other",
                    names=tuple(names[:NAMES_MAX]),
                    sex=row["sex"] or "unknown",
                    birth=born,
                )
            )
        return tuple(found)


def _rows(
    row: type[forms.Form], data: Any, prefix: str, said: list[dict[str, Any]], most: int
) -> "BaseFormSet[Any]":
    kinds = forms.formset_factory(row, extra=ROWS_FREE, max_num=most, validate_max=True)
    return kinds(data, initial=said, prefix=prefix)


def _named(text: str) -> Name:
    return Name(text, "real", script_of(text))


def _home(form: Any) -> Home:
    row: Mapping[str, str] = form.cleaned_data
    return Home(**{what: row.get(what, "").strip() for what in Home.__struct_fields__})


def _said_of(was: Profile) -> dict[str, Any]:
    return {
        "sex": was.sex,
        "born": birth_line(was.birth),
        "languages": was.languages,
        "marks": "\n".join(was.marks),
    }


def _names(was: Profile) -> list[dict[str, Any]]:
    return [{"text": name.text, "kind": name.kind} for name in was.names]


def _homes(was: Profile) -> list[dict[str, Any]]:
    return [{what: getattr(home, what) for what in Home.__struct_fields__} for home in was.homes]


def _relatives(was: Profile) -> list[dict[str, Any]]:
    between = f" {BETWEEN_NAMES} "
    return [
        {
            "kind": one.kind,
            "names": between.join(name.text for name in one.names),
            "born": birth_line(one.birth),
            "sex": one.sex,
        }
        for one in was.relatives
    ]


def _parted(was: Profile) -> dict[str, Any]:
    place = was.parting.place
    said = {what: getattr(place, what) for what in Home.__struct_fields__}
    return said | {
        "year": was.parting.year,
        "month": was.parting.month,
        "how": was.parting.how,
        "seen_age": was.seen_age,
    }
