"""The shapes of what a donor does on their own page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.giving.domain import ADDRESS_MAX, SHOWN_AS
from waystation.giving.donors.domain import WHATS
from waystation.giving.own.domain import REST_MONTHS
from waystation.ledger.domain import cents_of

SHOWN_NAMES = {
    "name": _("with my name"),
    "initials": _("with my initials"),
    "team": _("as my team"),
    "anonymous": _("as “Anonymous”"),
}
WHAT_NAMES = {
    "letters": _("Letters about my own gifts"),
    "news": _("The newsletter"),
    "phone": _("Calls"),
    "post": _("Letters by post"),
    "name": _("My name may be told to the team or campaign I give to"),
}
SECRET_MAX = 60


class DoorForm(forms.Form):
    """To which address the link goes."""

    email = forms.EmailField(
        label=_("Your address of mail"),
        max_length=ADDRESS_MAX,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ShownForm(forms.Form):
    """How a gift is shown in public."""

    shown_as = forms.ChoiceField(choices=[(one, SHOWN_NAMES[one]) for one in SHOWN_AS])


class AmountForm(KeptForm):
    """How much a regular gift is from the next time on."""

    amount = forms.CharField(label=_("Amount in dollars"), max_length=20)

    @property
    def cents(self) -> int:
        """The amount in whole cents."""
        return cents_of(self.cleaned_data["amount"])

    def clean_amount(self) -> str:
        """Refuse what is no amount."""
        typed = str(self.cleaned_data["amount"])
        try:
            cents_of(typed)
        except ValueError:
            raise forms.ValidationError(
                _("“%(typed)s” is no amount. Write it like 12 or 12.50."), params={"typed": typed}
            ) from None
        return typed


class RestForm(KeptForm):
    """For how many months a regular gift rests."""

    months = forms.TypedChoiceField(choices=[(n, n) for n in REST_MONTHS], coerce=int)


FORMS: dict[str, type[KeptForm]] = {"amount": AmountForm, "pause": RestForm}


class PermissionsForm(forms.Form):
    """What a donor allows: a tick for each way of being written to, and the language."""

    allows = forms.MultipleChoiceField(choices=[(one, one) for one in WHATS], required=False)
    language = forms.ChoiceField(choices=[("en", "English"), ("ko", "한국어")])


class WhyForm(KeptForm):
    """Why a donor is to be blotted out."""

    why = forms.CharField(
        label=_("How did the donor ask for it?"),
        max_length=500,
        help_text=_("It is blotted out as well once it is done."),
    )
