"""The shapes of contact plans, tries and lent devices as people type them."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.contact import devices
from waystation.cases.contact.devices import Device
from waystation.cases.contact.domain import TRIED, WAYS, ContactPlan, ContactTry
from waystation.cases.contact.forms import OneOfManyForm
from waystation.cases.contact.wording import WEEKDAYS
from waystation.cases.forms import LINE_MAX, NAME_MAX, choices

NUMBER_MAX = 40


class PlanForm(KeptForm):
    """How somebody can be reached without harm."""

    person = forms.TypedChoiceField(
        label=_("Whom it is for"), coerce=UUID, empty_value=None, required=False
    )
    way = forms.ChoiceField(label=_("How"), choices=choices("way", WAYS))
    reach = forms.CharField(label=_("Number or place"), max_length=LINE_MAX)
    days = forms.TypedMultipleChoiceField(
        label=_("On which days"),
        help_text=_("None ticked means any day."),
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    first = forms.TimeField(
        label=_("From, where they are"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    last = forms.TimeField(
        label=_("Until, where they are"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    who_may_answer = forms.CharField(label=_("Who may answer"), required=False, max_length=LINE_MAX)
    code_words = forms.CharField(
        label=_("Code words"),
        help_text=_("By these both sides know that all is well."),
        required=False,
        max_length=LINE_MAX,
    )
    danger_words = forms.CharField(
        label=_("Danger words"),
        help_text=_("Said instead, they mean: I cannot speak, help me."),
        required=False,
        max_length=LINE_MAX,
    )
    never_say = forms.CharField(
        label=_("What must never be said"), required=False, max_length=LINE_MAX
    )
    may_leave_word = forms.BooleanField(label=_("A message may be left"), required=False)
    language = forms.CharField(label=_("Language"), required=False, max_length=NAME_MAX)
    note = forms.CharField(label=_("Note"), required=False, max_length=LINE_MAX)

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_people(self.fields["person"], people)

    def clean(self) -> dict[str, Any]:
        """Hold the two ends of the hours together."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if (said.get("first") is None) != (said.get("last") is None):
            self.add_error("last", _("Give both ends of the hours, or none."))
        elif said.get("first") is not None and said.get("first") == said.get("last"):
            self.add_error("last", _("The hours end when they begin; leave both empty for any."))
        return said

    def plan(self) -> ContactPlan:
        """Give the plan that was typed."""
        said = dict(self.cleaned_data)
        first, last = said.pop("first"), said.pop("last")
        hours = {"first_min": _minute(first), "last_min": _minute(last)}
        return ContactPlan(**said | hours | {"days": tuple(said["days"])})


class TryForm(OneOfManyForm):
    """One try to reach somebody."""

    ids = "try"
    came = forms.ChoiceField(label=_("What came of it"), choices=choices("tried", TRIED))
    way = forms.ChoiceField(label=_("How"), choices=choices("way", WAYS))
    person = forms.TypedChoiceField(
        label=_("Whom you tried"), coerce=UUID, empty_value=None, required=False
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=LINE_MAX)

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_people(self.fields["person"], people)

    def tried(self, at: datetime) -> ContactTry:
        """Give the try that was typed."""
        return ContactTry(at=at, **self.cleaned_data)


class DeviceForm(KeptForm):
    """A phone or a card that can be lent."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=choices("kind_of_device", devices.KINDS)
    )
    label = forms.CharField(
        label=_("Label"),
        help_text=_("What stands on its back, such as T7."),
        max_length=NUMBER_MAX,
    )
    number = forms.CharField(label=_("Number"), required=False, max_length=NUMBER_MAX)
    serial = forms.CharField(label=_("Serial number"), required=False, max_length=NUMBER_MAX)

    def device(self) -> Device:
        """Give the device that was typed."""
        return Device(**self.cleaned_data)


class HandOutForm(KeptForm):
    """Who is lent a device, and until when."""

    household = forms.TypedChoiceField(label=_("Household"), coerce=UUID)
    due_back = forms.DateField(
        label=_("Due back on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, households: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(id_), says) for id_, says in households]
        self.fields["household"].choices = offered  # type: ignore[attr-defined]


class LendForm(OneOfManyForm):
    """Which device a household is lent, to whom of it, and until when."""

    ids = "lend"
    device = forms.TypedChoiceField(label=_("Which one"), coerce=UUID)
    person = forms.TypedChoiceField(
        label=_("To whom"), coerce=UUID, empty_value=None, required=False
    )
    due_back = forms.DateField(
        label=_("Due back on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        *args: Any,
        ready: Sequence[tuple[UUID, str]],
        people: Sequence[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(id_), label) for id_, label in ready]
        self.fields["device"].choices = offered  # type: ignore[attr-defined]
        _offer_people(self.fields["person"], people)


class SettleForm(KeptForm):
    """What was done about a loss."""

    note = forms.CharField(
        label=_("What was done about it"),
        help_text=_("Who was warned, which words are new; no names."),
        required=False,
        max_length=LINE_MAX,
    )


class NoteForm(KeptForm):
    """A few words about an act."""

    note = forms.CharField(label=_("Note"), required=False, max_length=LINE_MAX)


def _offer_people(field: forms.Field, people: Sequence[tuple[UUID, str]]) -> None:
    everybody: list[tuple[str, str | Promise]] = [("", _("all of them"))]
    field.choices = everybody + [(str(id_), name) for id_, name in people]  # type: ignore[attr-defined]


def _minute(at: time | None) -> int | None:
    return None if at is None else at.hour * 60 + at.minute
