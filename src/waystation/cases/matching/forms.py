"""What is chosen between two records of one person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.matching.domain import CHOSEN
from waystation.cases.matching.wording import FIELDS

REASON_MAX = 300
SIDES = (("stays", _("the first")), ("goes", _("the second")))


class MergeForm(KeptForm):
    """Which value stands where two records differ; the first record's unless chosen otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for what in CHOSEN:
            self.fields[what] = forms.ChoiceField(
                label=str(FIELDS[what]), choices=SIDES, required=False, initial="stays"
            )

    def chosen(self) -> dict[str, str]:
        """Give the fields for which the second record's value stands."""
        return {what: side for what, side in self.cleaned_data.items() if side}


class ApartForm(KeptForm):
    """Why two records are of two people."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=REASON_MAX)
