"""The shapes of what people give for a sheet: its files, and what its columns say."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.exchange.domain import COLUMNS, LEFT_OUT, Grid, Plan, Sheets, Table
from waystation.cases.exchange.wording import COLUMN_WORDS
from waystation.cases.forms import NAME_MAX, PlaceField, label
from waystation.network.domain import Place

ACCEPTED = ".csv,.txt,.xlsx"
SAMPLES = 3


class UploadForm(KeptForm):
    """The files of a sheet of people and, if there is one, of ties."""

    people = forms.FileField(
        label=_("Sheet of people"),
        help_text=_("CSV or XLSX, at most 8 MiB and 10,000 people: one row a person."),
        error_messages={
            "required": _("No file came. Choose one of at most 8 MiB."),
            "missing": _("No file came. Choose one of at most 8 MiB."),
        },
        widget=forms.FileInput({"accept": ACCEPTED}),
        # An empty one is refused where it is read, with the others that say nothing.
        allow_empty_file=True,
    )
    ties = forms.FileField(
        label=_("Sheet of ties"),
        help_text=_("Who is what to whom; the second sheet of an XLSX file is taken for it."),
        required=False,
        widget=forms.FileInput({"accept": ACCEPTED}),
        allow_empty_file=True,
    )

    def content(self, name: str) -> bytes:
        """Give the bytes of a file; none if it was not chosen."""
        file = self.cleaned_data[name]
        return bytes(file.read()) if file else b""


class PlanForm(KeptForm):
    """What each column says, and what holds where a row says nothing."""

    cell = forms.TypedChoiceField(
        label=_("Compartment"),
        help_text=_("Its holders will see everybody of this sheet."),
        coerce=UUID,
    )
    place = PlaceField(
        label=_("Place, where no row tells it"),
        max_length=NAME_MAX,
        required=False,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    waiting_since = forms.DateField(
        label=_("Waiting since, where no row tells it"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    told_on = forms.DateField(
        label=_("Day on which the ages were told"),
        help_text=_("Left empty, an age stays what it is."),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    only_known = forms.BooleanField(
        label=_("Leave out ties of those who have no row in the sheet of people"), required=False
    )

    def __init__(
        self,
        *args: Any,
        sheets: Sheets,
        places: Sequence[Place],
        compartments: Sequence[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].places = places  # type: ignore[attr-defined]
        self.place_labels = [label(place) for place in places]
        self.fields["cell"].choices = compartments  # type: ignore[attr-defined]
        if not sheets.ties.rows:
            del self.fields["only_known"]
        self.sheets = sheets
        for table in ("people", "ties"):
            grid = getattr(sheets, table)
            for at, heading in enumerate(grid.header):
                field = forms.ChoiceField(choices=_choices(table), label=heading, required=False)
                self.fields[f"{table}-{at}"] = field

    def columns(self, table: Table) -> list[dict[str, Any]]:
        """List the columns of a sheet, each with what stands in its first rows."""
        grid = getattr(self.sheets, table)
        return [
            {
                "field": self[f"{table}-{at}"],
                "heading": heading,
                "samples": _samples(grid, at),
            }
            for at, heading in enumerate(grid.header)
        ]

    def people_columns(self) -> list[dict[str, Any]]:
        """List the columns of the sheet of people."""
        return self.columns("people")

    def tie_columns(self) -> list[dict[str, Any]]:
        """List the columns of the sheet of ties."""
        return self.columns("ties")

    def rest(self) -> list[forms.BoundField]:
        """List the fields that are no columns."""
        return [field for field in self if not field.name.startswith(("people-", "ties-"))]

    def plan(self) -> Plan:
        """Give how the sheets are to be read."""
        said = self.cleaned_data
        return Plan(
            people=self._said("people"),
            ties=self._said("ties"),
            cell=said["cell"],
            place=said["place"],
            waiting_since=said["waiting_since"],
            told_on=said["told_on"],
            only_known=said.get("only_known", False),
        )

    def _said(self, table: Table) -> tuple[str, ...]:
        n_columns = len(getattr(self.sheets, table).header)
        return tuple(self.cleaned_data[f"{table}-{at}"] for at in range(n_columns))


def initial(plan: Plan) -> dict[str, Any]:
    """Lay a plan out as the fields of its form."""
    columns = [("people", plan.people), ("ties", plan.ties)]
    said = {f"{table}-{at}": one for table, all_ in columns for at, one in enumerate(all_)}
    return said | {
        "cell": plan.cell,
        "place": plan.place,
        "waiting_since": plan.waiting_since,
        "told_on": plan.told_on,
        "only_known": plan.only_known,
    }


def _samples(grid: Grid, at: int) -> list[str]:
    """Give the first different things that stand in a column."""
    found: dict[str, None] = {}
    for _row, cells in grid.rows:
        if cells[at]:
            found[cells[at]] = None
        if len(found) == SAMPLES:
            break
    return list(found)


def _choices(table: Table) -> list[tuple[str, Any]]:
    words = COLUMN_WORDS[table]
    return [(LEFT_OUT, _("– left out –")), *((code, words[code]) for code in COLUMNS[table])]
