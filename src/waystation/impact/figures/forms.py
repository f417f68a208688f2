"""The shapes of what is asked about figures."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.impact.figures import domain, wording
from waystation.impact.figures.domain import FIGURES
from waystation.impact.figures.preparing import Wish
from waystation.impact.figures.reading import CONTENT_MAX
from waystation.impact.guard.noise import MILLI_EPSILONS

COUNTED = [(key, wording.NAMES[key]) for key in FIGURES if FIGURES[key].kind != "table"]
TABLES = [(key, wording.NAMES[key]) for key in FIGURES if FIGURES[key].kind == "table"]


class WishForm(KeptForm):
    """Which figure is to be published."""

    figure = forms.ChoiceField(label=_("Figure"), choices=COUNTED)
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1,
        max_value=9_999,
        help_text=_("Only for the cost: a year that is over."),
    )
    leave_out = forms.IntegerField(
        label=_("Newest lines to leave out"),
        required=False,
        min_value=0,
        max_value=9,
        help_text=_("Only for years, where the guard refuses the newest line."),
    )

    def wish(self) -> Wish:
        """Give what is wished for; the form is valid."""
        told = self.cleaned_data
        return Wish(told["figure"], told["year"] or 0, told["leave_out"] or 0)


class SheetForm(KeptForm):
    """A file of journeys from before this system was kept."""

    content = forms.FileField(
        label=_("Table (CSV)"), help_text=_("First line: arrived_on,people,children")
    )

    def clean_content(self) -> bytes:
        """Read no more than a sheet may hold and one byte."""
        return _bytes(self.cleaned_data["content"])


class TableForm(SheetForm):
    """A table that was counted by hand, and how much privacy it may spend."""

    field_order = ("figure", "content", "milli_epsilon")

    figure = forms.ChoiceField(label=_("Table"), choices=TABLES)
    milli_epsilon = forms.TypedChoiceField(
        label=_("Privacy to spend (epsilon)"),
        choices=[(n, f"{n / 1000:g}") for n in MILLI_EPSILONS],
        coerce=int,
        help_text=_("Less means more noise: with 0.5 most lines are wrong by fewer than 7 people."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["content"].help_text = _("First line: region,group,people")


class DecisionForm(KeptForm):
    """What somebody decides about a proposal."""

    act = forms.ChoiceField(choices=[(one, one) for one in ("approve", "refuse", "withdraw")])
    why = forms.CharField(max_length=300, required=False)


class RetractForm(KeptForm):
    """Which figure is taken back, and why."""

    figure = forms.ChoiceField(label=_("Figure"))
    reason = forms.ChoiceField(
        label=_("Why"), choices=[(one, wording.REASON_WORDS[one]) for one in domain.REASONS]
    )

    def __init__(self, *args: Any, standing: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, wording.NAMES[key]) for key in standing]
        self.fields["figure"].choices = choices  # type: ignore[attr-defined]


def _bytes(file: "UploadedFile[bytes]") -> bytes:
    content: bytes = file.read(CONTENT_MAX + 1)
    return content
