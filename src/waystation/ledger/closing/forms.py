"""What is typed when a month is closed, and when something is entered for it."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.ledger import chart
from waystation.ledger.closing.domain import EXPENSES_TO_ACCRUE, STEPS, Accrual
from waystation.ledger.closing.wording import ACCRUAL_NAMES, STEP_NAMES
from waystation.ledger.domain import MEMO_MAX, cents_of
from waystation.ledger.reports.forms import MonthField
from waystation.ledger.reports.wording import ACCOUNT_NAMES
from waystation.ledger.wording import PURPOSE_NAMES

STANDING = [
    (code, PURPOSE_NAMES[purpose])
    for code, _restricted, purpose in chart.STANDING_FUNDS
    if code != chart.CONTINGENCY_NEXT
]
NO_ACCOUNT = ("", gettext_lazy("none: a promised gift"))


class CloseForm(forms.Form):
    """Which month, and which of its open items are accepted by name."""

    month = MonthField(max_length=20)
    accepted = forms.MultipleChoiceField(
        choices=[(key, STEP_NAMES[key]) for key in STEPS], required=False
    )


class AccrualForm(forms.Form):
    """Something that belongs into a month. Its id is made with the empty form."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    month = MonthField(max_length=20)
    what = forms.ChoiceField(choices=list(ACCRUAL_NAMES.items()))
    account = forms.ChoiceField(
        choices=[NO_ACCOUNT, *((code, ACCOUNT_NAMES[code]) for code in EXPENSES_TO_ACCRUE)],
        required=False,
    )
    fund = forms.ChoiceField(choices=STANDING, initial=chart.UNRESTRICTED)
    amount = forms.CharField(max_length=20)
    payee = forms.CharField(max_length=200, required=False)
    memo = forms.CharField(max_length=MEMO_MAX, required=False)
    goes_back = forms.BooleanField(required=False)

    def clean_amount(self) -> int:
        """Read the amount as whole cents."""
        try:
            return cents_of(self.cleaned_data["amount"])
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is not an amount. Write dollars like 12 or 1,234.50.")
                % {"text": self.cleaned_data["amount"]}
            ) from None

    def clean(self) -> None:
        """Refuse an expense for a promised gift, and its absence for anything else."""
        super().clean()
        what, account = self.cleaned_data.get("what"), self.cleaned_data.get("account")
        if what == "pledge" and account:
            self.add_error("account", _("A promised gift is no expense: choose none."))
        if what and what != "pledge" and not account:
            self.add_error("account", _("Choose what it was spent on."))

    @property
    def entry(self) -> UUID:
        """The id under which it is booked."""
        entry_id: UUID = self.cleaned_data["entry_id"]
        return entry_id

    @property
    def accrual(self) -> Accrual:
        """Give what was typed as a value."""
        typed = self.cleaned_data
        return Accrual(
            what=typed["what"],
            fund=typed["fund"],
            cents=typed["amount"],
            account=typed["account"],
            memo=typed["memo"],
            payee=typed["payee"],
        )
