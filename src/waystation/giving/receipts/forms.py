"""The shapes of what finance says about receipts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.giving.models import OrganisationRow
from waystation.giving.receipts import domain
from waystation.giving.receipts.services import Goods
from waystation.ledger.domain import cents_of


class GoodsForm(KeptForm):
    """What the giver got in return for one gift."""

    what = forms.CharField(
        label=_("What the giver got in return"),
        help_text=_("Such as a supper or goods of a sale. Empty if it was nothing."),
        required=False,
        max_length=domain.LINE_MAX,
    )
    worth = forms.CharField(
        label=_("What that was worth, in dollars"),
        help_text=_("Our good-faith estimate."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def clean_worth(self) -> int:
        """Read the worth as whole cents."""
        text = str(self.cleaned_data["worth"]).strip()
        try:
            return cents_of(text) if text else 0
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is not an amount. Write dollars like 12 or 1,234.50."),
                params={"text": text},
            ) from None

    def clean(self) -> dict[str, object]:
        """Want both or neither."""
        told = super().clean() or {}
        if not self.errors and bool(told.get("what")) != bool(told.get("worth")):
            raise forms.ValidationError(_("Write what it was and what it was worth, or neither."))
        return told

    @property
    def goods(self) -> Goods | None:
        """Give what was said; None if it was nothing."""
        told = self.cleaned_data
        return Goods(told["what"].strip(), told["worth"]) if told["what"] else None


class WhyForm(KeptForm):
    """Why a receipt is void."""

    why = forms.CharField(
        label=_("Why"),
        help_text=_("Sealed. It stands on no paper."),
        max_length=domain.WHY_MAX,
    )


class OrganisationForm(KeptForm):
    """What stands on the papers from today on."""

    name = forms.CharField(label=_("Name"), max_length=120)
    name_ko = forms.CharField(label=_("Name in Korean"), required=False, max_length=120)
    address = forms.CharField(
        label=_("Address"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    country = forms.RegexField(
        label=_("Country"),
        help_text=_("Two capital letters, such as US."),
        regex=r"^[A-Z]{2}$",
        max_length=2,
    )
    place = forms.CharField(
        label=_("Where papers are made out"),
        help_text=_("A town; some countries want it on a receipt."),
        required=False,
        max_length=120,
    )
    registrations = forms.CharField(
        label=_("Registrations"),
        help_text=_("One line a country: two capital letters, a space, the number."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signatory = forms.CharField(label=_("Who signs"), required=False, max_length=120)
    signatory_role = forms.CharField(label=_("As what"), required=False, max_length=120)
    website = forms.CharField(label=_("Website"), required=False, max_length=200)

    @staticmethod
    def initial_of(row: OrganisationRow | None) -> dict[str, object]:
        """Give what a row says, to begin with."""
        return {name: getattr(row, name) for name in OrganisationForm.base_fields} if row else {}
