"""The shape of what finance types about the bank."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.ledger import chart
from waystation.ledger.bank import wording
from waystation.ledger.bank.domain import Balances, Columns
from waystation.ledger.bank.making import Other, Wish
from waystation.ledger.bank.queries import BANK_ACCOUNTS
from waystation.ledger.wording import PURPOSE_NAMES

ACCOUNTS = [(code, wording.ACCOUNT_NAMES[code]) for code in BANK_ACCOUNTS]
FUNDS = [
    (code, PURPOSE_NAMES[purpose])
    for code, _restricted, purpose in chart.STANDING_FUNDS
    if code != chart.CONTINGENCY_NEXT
]
HEAD_MAX = 80


class StatementForm(forms.Form):
    """A file from a bank; a table needs a mapping, a file without balances has them typed."""

    content = forms.FileField(
        label=_("File"), help_text=_("CSV, camt.053, MT940 or OFX; at most 4 MB")
    )
    account = forms.ChoiceField(label=_("Account"), choices=ACCOUNTS)
    mapping = forms.ChoiceField(
        label=_("Mapping"), required=False, help_text=_("Only for a table (CSV)")
    )
    opening = forms.CharField(
        label=_("Opening balance"),
        max_length=24,
        required=False,
        help_text=_("Only if the file has none"),
    )
    closing = forms.CharField(
        label=_("Closing balance"),
        max_length=24,
        required=False,
        help_text=_("Only if the file has none"),
    )

    def __init__(self, *args: Any, mappings: list[tuple[UUID, Columns]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one), columns.name) for one, columns in mappings]
        self.fields["mapping"].choices = [("", _("none")), *named]  # type: ignore[attr-defined]
        self.mappings = {str(one): columns for one, columns in mappings}

    @property
    def columns(self) -> Columns | None:
        """The mapping that was chosen."""
        return self.mappings.get(self.cleaned_data["mapping"])

    @property
    def typed(self) -> Balances:
        """The balances that were typed in."""
        return Balances(self.cleaned_data["opening"], self.cleaned_data["closing"])


def _head(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=HEAD_MAX, required=required)


class MappingForm(forms.Form):
    """Which column of a bank's table is what, by its heading."""

    name = forms.CharField(label=_("Name of the mapping"), max_length=40)
    day = _head(_("Column of the day"), required=True)
    day_form = forms.ChoiceField(
        label=_("Days are written"), choices=list(wording.DAY_FORM_NAMES.items())
    )
    amount = _head(_("Column of signed amounts"))
    money_in = _head(_("Column of money in"))
    money_out = _head(_("Column of money out"))
    balance = _head(_("Column of the running balance"))
    payee = _head(_("Column of the other party"))
    text = _head(_("Column of the text"))
    reference = _head(_("Column of the bank's own mark"))
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="USD")
    separator = forms.ChoiceField(
        label=_("Columns are parted by"), choices=list(wording.SEPARATOR_NAMES.items())
    )
    point = forms.ChoiceField(
        label=_("Before the cents stands"), choices=list(wording.POINT_NAMES.items())
    )

    @property
    def columns(self) -> Columns:
        """The mapping as it is kept."""
        kept = {name: self.cleaned_data[name] for name in self.fields}
        return Columns(**kept | {"currency": kept["currency"].upper()})


class MatchForm(forms.Form):
    """The entries a line stands for, by their ids."""

    entry = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        ids = data.getlist("entry")[:60] if hasattr(data, "getlist") else []
        self.fields["entry"].choices = [(one, one) for one in ids]  # type: ignore[attr-defined]


class MakeForm(forms.Form):
    """What entry to make from a line. The other account is only for money moved or changed."""

    kind = forms.ChoiceField(label=_("What it is"), choices=list(wording.MAKE_NAMES.items()))
    fund = forms.ChoiceField(label=_("Fund"), choices=FUNDS, initial=chart.UNRESTRICTED)
    payee = forms.CharField(label=_("Other party"), max_length=200, required=False)
    memo = forms.CharField(
        label=_("Memo"),
        max_length=500,
        required=False,
        help_text=_("Name no passenger here, not even by initials."),
    )
    other = forms.ChoiceField(
        label=_("Other account"),
        choices=[("", _("none")), *ACCOUNTS],
        required=False,
        help_text=_("Only for money moved or changed"),
    )
    other_amount = forms.CharField(
        label=_("Sum there"), max_length=24, required=False, help_text=_("Only if it was changed")
    )
    other_currency = forms.CharField(
        label=_("Currency there"), max_length=3, required=False, help_text=_("Such as USD or THB")
    )

    @property
    def wish(self) -> Wish:
        """What was asked for."""
        given = self.cleaned_data
        other = None
        if given["other"]:
            code = given["other_currency"].upper() or "USD"
            other = Other(given["other"], code, given["other_amount"])
        return Wish(given["kind"], given["fund"], given["memo"], given["payee"], other)


class AsideForm(forms.Form):
    """Why a line needs no entry."""

    why = forms.CharField(label=_("Why"), max_length=300)


class RateForm(forms.Form):
    """One rate, typed in."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    base = forms.CharField(label=_("One unit of"), help_text=_("Such as USD or THB"), max_length=3)
    rate = forms.CharField(label=_("is worth"), help_text=_("Such as 35.875"), max_length=24)
    quote = forms.CharField(
        label=_("in the currency"), help_text=_("Such as USD or THB"), max_length=3
    )
    source = forms.CharField(label=_("Source"), help_text=_("Who says so"), max_length=60)


class RatesFileForm(forms.Form):
    """A table of rates from somewhere."""

    content = forms.FileField(
        label=_("Table (CSV)"), help_text=_("Heads: day, base, quote, rate, source")
    )
