"""The shape of what people send from the pages of care."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.network.domain import Closure

WHY_MAX, LAW_MAX = 200, 300


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class RestForm(forms.Form):
    """From when to when a partner rests, and why in a few words."""

    first = _day(_("First day of rest"))
    last = _day(_("Last day of rest"))
    why = forms.CharField(label=_("What they say about it"), max_length=WHY_MAX, required=False)

    def days(self, unsaid: str) -> Closure:
        """Give the rest that was asked for; `unsaid` stands where nobody gave a reason."""
        said = self.cleaned_data
        return Closure(first=said["first"], last=said["last"], why=said["why"] or unsaid)


class LawForm(forms.Form):
    """A law, the land it holds in, and from which day."""

    land = forms.ChoiceField(label=_("Land"))
    on = _day(_("Holds from"))
    says = forms.CharField(
        label=_("What it says, and for whom it is dangerous"), max_length=LAW_MAX
    )

    def __init__(self, *given: Any, lands: list[tuple[str, str]], **more: Any) -> None:
        """Offer the lands that are known."""
        super().__init__(*given, **more)
        choices = [(code, name if name == code else f"{name} ({code})") for code, name in lands]
        field = self.fields["land"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *choices]

    def asked(self) -> tuple[str, date, str]:
        """Give the land, the day and the words."""
        said = self.cleaned_data
        return said["land"], said["on"], said["says"]
