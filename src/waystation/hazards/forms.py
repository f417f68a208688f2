"""The shapes of what people type about danger: kept when refused."""

import binascii
import re
from base64 import b64decode
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.hazards.checking import EVERY_MAX_DAYS, SAID
from waystation.hazards.domain import Hazard
from waystation.hazards.markup import BYTES_MAX
from waystation.hazards.services import RADIUS_MAX_KM
from waystation.hazards.wording import CALLED, Names, kinds

NAME_MAX, LINE_MAX, WORDS_MAX = 120, 300, 2_000
# XML may begin by naming its letters; what is typed into a form is UTF-8 whatever it says.
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
DAY = {"type": "date"}


class WhereField(forms.CharField):
    """A place or leg by name; its value is (what, slug)."""

    names: Names | None = None

    def clean(self, value: Any) -> tuple[str, str]:
        """Find the one place or leg that was meant; ("", "") if nothing was said."""
        said = super().clean(value)
        if not said:
            return "", ""
        meant = self.names.meant(said) if self.names else []
        if len(meant) == 1:
            return meant[0]
        says = _("“%(said)s” is the name of several; pick one from the list.")
        if not meant:
            says = _("There is no place or leg “%(said)s”; pick one from the list.")
        raise forms.ValidationError(says, params={"said": said})


class NumberField(forms.CharField):
    """A number with a point in it, between two ends; None if nothing was typed."""

    def __init__(self, low: float, high: float, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, **kwargs)
        self.low, self.high = low, high
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> float | None:
        """Read the number."""
        said = super().clean(value)
        if not said:
            return None
        try:
            number = float(said)
        except ValueError:
            number = float("nan")
        if not self.low <= number <= self.high:
            raise forms.ValidationError(
                _("Give a number from %(low)g to %(high)g."),
                params={"low": self.low, "high": self.high},
            )
        return number


class PlacedForm(KeptForm):
    """A form with a place or leg in it."""

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].names = names  # type: ignore[attr-defined]
        self.labels = sorted(set(names.of.values()))


def _where(required: bool) -> WhereField:
    return WhereField(
        label=_("Place or leg"),
        required=required,
        max_length=LINE_MAX,
        widget=forms.TextInput({"list": "wheres", "autocomplete": "off"}),
    )


def graded(table: str) -> list[tuple[str, str]]:
    """Give grades as choices that show the grade before its meaning."""
    return [(code, f"{code} · {name}") for code, name in CALLED[table].items()]


class ReportForm(PlacedForm):
    """Word of danger: what, where, when, from whom, and how far it can be trusted."""

    kind = forms.ChoiceField(label=_("Kind of danger"))
    text = forms.CharField(
        label=_("What is told"),
        help_text=_("In the words in which it was said; no names of refugees."),
        max_length=WORDS_MAX,
        widget=forms.Textarea({"rows": 3}),
    )
    where = _where(required=False)
    lat = NumberField(-90, 90, label=_("or latitude"))
    lon = NumberField(-180, 180, label=_("and longitude"))
    radius_km = NumberField(0, RADIUS_MAX_KM, label=_("Radius in km"))
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("Last day it counts"),
        required=False,
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
    )
    origin = forms.ChoiceField(label=_("It comes from"))
    source = forms.CharField(
        label=_("Who says so"),
        help_text=_("An alias, never a name."),
        required=False,
        max_length=NAME_MAX,
    )
    via = forms.CharField(
        label=_("Through whom it came to us"),
        help_text=_("Two words through one person are one word."),
        required=False,
        max_length=NAME_MAX,
    )
    first_hand = forms.BooleanField(label=_("They saw it themselves"), required=False)
    source_grade = forms.ChoiceField(label=_("The source is"), initial="F")
    word_grade = forms.TypedChoiceField(label=_("What was said is"), coerce=int, initial=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "kind": [("", "–"), *kinds()],
            "origin": [(code, CALLED["origin"][code]) for code in ("partner", "staff")],
            "source_grade": graded("source_grade"),
            "word_grade": graded("word_grade"),
        }
        for name, pairs in offered.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]

    def hazard(self, taken_by: str) -> Hazard:
        """Give the report that was typed."""
        said = dict(self.cleaned_data)
        what, slug = said.pop("where")
        said["radius_km"] = said["radius_km"] or 0.0
        place = {what: slug} if what else {}
        return Hazard(slug="", precision="day", taken_by=taken_by, **place, **said)


