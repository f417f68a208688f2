"""Which months somebody asks a report for."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _

from waystation.ledger.reports import months
from waystation.ledger.reports.tables import Asked

# So many months are drawn and told side by side.
MONTHS_MAX = 120
BY = ("month", "quarter")


class MonthField(forms.CharField):
    """A month as ``2026-03`` or ``202603``."""

    def clean(self, value: object) -> int | None:
        """Read the month."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return months.read(text)
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is not a month. Write it like 2026-03.") % {"text": text[:20]}
            ) from None


class MonthsForm(forms.Form):
    """From which month until which, and whether to go by months or by quarters."""

    since = MonthField(max_length=20, required=False)
    until = MonthField(max_length=20, required=False)
    by = forms.ChoiceField(choices=[(by, by) for by in BY], required=False)

    def clean(self) -> None:
        """Refuse months the wrong way round, and more than can be read."""
        super().clean()
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            raise forms.ValidationError(_("The first month lies after the last. Change them over."))
        if since and until and months.n_between(since, until) > MONTHS_MAX:
            raise forms.ValidationError(
                _("Ask for %(n)d months at most.") % {"n": MONTHS_MAX},
            )

    def asked(self, on: date) -> Asked:
        """Give the months; where none are said, this year's until the present month."""
        until = self.cleaned_data.get("until") or months.month_of(on)
        since = self.cleaned_data.get("since") or until // 100 * 100 + 1
        if since > until or months.n_between(since, until) > MONTHS_MAX:
            since = until
        return Asked(since, until, self.cleaned_data.get("by") or "month")
