"""What is filled in for open data."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.ids import new_id
from waystation.giving.standards.grants import Grant
from waystation.giving.standards.wording import REASONS

# The day is the entry's own.
NEVER = date.min


class RetractForm(forms.Form):
    """Why a release is taken back."""

    why = forms.ChoiceField(
        label=_("Why"), choices=list(REASONS.items()), help_text=_("Everybody reads it.")
    )


class GrantForm(forms.Form):
    """A grant to publish; its sum and day come from the book."""

    entry = forms.IntegerField(label=_("Number of the entry"), min_value=1)
    title = forms.CharField(label=_("Title"), max_length=120)
    about = forms.CharField(label=_("What for"), max_length=300)
    to_kind = forms.ChoiceField(
        label=_("To whom"),
        choices=[("organisation", _("an organisation")), ("individual", _("a person"))],
    )
    to_name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=120,
        required=False,
        help_text=_("A person is never named."),
    )

    @property
    def grant(self) -> Grant:
        """What was filled in; sum and day are the entry's own."""
        said = self.cleaned_data
        words = (said["title"], said["about"], said["to_kind"], said["to_name"])
        return Grant(new_id(), 0, NEVER, *words)
