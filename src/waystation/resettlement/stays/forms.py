"""The shapes of what is typed about a stay."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.forms import LINE_MAX, NAME_MAX
from waystation.network.domain import Place
from waystation.resettlement.stays.wording import PACKET
from waystation.resettlement.values import GROUNDS, Member, Pathway
from waystation.resettlement.wording import GROUNDS as GROUND_WORDS

Offered = Sequence[tuple[str, str]]


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class BeginForm(KeptForm):
    """Which pathway a household begins, since when, and where it is."""

    pathway = forms.ChoiceField(label=_("Pathway"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("First safe day"),
        help_text=_("The day from which the first steps count."),
        widget=_day(),
    )
    place = forms.ChoiceField(label=_("Where they are now"))

    def __init__(
        self, *args: Any, pathways: Sequence[Pathway], places: Sequence[Place], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.fields["pathway"].choices = [  # type: ignore[attr-defined]
            (one.code, one.name.told(language)) for one in pathways
        ]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("choose")),
            *((place.slug, place.name) for place in places),
        ]


class StepForm(KeptForm):
    """Which step of whom."""

    step = forms.CharField(max_length=NAME_MAX, widget=forms.HiddenInput)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def which(self) -> dict[str, Any]:
        """Give the step and the person as the services take them."""
        return {"step": self.cleaned_data["step"], "person_id": self.cleaned_data["person"]}


class DoneForm(StepForm):
    """On which day a step was done."""

    on = forms.DateField(label=_("Done on"), widget=_day())


class FactForm(KeptForm):
    """On which day something was from which steps count."""

    fact = forms.ChoiceField(label=_("What"))
    on = forms.DateField(
        label=_("Day"),
        help_text=_("Empty: nobody knows."),
        required=False,
        widget=_day(),
    )

    def __init__(self, *args: Any, facts: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fact"].choices = list(facts)  # type: ignore[attr-defined]


class PeopleForm(KeptForm):
    """Who belongs to a household, and on which grounds somebody may be due more."""

    why = forms.CharField(
        label=_("Why somebody does not belong to it any more"),
        help_text=_("Without names."),
        max_length=LINE_MAX,
        required=False,
    )

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        grounds = [(ground, GROUND_WORDS[ground]) for ground in GROUNDS]
        for one, _name in people:
            self.fields[f"here-{one}"] = forms.BooleanField(
                label=_("Belongs to this household"), required=False
            )
            self.fields[f"grounds-{one}"] = forms.MultipleChoiceField(
                label=_("Grounds"),
                choices=grounds,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def each(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Give each person's name with the two fields about them."""
        return [(name, self[f"here-{one}"], self[f"grounds-{one}"]) for one, name in self.people]

    def members(self) -> tuple[Member, ...]:
        """Give those who belong to it, with their grounds."""
        said = self.cleaned_data
        return tuple(
            Member(person=one, grounds=tuple(said[f"grounds-{one}"]))
            for one, _name in self.people
            if said[f"here-{one}"]
        )


class HandOverForm(KeptForm):
    """That a newcomer met the next worker, what goes along, and who said that it happened."""

    on = forms.DateField(label=_("Day on which they met"), widget=_day())
    to = forms.CharField(label=_("Next worker or office"), max_length=NAME_MAX)
    packet = forms.MultipleChoiceField(
        label=_("What the person wants to go along"),
        help_text=_("Only what is ticked goes along, and nothing if nothing is ticked."),
        choices=list(PACKET.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    said_by = forms.TypedChoiceField(label=_("Who says that it happened"), coerce=UUID)

    def __init__(self, *args: Any, people: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", _("nobody yet"))
        self.fields["said_by"].choices = [nobody, *people]  # type: ignore[attr-defined]


class EndForm(KeptForm):
    """Why a pathway ends."""

    why = forms.CharField(
        label=_("Why it ends"), help_text=_("In one line, without names."), max_length=LINE_MAX
    )
    on = forms.DateField(label=_("Day"), widget=_day())


class VersionForm(KeptForm):
    """Which newer version of the pathway is taken."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
