"""The shape of what people type about cash in the field."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from waystation.ledger import currencies
from waystation.ledger.chart import ALL_CATEGORIES
from waystation.ledger.field import domain
from waystation.ledger.field.domain import Give, Holder, Lose, Settle, Tariff
from waystation.ledger.field.emergency import Help
from waystation.ledger.field.queries import AdvanceView
from waystation.ledger.field.sheets import PIECES_MAX, Sheet, pieces_of
from waystation.ledger.field.wording import (
    HOLDER_NAMES,
    LEG_NAMES,
    LEVEL_NAMES,
    LOSS_NAMES,
    SPENT_NAMES,
)


def read_sum(text: str, currency: str) -> int:
    """Read an amount above nothing as whole minor units.

    Raises:
      ValidationError: anything else, with words for whoever typed it.
    """
    try:
        minor = currencies.minor_of(text, currency)
    except ValueError:
        minor = 0
    if minor <= 0:
        raise forms.ValidationError(
            _("“%(text)s” is not an amount of %(currency)s. Write it like 12 or 1,234.50.")
            % {"text": text, "currency": currency}
        )
    return minor


class Once(forms.Form):
    """A form whose id is made when it is shown empty, so that a repeat books it once."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def entry(self) -> UUID:
        """The id under which it is booked."""
        entry_id: UUID = self.cleaned_data["entry_id"]
        return entry_id


