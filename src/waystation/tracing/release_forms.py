"""The shape of a yes to one organisation: names one by one, the rest by kind."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.consent.forms import day_field
from waystation.cases.person import Name
from waystation.cases.person_forms import NAME_MAX
from waystation.tracing.profile_forms import listed
from waystation.tracing.values import FORMS, PARTS, USES, Agreed, Released
from waystation.tracing.wording import FORMS as FORM_WORDS
from waystation.tracing.wording import PARTS as PART_WORDS
from waystation.tracing.wording import USES as USE_WORDS


class ReleaseForm(KeptForm):
    """What somebody agreed may go to one organisation, until when, and how they said so."""

    receiver: forms.Field = forms.CharField(label=_("Organisation"), max_length=NAME_MAX)
    uses = forms.MultipleChoiceField(
        label=_("By which way"),
        choices=listed(USE_WORDS, USES),
        widget=forms.CheckboxSelectMultiple,
    )
    names = forms.MultipleChoiceField(
        label=_("Names that may go"), widget=forms.CheckboxSelectMultiple
    )
    parts = forms.MultipleChoiceField(
        label=_("What else may go"),
        choices=listed(PART_WORDS, PARTS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    given_on = day_field(_("Given on"))
    until = day_field(_("Until"))
    form = forms.ChoiceField(label=_("How it was given"), choices=listed(FORM_WORDS, FORMS))

    def __init__(self, *args: Any, names: Sequence[Name], today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"given_on": today} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self._names = tuple(names)
        self.fields["names"].choices = numbered(names)  # type: ignore[attr-defined]

    def released(self, *, by: UUID, now: datetime) -> Released:
        """Give what was typed."""
        said = self.cleaned_data
        return Released(
            receiver=said["receiver"],
            uses=tuple(said["uses"]),
            names=picked(self._names, said["names"]),
            parts=tuple(said["parts"]),
            agreed=Agreed(
                given_on=said["given_on"],
                until=said["until"],
                form=said["form"],
                noted_by=by,
                noted_at=now,
            ),
        )


def numbered(names: Sequence[Name]) -> list[tuple[str, str]]:
    """Give names as the choices of a field, each by its place among them."""
    return [(str(at), name.text) for at, name in enumerate(names)]


def picked(names: Sequence[Name], places: Sequence[str]) -> tuple[Name, ...]:
    """Give the names whose places were chosen."""
    return tuple(names[int(at)] for at in places)
