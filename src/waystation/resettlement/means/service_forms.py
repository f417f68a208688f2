"""The shape of what is typed about a service near newcomers."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.cases.consent.forms import day_field
from waystation.cases.forms import LINE_MAX, NAME_MAX, PlacedForm
from waystation.network.domain import Place
from waystation.resettlement.means import domain
from waystation.resettlement.means.domain import Service
from waystation.resettlement.means.forms import choices

# Degrees with up to six digits behind the point, as maps write them.
DEGREES = re.compile(r"(-?[0-9]{1,3})(?:\.([0-9]{1,6}))?")


class ServiceForm(PlacedForm):
    """What is to be had, where, when, in which languages, and what they may learn."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What it is for"), choices=choices("service", domain.SERVICE_KINDS)
    )
    name = forms.CharField(label=_("What it is called"), max_length=NAME_MAX)
    where = forms.CharField(
        label=_("Where, as one would tell somebody on foot"), max_length=LINE_MAX
    )
    north = forms.CharField(
        label=_("Degrees north"),
        help_text=_("Kept to about a kilometre; without them it stands where its place is."),
        required=False,
        max_length=12,
    )
    east = forms.CharField(label=_("Degrees east"), required=False, max_length=12)
    hours = forms.CharField(label=_("When it is open"), required=False, max_length=LINE_MAX)
    languages = forms.CharField(
        label=_("Languages spoken there"),
        help_text=_("With commas between them."),
        required=False,
        max_length=LINE_MAX,
    )
    cost = forms.CharField(label=_("What it costs"), required=False, max_length=LINE_MAX)
    contact = forms.CharField(label=_("How it is reached"), required=False, max_length=LINE_MAX)
    learns = forms.CharField(
        label=_("What they may learn about you"),
        help_text=_("What they ask for, write down and pass on; say it if nobody knows."),
        max_length=LINE_MAX,
    )
    checked_on = day_field(_("Checked on"))
    field_order = (
        "seen", "kind", "name", "where", "place", "north", "east", "hours", "languages", "cost",
        "contact", "learns", "checked_on",
    )  # fmt: skip

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, places=places, **kwargs)
        self.fields["place"].required = False
        self.fields["place"].label = _("Place of the gazetteer")

    def clean_north(self) -> int | None:
        """Read degrees north in whole hundredths."""
        return self._hundredths("north", 90)

    def clean_east(self) -> int | None:
        """Read degrees east in whole hundredths."""
        return self._hundredths("east", 180)

    def clean_languages(self) -> tuple[str, ...]:
        """Read the languages, each once."""
        said = (one.strip() for one in self.cleaned_data["languages"].split(","))
        return tuple(dict.fromkeys(one for one in said if one))

    def clean(self) -> dict[str, Any]:
        """Hold both degrees against each other."""
        said = super().clean() or {}
        if (said.get("north") is None) != (said.get("east") is None):
            self.add_error("east", gettext("Give both degrees or none."))
        return said

    def value(self, *, is_shut: bool = False) -> Service:
        """Give what was typed."""
        said = {name: one for name, one in self.cleaned_data.items() if name != "seen"}
        return Service(**said, is_shut=is_shut)

    def _hundredths(self, name: str, most: int) -> int | None:
        text = self.cleaned_data[name].strip()
        if not text:
            return None
        found = DEGREES.fullmatch(text)
        if found is None:
            raise forms.ValidationError(gettext("Write degrees such as 43.16 or -79.24."))
        whole, behind = int(found[1]), int(f"{found[2] or '0':0<6}")
        # A hundredth is 10,000 millionths; half of one is rounded away from nought.
        near = (abs(whole) * 1_000_000 + behind + 5_000) // 10_000
        if near > most * 100:
            raise forms.ValidationError(gettext("There are at most %(n)d degrees.") % {"n": most})
        return -near if text.startswith("-") else near


def degrees(hundredths: int | None) -> str:
    """Write hundredths of a degree as somebody would type them."""
    if hundredths is None:
        return ""
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"
