"""What is typed into one piece of a record, with a mark of what was seen when it was opened."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import birth, person
from waystation.cases.birth import Birth
from waystation.cases.domain import Household
from waystation.cases.forms import HomeFields
from waystation.cases.kin import KINDS
from waystation.cases.person import Document, Name, Need, Person
from waystation.cases.person_forms import LINE_MAX, NAME_MAX, NOTE_MAX, LanguagesField
from waystation.cases.person_words import (
    CALENDARS,
    DOCUMENTS,
    KIN,
    LIMITS,
    NAMES,
    NEEDS,
    SEX,
    Words,
)
from waystation.cases.records.domain import PIECES, REQUEST_ANSWERS, REQUEST_KINDS, mark_of
from waystation.cases.records.wording import ANSWERS, REQUESTS
from waystation.vault.files import FileView

ROWS_MAX = 12
# So many empty rows are offered beside those that are filled.
ROWS_FREE = 2
# A row in which nothing else is chosen or written is empty.
NONE = ("", "–")


def listed(words: Words, codes: Sequence[str]) -> list[tuple[str, Any]]:
    """Give a closed list as the choices of a field."""
    return [(code, words[code]) for code in codes]


def day_field(label: Any) -> forms.DateField:
    """Give a field for a day that may be left empty."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class PieceForm(KeptForm):
    """One piece of a record: its fields, rows if it is a list, and why it is changed."""

    piece: ClassVar[Any]
    hint: ClassVar[Any] = ""
    rows: "BaseFormSet[Any] | None" = None

    seen = forms.CharField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why"),
        help_text=_("For example: asked for by the person. What it said before is kept."),
        required=False,
        max_length=LINE_MAX,
    )

    def __init__(self, data: Any, *, person: Person, files: Sequence[FileView] = ()) -> None:
        seen = mark_of(person, PIECES[self.piece])
        super().__init__(data, initial=self.said_in(person) | {"seen": seen})
        self.order_fields([name for name in self.fields if name != "why"] + ["why"])

    def said_in(self, person: Person) -> dict[str, Any]:
        """Give what the record says now, field by field of this form."""
        return {}

    def is_valid(self) -> bool:
        """Say whether both the fields and the rows make sense."""
        return super().is_valid() and (self.rows is None or self.rows.is_valid())

    def values(self) -> dict[str, Any]:
        """Give the fields of the record with what was typed."""
        raise NotImplementedError

    def filled(self) -> list[dict[str, Any]]:
        """List the rows that are filled, without those that are to go."""
        assert self.rows is not None
        found = [form.cleaned_data for form in self.rows.forms]
        rows = [row for row in found if row and not row.pop("DELETE", False)]
        return [row | {"kind": row["kind"] or "other"} for row in rows]


class WhoForm(PieceForm):
    """Who somebody is, in the fields that are asked first."""

    piece = "who"
    sex = forms.ChoiceField(label=_("Sex"), choices=listed(SEX, person.SEXES))
    languages = LanguagesField(
        label=_("Languages"),
        help_text=_("The one they speak best first, set apart by commas."),
        required=False,
        max_length=LINE_MAX,
        widget=forms.TextInput(attrs={"list": "languages", "autocomplete": "off"}),
    )
    relation = forms.CharField(
        label=_("Relation"),
        help_text=_("To the first person of the household, in words."),
        required=False,
        max_length=NAME_MAX,
    )
    seems_under_18 = forms.BooleanField(label=_("Age unknown, but a child"), required=False)
    needs = forms.CharField(label=_("Needs on the way"), required=False, max_length=LINE_MAX)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_MAX, widget=forms.Textarea({"rows": 3})
    )

    def said_in(self, person: Person) -> dict[str, Any]:
        """Give what the record says now."""
        return {what: getattr(person, what) for what in PIECES["who"]}

    def values(self) -> dict[str, Any]:
        """Give the fields of the record with what was typed."""
        return {what: self.cleaned_data[what] for what in PIECES["who"]}


