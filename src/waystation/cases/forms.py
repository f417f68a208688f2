"""The shapes of what people type: kept when refused, and turned into values of `domain`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases import domain, keeping
from waystation.cases.domain import Contact, Household
from waystation.cases.wording import CALLED
from waystation.network.domain import Place
from waystation.vault.files import TITLE_MAX

NAME_MAX = 120
LINE_MAX = 300
WORDS_MAX = 4_000
ESTIMATE_MAX = 500


def choices(table: str, codes: Sequence[object]) -> list[tuple[object, str | Promise]]:
    """Give a closed list of `domain` as the choices of a field."""
    return [(code, CALLED[table][str(code)]) for code in codes]


def graded(table: str, codes: Sequence[object]) -> list[tuple[object, str]]:
    """Give grades as choices that show the grade before its meaning."""
    return [(code, f"{code} · {CALLED[table][str(code)]}") for code in codes]


class PlaceField(forms.CharField):
    """A place of the gazetteer by name, by name and region, or by slug; its value is the slug."""

    places: Sequence[Place] = ()

    def clean(self, value: Any) -> str:
        """Find the one place that was meant."""
        said = super().clean(value)
        if not said:
            return ""
        meant = [place for place in self.places if said.casefold() in _callings(place)]
        if len(meant) == 1:
            return meant[0].slug
        says = _("“%(said)s” is the name of several places; pick one with its region.")
        if not meant:
            says = _("There is no place “%(said)s” in the gazetteer; pick one from the list.")
        raise forms.ValidationError(says, params={"said": said})

    def prepare_value(self, value: Any) -> Any:
        """Show a slug as the place it stands for."""
        return next((label(place) for place in self.places if place.slug == value), value)


class PlacedForm(KeptForm):
    """A form with a place in it."""

    place = PlaceField(
        label=_("Place"),
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].places = places  # type: ignore[attr-defined]
        self.place_labels = [label(place) for place in places]


class WordsForm(KeptForm):
    """The words agreed at first contact."""

    how = forms.CharField(
        label=_("How contact was made"),
        help_text=_("For example: spoken to after church by a friend."),
        required=False,
        max_length=LINE_MAX,
    )
    phrase = forms.CharField(
        label=_("Words agreed"),
        help_text=_("By these words both sides know each other again."),
        max_length=LINE_MAX,
    )

    def contact(self, at: datetime) -> Contact:
        """Give the contact that was typed."""
        return Contact(at=at, how=self.cleaned_data["how"], phrase=self.cleaned_data["phrase"])


class HomeFields(PlacedForm):
    """What is written of any household: where it is, since when, and what it needs."""

    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=choices("urgency", domain.URGENCIES), initial="medium"
    )
    waiting_since = forms.DateField(
        label=_("Waiting since"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    needs = forms.CharField(
        label=_("What they need on the way"), required=False, max_length=LINE_MAX
    )
    goes_with = forms.CharField(
        label=_("Must travel together with"),
        help_text=_("Codes of other households, such as H-KTQWN. A family is never split."),
        required=False,
        max_length=LINE_MAX,
    )

    def clean_goes_with(self) -> tuple[str, ...]:
        """Read the codes, however they are set apart."""
        return tuple(self.cleaned_data["goes_with"].replace(",", " ").upper().split())


class HouseholdForm(WordsForm, HomeFields):
    """A household somebody is now in contact with."""

    field_order = ("place", "urgency", "waiting_since", "how", "phrase", "needs", "goes_with")

    def household(self, at: datetime) -> Household:
        """Give the household that was typed, without its people."""
        said = dict(self.cleaned_data)
        del said["how"], said["phrase"]
        return Household(contact=self.contact(at), **said)


class PurgeForm(KeptForm):
    """Why a case is to be destroyed."""

    why = forms.ChoiceField(label=_("Why"), choices=choices("why", keeping.WHYS))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "Needed unless its day has come. No names and no places: others read it, and it"
            " outlives the case."
        ),
        required=False,
        max_length=LINE_MAX,
    )


class ChosenForm(KeptForm):
    """The cases chosen in the list of those that are due."""

    case = forms.TypedMultipleChoiceField(
        coerce=UUID, error_messages={"required": _("Choose at least one case.")}
    )

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = [(one, "") for one in offered]  # type: ignore[attr-defined]


class KeepForm(KeptForm):
    """Until when a case is kept, against the rule, and what for."""

    until = forms.DateField(
        label=_("Keep until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What it is still needed for. No names: it stays in the audit for good."),
        max_length=LINE_MAX,
    )


class FileForm(KeptForm):
    """A file that is to be kept with a case."""

    title = forms.CharField(
        label=_("What it shows"),
        help_text=_("The name of the file itself is not kept."),
        max_length=TITLE_MAX,
    )
    content = forms.FileField(
        label=_("File"),
        help_text=_("A JPEG, PNG or WebP picture or plain text, at most 8 MiB."),
        error_messages={
            "required": _("No file came. Choose one of at most 8 MiB."),
            "missing": _("No file came. Choose one of at most 8 MiB."),
        },
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.png,.webp,.txt"}),
        # An empty one is refused by `cleaning`, with the others that cannot be kept.
        allow_empty_file=True,
    )


def label(place: Place) -> str:
    """Call a place by its name and region, as the list offers it."""
    return f"{place.name}, {place.region}" if place.region else place.name


def _callings(place: Place) -> tuple[str, str, str]:
    return place.slug, place.name.casefold(), label(place).casefold()
