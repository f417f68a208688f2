"""What people choose when they make up a flight, and when they see to somebody's papers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.resettlement.waiting import wording
from waystation.resettlement.waiting.desks import Desk
from waystation.resettlement.waiting.domain import CAMES, HOLDS, PAPER_STATES, Paper

NAME_MAX = 120
LINE_MAX = 300


class SeatsForm(KeptForm):
    """The households picked for a flight; `was` are those who were aboard when it was shown."""

    household = forms.TypedMultipleChoiceField(
        label=_("Households"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why it is made up like this"),
        help_text=_("Needed where somebody is worse off or they go apart. Name nobody."),
        required=False,
        max_length=LINE_MAX,
    )

    def __init__(self, *args: Any, offered: Sequence[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["household"].choices = [  # type: ignore[attr-defined]
            (str(one), str(one)) for one in offered
        ]

    def clean_was(self) -> list[UUID]:
        """Read who was aboard."""
        try:
            return [UUID(one) for one in self.cleaned_data["was"].split()]
        except ValueError:
            raise forms.ValidationError(_("Load the page again.")) from None


class TakeOffForm(KeptForm):
    """The households taken off a flight, and the flight that they are put on instead, if any."""

    household = forms.TypedMultipleChoiceField(label=_("Households"), coerce=UUID)
    to = forms.TypedChoiceField(label=_("Where to"), coerce=UUID, required=False, empty_value=None)
    why = forms.CharField(label=_("Why"), required=False, max_length=LINE_MAX)

    def __init__(
        self, *args: Any, aboard: Sequence[UUID], others: Sequence[UUID], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("household", aboard), ("to", others)):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                (str(one), str(one)) for one in offered
            ]


class CallForm(KeptForm):
    """When a flight leaves."""

    day = forms.DateField(
        label=_("Leaves on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    at = forms.TimeField(
        label=_("at (UTC)"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def moment(self) -> datetime:
        """Give the moment that was typed."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"], UTC)


class CameForm(KeptForm):
    """What became of a household of a flight, and who looks after it."""

    came = forms.ChoiceField(
        label=_("What happened"), choices=[(code, wording.CAMES[code]) for code in CAMES]
    )
    who = forms.CharField(
        label=_("Who looks after it"),
        help_text=_("A colleague by alias; needed unless they left."),
        required=False,
        max_length=NAME_MAX,
    )


class PapersForm(KeptForm):
    """One line for each paper that the pathway asks for."""

    def __init__(self, *args: Any, desk: Desk, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = desk.listed
        for nth, one in enumerate(desk.listed):
            says = one.step.documents[one.number].told(language)
            self.fields[f"paper-{nth}"] = forms.ChoiceField(
                label=f"{says} · {one.whose}" if one.whose else says,
                help_text=one.step.title.told(language),
                choices=[(state, wording.PAPER_STATES[state]) for state in PAPER_STATES],
                initial=one.paper.state,
            )

    def papers(self) -> list[Paper]:
        """Give the check list as it was ticked."""
        return [
            Paper(
                key=one.paper.key,
                person=one.paper.person,
                state=self.cleaned_data[f"paper-{nth}"],
            )
            for nth, one in enumerate(self.listed)
        ]


class HoldForm(KeptForm):
    """Why a household cannot fly now."""

    why = forms.ChoiceField(
        label=_("What keeps them from flying"),
        choices=[("", _("nothing")), *((code, wording.HOLDS[code]) for code in HOLDS)],
        required=False,
    )


class CompanyForm(KeptForm):
    """Who goes with a household."""

    escort = forms.BooleanField(label=_("Somebody medical must go with them"), required=False)
    escort_name = forms.CharField(
        label=_("Who goes with them for their health"),
        help_text=_("An alias, never a name. Their seat is not one of the ten."),
        required=False,
        max_length=NAME_MAX,
    )
    guardian_name = forms.CharField(
        label=_("Who answers for children who have no adult with them"),
        help_text=_("An alias, never a name."),
        required=False,
        max_length=NAME_MAX,
    )


class TalkForm(KeptForm):
    """What came of the weekly talk with a household that waits."""

    says = forms.CharField(
        label=_("What matters of it"),
        help_text=_("In one line. Leave it empty if all is well."),
        required=False,
        max_length=LINE_MAX,
    )


class HandOverForm(KeptForm):
    """What is handed to officials, for whom and what for."""

    people = forms.TypedMultipleChoiceField(
        label=_("Whose papers"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    papers = forms.MultipleChoiceField(label=_("Which papers"), widget=forms.CheckboxSelectMultiple)
    receiver = forms.CharField(
        label=_("Handed to"),
        help_text=_("The office, written as it was when they were asked."),
        max_length=NAME_MAX,
    )
    why = forms.CharField(label=_("What for"), max_length=LINE_MAX)

    def __init__(self, *args: Any, desk: Desk, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = zip(desk.people.household.people, desk.people.people, strict=True)
        self._choose("people", [(str(one), who.name or "–") for one, who in people])
        there = [one for one in desk.listed if one.paper.state == "there"]
        says = [one.step.documents[one.number].told(language) for one in there]
        self._choose("papers", [(one, one) for one in dict.fromkeys(says)])

    def _choose(self, name: str, offered: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]