class BirthForm(PieceForm):
    """A birth as far as it is known, or an age that was told."""

    piece = "birth"
    calendar = forms.ChoiceField(label=_("Calendar"), choices=listed(CALENDARS, birth.CALENDARS))
    year = forms.IntegerField(
        label=_("Year of birth"), required=False, min_value=birth.YEAR_MIN, max_value=birth.YEAR_MAX
    )
    month = forms.IntegerField(label=_("Month"), required=False, min_value=1, max_value=12)
    day = forms.IntegerField(label=_("Day"), required=False, min_value=1, max_value=31)
    leap_month = forms.BooleanField(label=_("Leap month of the lunar calendar"), required=False)
    age_years = forms.IntegerField(
        label=_("Or the age they told"), required=False, min_value=0, max_value=birth.AGE_MAX
    )
    told_on = day_field(_("Told on"))
    korean_count = forms.BooleanField(
        label=_("By Korean count: one at birth, one more each New Year"), required=False
    )
    about = forms.BooleanField(label=_("Only a guess"), required=False)

    def said_in(self, person: Person) -> dict[str, Any]:
        """Give what the record says now."""
        return {what: getattr(person.birth, what) for what in Birth.__struct_fields__}

    def clean(self) -> dict[str, Any]:
        """Let only a birth through that can have been."""
        said = super().clean() or {}
        try:
            typed: dict[str, Any] = {what: said.get(what) for what in Birth.__struct_fields__}
            self.birth = Birth(**typed)
        except ValueError:
            raise forms.ValidationError(
                _(
                    "There is no such day in that calendar, or it lacks its month or year. An age"
                    " by Korean count needs the day on which it was told."
                )
            ) from None
        today, span = clock.now().date(), self.birth.span()
        if (span and span[0] > today) or (typed["told_on"] and typed["told_on"] > today):
            raise forms.ValidationError(_("This is a day to come. Give today or an earlier day."))
        return said

    def values(self) -> dict[str, Any]:
        """Give the field of the record with what was typed."""
        return {"birth": self.birth}


class NameRow(forms.Form):
    """One name."""

    text = forms.CharField(label=_("Name"), max_length=NAME_MAX)
    kind = forms.ChoiceField(
        label=_("Which name"), choices=listed(NAMES, person.NAME_KINDS), initial="real"
    )


class NamesForm(PieceForm):
    """All names of somebody; the first one of their own is used to call them."""

    piece = "names"
    hint = _("The first of their own names is used to call them. An alias keeps them safe.")

    def __init__(self, data: Any, *, person: Person, files: Sequence[FileView] = ()) -> None:
        super().__init__(data, person=person)
        said = [{"text": name.text, "kind": name.kind} for name in person.names]
        self.rows = rows_of(NameRow, data, said)

    def values(self) -> dict[str, Any]:
        """Give the field of the record with what was typed."""
        names = [Name(row["text"], row["kind"], person.script_of(row["text"]))
                 for row in self.filled()]  # fmt: skip
        return {"names": tuple(names)}


