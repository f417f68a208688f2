"""The shapes of a complaint and of what is done about one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.complaints import domain
from waystation.cases.complaints.domain import Complaint, Focal
from waystation.cases.complaints.wording import CALLED

NAME_MAX = 120


class ComplaintForm(KeptForm):
    """What somebody complains of, and who is not to read it."""

    whom = forms.ChoiceField(
        label=_("It is about"),
        choices=[(code, CALLED["whom"][code]) for code in domain.ABOUT_WHOM],
        widget=forms.RadioSelect,
    )
    about = forms.CharField(
        label=_("Who that is"),
        help_text=_("The name they go by here. Whoever is named here or below never reads it."),
        required=False,
        max_length=domain.ABOUT_MAX,
    )
    words = forms.CharField(
        label=_("What happened"),
        help_text=_("When and where, who was there, and what should happen now."),
        max_length=domain.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    ticked = forms.TypedMultipleChoiceField(
        label=_("These are not to read it"),
        help_text=_("Of those who receive complaints: whom it is about, and who is close to them."),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    urgent = forms.BooleanField(label=_("Somebody is in danger now"), required=False)
    unnamed = forms.BooleanField(label=_("Leave my name out"), required=False)
    follow = forms.BooleanField(
        label=_("I want to read the answer here"), required=False, initial=True
    )

    def __init__(self, *args: Any, focal: Sequence[Focal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one.user_id), one.alias) for one in focal]
        self.fields["ticked"].choices = offered  # type: ignore[attr-defined]

    def complaint(self, alias: str, at: datetime) -> Complaint:
        """Give the complaint that was typed, from somebody called `alias`."""
        said = self.cleaned_data
        return Complaint(
            at=at,
            by="" if said["unnamed"] else alias,
            whom=said["whom"],
            about=said["about"].strip(),
            words=said["words"].strip(),
            urgent=said["urgent"],
        )


class ActForm(KeptForm):
    """What is done about a complaint."""

    did = forms.ChoiceField(
        label=_("What is it"),
        choices=[(code, CALLED["did"][code]) for code in ("answer", "note", "closed")],
    )
    says = forms.CharField(
        label=_("Words"), max_length=domain.SAYS_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )


class SuspendForm(KeptForm):
    """Which partner is sent on no journey any more."""

    partner = forms.CharField(
        label=_("Partner"),
        help_text=_("The name as it stands in the network. Nothing there tells why."),
        max_length=NAME_MAX,
    )


class PayForm(KeptForm):
    """What was done about somebody who was asked to pay."""

    note = forms.CharField(
        label=_("What was done"),
        help_text=_("It goes into the audit: no names of people who flee."),
        max_length=domain.ABOUT_MAX,
    )
    partner = forms.CharField(
        label=_("Suspend this partner"),
        help_text=_("The name as it stands in the network."),
        required=False,
        max_length=NAME_MAX,
    )
