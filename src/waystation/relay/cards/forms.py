"""What the office types when it heard a word."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.relay.cards import spoken
from waystation.relay.cards.queries import Place
from waystation.relay.cards.spoken import Typed

WORDS_MAX = 300
AGO_MAX_MIN = 1_440


class HeardForm(KeptForm):
    """The words or numbers that were said, about which stage, and how long ago."""

    said = forms.CharField(
        label=_("What was said"),
        max_length=WORDS_MAX,
        help_text=_("Two words or two numbers of a card; a token as twelve words or 26 letters."),
        widget=forms.TextInput({"autofocus": True, "autocapitalize": "none"}),
    )
    stage = forms.ChoiceField(label=_("About which stage, if you know"), required=False)
    ago_min = forms.IntegerField(
        label=_("How many minutes ago"), min_value=0, max_value=AGO_MAX_MIN, initial=0
    )

    def __init__(self, *args: Any, places: Sequence[Place], **said: Any) -> None:
        super().__init__(*args, **said)
        known = [(str(one.stage_id), label_of(one)) for one in places if one.kept]
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _now("whichever card has these words")), *known]

    def clean_said(self) -> Typed:
        """Read the words, or say which of them is not in the list."""
        try:
            return spoken.read(self.cleaned_data["said"])
        except Refused as refused:
            raise forms.ValidationError(f"{refused.says} {refused.hint}") from None

    def stage_id(self) -> UUID | None:
        """Give the stage that was chosen, if one was."""
        chosen = self.cleaned_data["stage"]
        return UUID(chosen) if chosen else None

    def at(self, now: datetime) -> datetime:
        """Say when the words were said."""
        return now - timedelta(minutes=self.cleaned_data["ago_min"])


def label_of(place: Place) -> str:
    """Name a stage in a list."""
    said = {"code": place.code, "n": place.stage.number, "guide": place.stage.guide_name}
    return _now("%(code)s, stage %(n)d: %(guide)s") % said
