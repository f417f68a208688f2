"""The shape of what people type about money."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.ledger import chart, domain
from waystation.ledger.wording import KIND_NAMES, PURPOSE_NAMES

GIFT_FUNDS = [
    (code, PURPOSE_NAMES[purpose])
    for code, _restricted, purpose in chart.STANDING_FUNDS
    if code != chart.CONTINGENCY_NEXT
]


class GiftForm(forms.Form):
    """A gift as it came in. Its id is made with the empty form, so that a repeat books it once."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.CharField(max_length=20)
    fund = forms.ChoiceField(choices=GIFT_FUNDS, initial=chart.GENERAL)
    payee = forms.CharField(max_length=200, required=False)
    memo = forms.CharField(max_length=domain.MEMO_MAX, required=False)

    def clean_amount(self) -> int:
        """Read the amount as whole cents."""
        try:
            return domain.cents_of(self.cleaned_data["amount"])
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is not an amount. Write dollars like 12 or 1,234.50.")
                % {"text": self.cleaned_data["amount"]}
            ) from None

    @property
    def entry(self) -> UUID:
        """The id under which the gift is booked."""
        entry_id: UUID = self.cleaned_data["entry_id"]
        return entry_id


class ReversalForm(forms.Form):
    """Why an entry is undone. The reversal's own id is made with the empty form, as for a gift."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    memo = forms.CharField(max_length=domain.MEMO_MAX, required=False)


class JournalForm(forms.Form):
    """Which entries to show."""

    fund = forms.CharField(max_length=24, required=False)
    kind = forms.ChoiceField(
        choices=[("", gettext_lazy("every kind")), *KIND_NAMES.items()], required=False
    )
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
