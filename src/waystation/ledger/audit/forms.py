"""The shape of what is typed about packs, journals and samples."""

from django import forms

from waystation.ledger.audit import services
from waystation.ledger.audit.domain import SECRET_MAX
from waystation.ledger.audit.journals import FORMS


class MonthField(forms.CharField):
    """A month as browsers write it, 1855-10, or as two numbers; read as 185510."""

    def clean(self, value: str | None) -> int | None:
        """Read the month; nothing stays nothing."""
        text: str = super().clean(value).replace("-", "")
        if not text:
            return None
        if not (
            text.isdecimal() and text.isascii() and len(text) == 6 and 1 <= int(text[4:]) <= 12
        ):
            raise forms.ValidationError(str(value))
        return int(text)


class PackForm(forms.Form):
    """For whom a pack is, how it is sealed, and from which months the sample is drawn.

    Its id is made with the empty form, so that one press makes one pack.
    """

    pack_id = forms.UUIDField(widget=forms.HiddenInput)
    auditor = forms.CharField(max_length=services.NAME_MAX)
    recipient = forms.CharField(max_length=200, required=False)
    words = forms.CharField(max_length=200, required=False)
    since = MonthField(max_length=7, required=False)
    until = MonthField(max_length=7, required=False)


class DrawForm(forms.Form):
    """The words an auditor named."""

    secret = forms.CharField(max_length=SECRET_MAX, strip=False)


class JournalForm(forms.Form):
    """Which journal is written."""

    form = forms.ChoiceField(choices=[(form, form) for form in FORMS])
    year = forms.IntegerField(min_value=1, max_value=9_999, required=False)
