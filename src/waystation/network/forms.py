"""What people type about the network: kept when refused, every error shown at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from waystation.base.ids import new_code
from waystation.network.cells import WEEKDAYS
from waystation.network.domain import LAWS, VETTED, Closure, Place, Record
from waystation.network.tables import Network
from waystation.network.taking import typed
from waystation.network.wording import (
    COLUMN_NAMES,
    HINTS,
    MODE_NAMES,
    PLACE_KINDS,
    WEEKDAY_NAMES,
)
from waystation.network.written import cells_of

WHY_MAX = 300
TEXT_MAX = 2_000
NOT_SAID = ("", "–")
# The columns a person fills for each kind, in the order of the form.
ASKED = {
    "place": "name kind region country lat lon curfew beds max_nights evidence source",
    "house": "place beds max_nights weekdays closed",
    "leg": "from_place to_place mode duration_min slow km climb_m night_only oneway windows "
    "departs weekdays closed guides capacity cost_cents risk_p years evidence source note",
    "partner": "name place tongue code_on assumed weekdays closed",
    "jurisdiction": "code name law",
}
NEEDED = {"name", "place", "from_place", "to_place", "mode", "code", "law"}
SWITCHES = ("night_only", "oneway", "assumed")
# What names a record; it stays as it is for good.
IDENTITY = {"house": ("place",), "jurisdiction": ("code",)}
# A place is put on file with a house only if something is said of it.
OF_ITS_HOUSE = {"place": {"beds": _("Empty: no house there yet."), "max_nights": ""}}
MORE_LABELS = {"assumed": _("The place is only our guess")}


class RecordForm(forms.Form):
    """One record of the network, as new or as it is to be corrected."""

    why = forms.CharField(
        label=_("Reason"),
        help_text=_("Those who vet it read this."),
        max_length=WHY_MAX,
    )

    def __init__(
        self, *args: Any, kind: str, on_file: Network, held: Record | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.on_file, self.held = kind, on_file, held
        self.records: tuple[Record, ...] = ()
        self.before = _shown(cells_of(held)) if held is not None else {}
        left_out = IDENTITY.get(kind, ()) + ("beds", "max_nights") * (kind == "place")
        for column in ASKED[kind].split():
            if held is None or column not in left_out:
                self.fields[column] = self._field(column)
                if column in self.before:
                    self.initial.setdefault(column, self.before[column])
        self.order_fields([*ASKED[kind].split(), "why"])

    def clean(self) -> dict[str, Any]:
        """Make the record of what was typed; every complaint goes to the field it is about."""
        said = super().clean() or {}
        asked = [column for column in self.fields if column != "why" and column in said]
        cells = {column: _cell(said[column]) for column in asked}
        if self.held is not None:
            was = {column: _cell(value) for column, value in self.before.items()}
            cells = {column: text for column, text in cells.items() if was.get(column) != text}
        elif self.kind in ("place", "leg", "partner"):
            cells["id"] = new_code("N")
        self.records, bad = typed(self.kind, cells, self.on_file, self.held)
        for wrong in bad:
            field = wrong.column if wrong.column in self.fields else None
            if field is None or not self.has_error(field):
                self.add_error(field, f"{wrong.reason}. {wrong.hint}")
        return said

    def _field(self, column: str) -> forms.Field:
        choices = self._choices(column)
        plain: dict[str, Any] = {
            "label": MORE_LABELS.get(column, COLUMN_NAMES[column]),
            "help_text": OF_ITS_HOUSE.get(self.kind, HINTS).get(column, HINTS.get(column, "")),
            "required": column in NEEDED and column not in SWITCHES,
        }
        if column in SWITCHES:
            return forms.BooleanField(**plain)
        if column == "weekdays":
            return forms.MultipleChoiceField(
                choices=choices, widget=forms.CheckboxSelectMultiple, **plain
            )
        if choices:
            return forms.ChoiceField(choices=choices, **plain)
        widget = forms.Textarea(attrs={"rows": 2}) if column == "closed" else None
        return forms.CharField(max_length=TEXT_MAX, widget=widget, **plain)

    def _choices(self, column: str) -> Iterable[tuple[str, Any]]:
        if column in ("place", "from_place", "to_place"):
            now = getattr(self.held, column, "")
            used = [p for p in self.on_file.places if p.standing == VETTED or p.slug == now]
            return [NOT_SAID, *((place.slug, label(place)) for place in used)]
        if column == "kind":
            known = dict.fromkeys((*PLACE_KINDS, *(p.kind for p in self.on_file.places if p.kind)))
            return [NOT_SAID, *_coded(known)]
        if column == "mode":
            return [NOT_SAID, *MODE_NAMES.items()]
        if column == "law":
            return [NOT_SAID, *_coded(LAWS)]
        if column == "weekdays":
            return [(day, WEEKDAY_NAMES[day]) for day in WEEKDAYS]
        return ()


class RestForm(forms.Form):
    """From when to when a record rests, and why."""

    first = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}))
    why = forms.CharField(label=_("Reason"), max_length=WHY_MAX)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = today

    def days(self) -> Closure:
        """Give the days that were typed."""
        # A semicolon parts closures in a table.
        why = self.cleaned_data["why"].replace(";", ",")
        return Closure(self.cleaned_data["first"], self.cleaned_data["last"], why)


class WhyForm(forms.Form):
    """A reason and nothing else."""

    why = forms.CharField(label=_("Reason"), max_length=WHY_MAX)


class ExportForm(WhyForm):
    """What is taken out of the building, in which form, and why."""

    shape = forms.ChoiceField(
        label=_("As"),
        choices=[("csv", _("tables (CSV, packed)")), ("geojson", _("a map (GeoJSON)"))],
        widget=forms.RadioSelect,
        initial="csv",
    )
    with_partners = forms.BooleanField(
        label=_("With the names of partners"),
        help_text=_("Whoever finds the file knows who helps, and where."),
        required=False,
    )
    sure = forms.BooleanField(
        label=_("I know that this leaves the building unsealed"),
    )
    field_order = ("shape", "with_partners", "why", "sure")


def label(place: Place) -> str:
    """Call a place by its name and region."""
    return f"{place.name}, {place.region}" if place.region else place.name


def _coded(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, pgettext("code", code)) for code in codes]


def _shown(cells: dict[str, str]) -> dict[str, Any]:
    """Give the cells of a record as the form shows them."""
    shown: dict[str, Any] = dict(cells)
    for column in SWITCHES:
        if column in shown and shown[column] in ("yes", "no", ""):
            shown[column] = shown[column] == "yes"
    if "weekdays" in shown:
        shown["weekdays"] = [day for day in shown["weekdays"].split(";") if day]
    if "closed" in shown:
        shown["closed"] = "\n".join(shown["closed"].split(";"))
    return shown


def _cell(value: Any) -> str:
    """Write what a field holds as a table would."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(value)
    return ";".join(line.strip() for line in str(value).splitlines() if line.strip())