class NeedRow(forms.Form):
    """One need and what it rules out on the way."""

    kind = forms.ChoiceField(
        label=_("Need"), required=False, choices=[NONE, *listed(NEEDS, person.NEED_KINDS)]
    )
    says = forms.CharField(label=_("In words"), required=False, max_length=LINE_MAX)
    until = day_field(_("Until"))
    limits = forms.MultipleChoiceField(
        label=_("What it means for the way"),
        choices=listed(LIMITS, person.LIMITS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class NeedsForm(PieceForm):
    """What somebody needs, as far as it limits routes and houses."""

    piece = "needs"

    def __init__(self, data: Any, *, person: Person, files: Sequence[FileView] = ()) -> None:
        super().__init__(data, person=person)
        said = [{what: getattr(need, what) for what in Need.__struct_fields__}
                for need in person.special]  # fmt: skip
        self.rows = rows_of(NeedRow, data, said)

    def values(self) -> dict[str, Any]:
        """Give the field of the record with what was typed."""
        return {
            "special": tuple(
                Need(**row | {"limits": tuple(row["limits"])}) for row in self.filled()
            )
        }


class DocumentRow(forms.Form):
    """One paper."""

    kind = forms.ChoiceField(
        label=_("Paper"), required=False, choices=[NONE, *listed(DOCUMENTS, person.DOCUMENT_KINDS)]
    )
    number = forms.CharField(label=_("Number"), required=False, max_length=NAME_MAX)
    issued_by = forms.CharField(label=_("Issued by"), required=False, max_length=NAME_MAX)
    valid_until = day_field(_("Valid until"))
    held_by = forms.CharField(label=_("Who holds it"), required=False, max_length=NAME_MAX)
    file = forms.TypedChoiceField(
        label=_("File"), required=False, coerce=UUID, empty_value=None, choices=()
    )


class DocumentsForm(PieceForm):
    """The papers somebody has, or lacks because another holds them."""

    piece = "documents"
    hint = _("A paper that somebody withholds from them is a sign of force: write who holds it.")

    def __init__(self, data: Any, *, person: Person, files: Sequence[FileView] = ()) -> None:
        super().__init__(data, person=person)
        said = [{what: getattr(paper, what) for what in Document.__struct_fields__}
                for paper in person.documents]  # fmt: skip
        self.rows = rows_of(DocumentRow, data, said)
        offered: list[tuple[str, Any]] = [
            ("", "–"),
            *((str(file.id), file.title) for file in files),
        ]
        kept = {paper.file for paper in person.documents} - {None, *(file.id for file in files)}
        offered += [(str(one), _("a file that is gone")) for one in kept]
        for form in self.rows.forms:
            form.fields["file"].choices = offered

    def values(self) -> dict[str, Any]:
        """Give the field of the record with what was typed."""
        return {"documents": tuple(Document(**row) for row in self.filled())}


def rows_of(row: type[forms.Form], data: Any, said: list[dict[str, Any]]) -> "BaseFormSet[Any]":
    """Give the rows of a list, some of them free, each with a box by which it goes."""
    kinds = forms.formset_factory(
        row, extra=ROWS_FREE, max_num=ROWS_MAX, validate_max=True, can_delete=True
    )
    return kinds(data, initial=said, prefix="rows")


PIECE_FORMS: dict[str, type[PieceForm]] = {
    form.piece: form for form in (WhoForm, BirthForm, NamesForm, NeedsForm, DocumentsForm)
}


class TieForm(KeptForm):
    """What somebody else is to this person."""

    other = forms.TypedChoiceField(
        label=_("Who"), coerce=UUID, required=False, empty_value=None, choices=()
    )
    elsewhere = forms.CharField(
        label=_("Or somebody of another household"),
        help_text=_("Its code and the person's number, such as H-KTQWN 2."),
        required=False,
        max_length=NAME_MAX,
    )
    kind = forms.ChoiceField(label=_("Is this person's"), choices=listed(KIN, KINDS))
    informal = forms.BooleanField(label=_("Informal: it stands in no paper"), required=False)
    hard = forms.BooleanField(label=_("They must never be parted on the way"), required=False)
    evidence = forms.CharField(label=_("How it is known"), required=False, max_length=LINE_MAX)

    def __init__(self, *args: Any, offered: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = [("", "–"), *((str(one), called) for one, called in offered)]
        self.fields["other"].choices = who  # type: ignore[attr-defined]


class RequestForm(KeptForm):
    """What somebody asks about their own record."""

    kind = forms.ChoiceField(label=_("They ask"), choices=listed(REQUESTS, REQUEST_KINDS))
    what = forms.CharField(label=_("In their words"), max_length=LINE_MAX)
    asked_by = forms.CharField(
        label=_("Said by"),
        help_text=_("Only if somebody else speaks for them: a guardian, a helper they chose."),
        required=False,
        max_length=NAME_MAX,
    )
    asked_on = forms.DateField(
        label=_("Asked on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class AnswerForm(KeptForm):
    """What came of a request."""

    answer = forms.ChoiceField(label=_("It is"), choices=listed(ANSWERS, REQUEST_ANSWERS))
    says = forms.CharField(label=_("What the person is told"), required=False, max_length=LINE_MAX)


class PhotoForm(KeptForm):
    """A photograph."""

    content = forms.FileField(
        label=_("Photograph"),
        help_text=_("A JPEG, PNG or WebP picture, at most 8 MiB."),
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.png,.webp"}),
        allow_empty_file=True,
    )


class HomeForm(HomeFields):
    """What a household's page says and can be changed."""

    CHANGED: ClassVar[tuple[str, ...]] = ("place", "urgency", "waiting_since", "needs", "goes_with")

    why = forms.CharField(
        label=_("Why"),
        help_text=_("For example: asked for by the person. What it said before is kept."),
        required=False,
        max_length=LINE_MAX,
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """Give the fields of the household with what was typed."""
        return {what: self.cleaned_data[what] for what in self.CHANGED}

    @classmethod
    def said_in(cls, household: Household) -> dict[str, Any]:
        """Give what the page says now, as the form shows it."""
        said = {what: getattr(household, what) for what in cls.CHANGED}
        return said | {"goes_with": " ".join(household.goes_with)}
