"""The shapes of what is typed about donors in the office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.giving.domain import ADDRESS_MAX, NAME_MAX
from waystation.giving.donors import domain
from waystation.giving.donors.domain import Donor

KIND_CHOICES = [
    ("person", _("Person")),
    ("organisation", _("Organisation")),
    ("team", _("Team")),
]


class DonorForm(KeptForm):
    """A donor's record."""

    name = forms.CharField(label=_("Name"), max_length=NAME_MAX)
    kind = forms.ChoiceField(label=_("What they are"), choices=KIND_CHOICES)
    email = forms.EmailField(
        label=_("Address of mail"),
        max_length=ADDRESS_MAX,
        required=False,
        help_text=_("Their own page opens with it."),
    )
    address = forms.CharField(label=_("Address"), max_length=domain.POSTAL_MAX, required=False)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as US")
    )
    phone = forms.CharField(label=_("Telephone"), max_length=domain.PHONE_MAX, required=False)
    tax_id = forms.CharField(label=_("Tax number"), max_length=domain.TAX_ID_MAX, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("ko", "한국어")])
    notes = forms.CharField(
        label=_("Notes"),
        max_length=domain.NOTES_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The donor can read this on their own page. Name no passenger."),
    )

    @property
    def donor(self) -> Donor:
        """The record as it was typed."""
        said = dict(self.cleaned_data)
        return Donor(**said | {"country": said["country"].upper()})


class FindForm(forms.Form):
    """Words that are looked for in what is opened; they never stand in an address."""

    said = forms.CharField(max_length=120, required=False)


class AllowForm(forms.Form):
    """A yes or no that a donor told the office."""

    what = forms.ChoiceField(choices=[(one, one) for one in domain.WHATS])
    yes = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])


class WordForm(forms.Form):
    """What becomes of a later word."""

    act = forms.ChoiceField(choices=[("take", "take"), ("drop", "drop")])


class PairForm(forms.Form):
    """What two records are to each other."""

    act = forms.ChoiceField(choices=[("merge", "merge"), ("apart", "apart")])