class CorrectForm(KeptForm):
    """What may be corrected on a report, each with the reason."""

    kind = forms.ChoiceField(label=_("Kind of danger"))
    source_grade = forms.ChoiceField(label=_("The source is"), required=False)
    word_grade = forms.TypedChoiceField(label=_("What was said is"), coerce=int, required=False)
    until = forms.DateField(
        label=_("Last day it counts"),
        required=False,
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=LINE_MAX)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody: list[tuple[str, Any]] = [("", _("not judged"))]
        self.fields["kind"].choices = kinds()  # type: ignore[attr-defined]
        for name in ("source_grade", "word_grade"):
            self.fields[name].choices = nobody + graded(name)  # type: ignore[attr-defined]

    def clean_word_grade(self) -> int:
        """Give the grade, 0 where nobody judged."""
        return self.cleaned_data["word_grade"] or 0

    @classmethod
    def of(cls, hazard: Hazard) -> "CorrectForm":
        """Give the form as a report stands."""
        return cls(
            initial={
                "kind": hazard.kind,
                "source_grade": hazard.source_grade,
                "word_grade": hazard.word_grade or "",
                "until": hazard.until,
            }
        )


class ReasonForm(KeptForm):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=LINE_MAX)


class HaltForm(PlacedForm):
    """What is halted by hand, and why."""

    where = _where(required=False)
    partner = forms.CharField(
        label=_("or a partner, by full name"), required=False, max_length=NAME_MAX
    )
    why = forms.CharField(label=_("Reason"), max_length=LINE_MAX)


class LiftForm(KeptForm):
    """Why a halt is lifted, and that its reason was read."""

    why = forms.CharField(label=_("Why people may be sent there again"), max_length=LINE_MAX)
    confirmed = forms.BooleanField(
        label=_("I read why it was halted, and answer for lifting it."),
        required=False,
    )


class CheckForm(KeptForm):
    """One look at a leg or house."""

    what = forms.ChoiceField(choices=[("leg", ""), ("house", "")])
    slug = forms.CharField(max_length=NAME_MAX)
    said = forms.ChoiceField(choices=[(code, CALLED["said"][code]) for code in SAID])
    words = forms.CharField(required=False, max_length=LINE_MAX)


class IntervalForm(KeptForm):
    """After how many days a leg or house is due again."""

    what = forms.ChoiceField(choices=[("leg", ""), ("house", "")])
    slug = forms.CharField(max_length=NAME_MAX)
    every_days = forms.IntegerField(required=False, min_value=1, max_value=EVERY_MAX_DAYS)


class AlertForm(KeptForm):
    """A public alert as a file or as text, and how far its sender can be trusted."""

    file = forms.FileField(label=_("File"), required=False)
    raw = forms.CharField(
        label=_("or its text"),
        required=False,
        strip=False,
        max_length=BYTES_MAX,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )
    reliability = forms.ChoiceField(label=_("The sender is"), initial="F")
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reliability"].choices = graded("source_grade")  # type: ignore[attr-defined]

    def clean_kept(self) -> bytes:
        """Give the very bytes that were read a page ago."""
        try:
            return b64decode(self.cleaned_data["kept"], validate=True)
        except (binascii.Error, ValueError):
            raise forms.ValidationError(_("Choose the file again.")) from None

    def alert(self) -> bytes:
        """Give the alert that was sent, as bytes."""
        given = self.cleaned_data.get("file")
        if given:
            return bytes(given.read(BYTES_MAX + 1))
        if self.cleaned_data["kept"]:
            return bytes(self.cleaned_data["kept"])
        return _DECLARED.sub("", self.cleaned_data["raw"]).encode()
