"""The shape of what finance types about a rescue's budget."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from waystation.ledger import domain
from waystation.ledger.chart import ALL_CATEGORIES, CATEGORIES
from waystation.ledger.wording import CATEGORY_NAMES

WHY_MAX = 1_000
AMOUNT_MAX = 20


def cents(text: str) -> int:
    """Read an amount as whole cents.

    Raises:
      ValidationError: it is no amount.
    """
    try:
        return domain.cents_of(text)
    except ValueError:
        raise forms.ValidationError(
            _("“%(text)s” is not an amount. Write dollars like 12 or 1,234.50.") % {"text": text}
        ) from None


class PaymentForm(forms.Form):
    """One cost of a rescue that no stage pays. Its id is made with the empty form."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.ChoiceField(choices=[(key, CATEGORY_NAMES[key]) for key in ALL_CATEGORIES])
    amount = forms.CharField(max_length=AMOUNT_MAX)
    payee = forms.CharField(max_length=200, required=False)
    memo = forms.CharField(max_length=domain.MEMO_MAX, required=False)

    def clean_amount(self) -> int:
        """Read the amount as whole cents."""
        return cents(self.cleaned_data["amount"])

    @property
    def entry(self) -> UUID:
        """The id under which the payment is booked or asked for."""
        entry_id: UUID = self.cleaned_data["entry_id"]
        return entry_id


class RollForm(forms.Form):
    """How much waiting contingency goes to a rescue."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.CharField(max_length=AMOUNT_MAX)

    def clean_amount(self) -> int:
        """Read the amount as whole cents."""
        return cents(self.cleaned_data["amount"])


class WhyForm(forms.Form):
    """Why a rescue cost other than foreseen, and the price that moved it."""

    price = forms.ChoiceField(
        choices=[("", ""), *((key, CATEGORY_NAMES[key]) for key in ALL_CATEGORIES)], required=False
    )
    words = forms.CharField(max_length=WHY_MAX)


class VersionForm(forms.Form):
    """What a rescue may cost for each person from a day on, and why that changes."""

    proposal_id = forms.UUIDField(widget=forms.HiddenInput)
    valid_from = forms.DateField()
    valid_to = forms.DateField(required=False)
    why = forms.CharField(max_length=500)

    def __init__(self, data: Mapping[str, str] | None = None, **given: object) -> None:
        super().__init__(data, **given)  # type: ignore[arg-type]
        for category in ALL_CATEGORIES:
            self.fields[category] = forms.CharField(
                max_length=AMOUNT_MAX,
                required=category in CATEGORIES,
                label=CATEGORY_NAMES[category],
            )

    def clean(self) -> dict[str, object]:
        """Read each category's amount, and see that the last day is not before the first."""
        given = self.cleaned_data
        for category in ALL_CATEGORIES:
            if given.get(category):
                try:
                    given[category] = cents(given[category])
                except forms.ValidationError as wrong:
                    self.add_error(category, wrong)
        first, last = given.get("valid_from"), given.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is not before the first."))
        return given

    @property
    def per_person(self) -> dict[str, int]:
        """The cents of each category that has an amount."""
        return {key: self.cleaned_data[key] for key in ALL_CATEGORIES if self.cleaned_data.get(key)}
