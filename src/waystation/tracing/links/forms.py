"""The shape of a new link for a seeker."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from waystation.base.blocks import LASTS_DAYS
from waystation.base.keptform import KeptForm


class LinkForm(KeptForm):
    """In which language a link is, and for how long it is good from today."""

    language = forms.ChoiceField(label=_("Language"), choices=[("ko", "한국어"), ("en", "English")])
    days = forms.TypedChoiceField(label=_("Good for"), coerce=int, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["days"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            (days, ngettext("%(n)s day", "%(n)s days", days) % {"n": days}) for days in LASTS_DAYS
        ]