class ByPart(Once):
    """A form with one sum for each of some parts; what is left empty is nothing."""

    def __init__(self, *args: Any, parts: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part_names = parts
        for part in parts:
            self.fields[f"part_{part}"] = forms.CharField(max_length=20, required=False)

    def rows(self) -> list[tuple[str, str, Any]]:
        """List the parts with their names and fields, for the page."""
        return [
            (part, str(SPENT_NAMES.get(part, part)), self[f"part_{part}"])
            for part in self.part_names
        ]

    def sums(self, data: dict[str, Any], currency: str) -> dict[str, int]:
        """Read what was typed for each part; a mistake is noted at its field."""
        found = {}
        for part in self.part_names:
            text = data.get(f"part_{part}", "").strip()
            if text:
                try:
                    found[part] = read_sum(text, currency)
                except forms.ValidationError as wrong:
                    self.add_error(f"part_{part}", wrong)
        return found


class GiveForm(ByPart):
    """An advance: to whom, how much, out of which fund, until when."""

    advance_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(max_length=domain.NAME_MAX)
    kind = forms.ChoiceField(choices=list(HOLDER_NAMES.items()))
    what_for = forms.CharField(max_length=domain.WORDS_MAX)
    fund = forms.ChoiceField()
    currency = forms.ChoiceField()
    amount = forms.CharField(max_length=20, required=False)
    due_on = forms.DateField()

    def __init__(
        self, *args: Any, funds: list[str], rescues: set[str], money: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, parts=ALL_CATEGORIES, **kwargs)
        self.rescues = rescues
        self.fields["fund"].choices = [(code, code) for code in funds]  # type: ignore[attr-defined]
        self.fields["currency"].choices = [(c, c) for c in money]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read one sum for a standing fund, and sums by part for a rescue's."""
        data: dict[str, Any] = super().clean() or {}
        currency = data.get("currency", "USD")
        if data.get("fund") in self.rescues:
            data["parts"] = self.sums(data, currency)
            if not data["parts"]:
                self.add_error("fund", _("Say below which parts of this rescue's budget it takes."))
        elif data.get("amount"):
            try:
                data["parts"] = {"": read_sum(data["amount"], currency)}
            except forms.ValidationError as wrong:
                self.add_error("amount", wrong)
        else:
            self.add_error("amount", _("Say how much."))
        return data

    def give(self, by: str) -> Give:
        """Put what was typed in the form that is booked."""
        data = self.cleaned_data
        holder = Holder(data["name"].strip(), data["kind"], data["what_for"].strip(), by)
        return Give(
            data["advance_id"],
            data["fund"],
            data["currency"],
            data["parts"],
            data["due_on"],
            holder,
        )


class SettleForm(ByPart):
    """What cash was spent on, and what proves it."""

    level = forms.TypedChoiceField(coerce=int, choices=list(LEVEL_NAMES.items()))
    proof = forms.CharField(max_length=domain.PROOF_MAX)
    memo = forms.CharField(max_length=domain.PROOF_MAX, required=False)
    leg = forms.ChoiceField(choices=[("", "–"), *LEG_NAMES.items()], required=False)
    n_legs = forms.IntegerField(min_value=1, max_value=99, required=False)

    def __init__(self, *args: Any, view: AdvanceView, **kwargs: Any) -> None:
        super().__init__(*args, parts=view.pays_for, **kwargs)
        self.view = view

    def clean(self) -> dict[str, Any]:
        """Read the sums in the currency of the advance."""
        data: dict[str, Any] = super().clean() or {}
        data["costs"] = self.sums(data, self.view.purse.currency)
        if not data["costs"] and not self.errors:
            raise forms.ValidationError(_("Say for at least one category how much was spent."))
        return data

    def settle(self) -> Settle:
        """Put what was typed in the form that is booked."""
        data = self.cleaned_data
        return Settle(
            advance_id=self.view.id,
            costs=data["costs"],
            level=data["level"],
            proof=data["proof"].strip(),
            memo=data["memo"].strip(),
            leg=data["leg"],
            n_legs=data["n_legs"] or 0,
        )


class OfAdvance(Once):
    """A sum out of one advance, in its currency."""

    amount = forms.CharField(max_length=20)

    def __init__(self, *args: Any, view: AdvanceView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = view

    def clean_amount(self) -> int:
        """Read the amount in the currency of the advance."""
        return read_sum(self.cleaned_data["amount"], self.view.purse.currency)


class BackForm(OfAdvance):
    """Cash that came back, and what foreign cash brought at the bank."""

    brought = forms.CharField(max_length=20, required=False)

    def clean_brought(self) -> int | None:
        """Read what the bank credited in dollars; None: by the day's rate."""
        text = self.cleaned_data["brought"].strip()
        return read_sum(text, "USD") if text else None


class LoseForm(OfAdvance):
    """Cash that is gone: how, and what happened."""

    how = forms.ChoiceField(choices=list(LOSS_NAMES.items()))
    why = forms.CharField(max_length=domain.PROOF_MAX)

    def lose(self) -> Lose:
        """Put what was typed in the form that waits for a second hand."""
        return Lose(self.view.id, self.cleaned_data["amount"], self.cleaned_data["how"])


class HelpForm(Once):
    """Help for a partner in need."""

    amount = forms.CharField(max_length=20)
    payee = forms.CharField(max_length=domain.NAME_MAX)
    what = forms.CharField(max_length=domain.PROOF_MAX)

    def clean_amount(self) -> int:
        """Read the amount in dollars."""
        return read_sum(self.cleaned_data["amount"], "USD")

    def help(self) -> Help:
        """Put what was typed in the form that is booked."""
        data = self.cleaned_data
        return Help(data["amount"], data["payee"].strip(), data["what"].strip())


class TariffForm(Once):
    """A range to be agreed for a kind of leg."""

    leg = forms.ChoiceField(choices=list(LEG_NAMES.items()))
    low = forms.CharField(max_length=20)
    high = forms.CharField(max_length=20)
    why = forms.CharField(max_length=domain.PROOF_MAX)

    def clean_low(self) -> int:
        """Read the lower end in dollars."""
        return read_sum(self.cleaned_data["low"], "USD")

    def clean_high(self) -> int:
        """Read the upper end in dollars."""
        return read_sum(self.cleaned_data["high"], "USD")

    def tariff(self) -> Tariff:
        """Put what was typed in the form that waits for a second hand."""
        data = self.cleaned_data
        return Tariff(data["leg"], data["low"], data["high"])


class CountForm(Once):
    """A sheet of counted cash: how many of each piece, what else, and who counted along."""

    other = forms.CharField(max_length=20, required=False)
    witness = forms.CharField(max_length=domain.NAME_MAX)
    note = forms.CharField(max_length=domain.PROOF_MAX, required=False)

    def __init__(self, *args: Any, view: AdvanceView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = view
        for worth in pieces_of(view.purse.currency):
            self.fields[f"n_{worth}"] = forms.IntegerField(
                min_value=0, max_value=PIECES_MAX, required=False
            )

    def rows(self) -> list[tuple[int, Any]]:
        """List the pieces with their fields, largest first."""
        return [(worth, self[f"n_{worth}"]) for worth in pieces_of(self.view.purse.currency)]

    def clean_other(self) -> int:
        """Read what lay there in pieces the sheet does not list."""
        text = self.cleaned_data["other"].strip()
        return read_sum(text, self.view.purse.currency) if text else 0

    def sheet(self) -> Sheet:
        """Put what was typed in the form that is kept; what the book expects is not typed."""
        data, currency = self.cleaned_data, self.view.purse.currency
        pieces = tuple((worth, data[f"n_{worth}"] or 0) for worth in pieces_of(currency))
        return Sheet(
            advance_id=self.view.id,
            currency=currency,
            pieces=pieces,
            other=data["other"],
            expected=0,
            counted_by="",
            witness=data["witness"],
            note=data["note"],
        )
