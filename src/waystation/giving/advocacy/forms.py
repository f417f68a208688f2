"""The shapes of what the office says: an answer to an ask, an event."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.giving.advocacy import domain
from waystation.giving.advocacy.domain import Planned
from waystation.giving.advocacy.wording import CALLED
from waystation.giving.domain import EVENT_KINDS

MOMENT = "%Y-%m-%dT%H:%M"


class DecideForm(KeptForm):
    """What becomes of an ask, and the answer that is sent; empty words send nothing."""

    state = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[(code, word) for code, word in CALLED["act"].items()],
    )
    words = forms.CharField(
        label=_("Answer by mail"),
        help_text=_("Sent as it stands here. Empty: nothing is sent."),
        required=False,
        max_length=domain.ANSWER_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, CALLED["act"][code]) for code in domain.MOVES[state]]
        self.fields["state"].choices = offered  # type: ignore[attr-defined]


class EventForm(KeptForm):
    """An event in both languages, its hours as a clock there shows them."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=[(code, CALLED["event"][code]) for code in EVENT_KINDS]
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=domain.TITLE_MAX)
    title_ko = forms.CharField(label=_("Title in Korean"), max_length=domain.TITLE_MAX)
    text_en = forms.CharField(
        label=_("Text in English"),
        required=False,
        max_length=domain.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    text_ko = forms.CharField(
        label=_("Text in Korean"),
        required=False,
        max_length=domain.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    place_en = forms.CharField(label=_("Place in English"), max_length=domain.PLACE_MAX)
    place_ko = forms.CharField(
        label=_("Place in Korean"), required=False, max_length=domain.PLACE_MAX
    )
    starts = forms.DateTimeField(
        label=_("Begins"),
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    ends = forms.DateTimeField(
        label=_("Ends"),
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    zone = forms.CharField(
        label=_("Time zone"),
        help_text=_("Such as America/New_York or Asia/Seoul."),
        max_length=40,
        initial="UTC",
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        help_text=_("Empty: as many as come."),
        required=False,
        min_value=1,
        max_value=domain.SEATS_MAX,
    )

    def clean_zone(self) -> str:
        """Want a name of the list of time zones."""
        zone = str(self.cleaned_data["zone"]).strip()
        if zone not in available_timezones():
            raise forms.ValidationError(
                _("“%(zone)s” is no time zone. Write one such as America/New_York."),
                params={"zone": zone},
            )
        return zone

    def planned(self) -> Planned:
        """Give the event as it was typed."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "slug"}
        zone = ZoneInfo(told["zone"])
        for name in ("starts", "ends"):
            told[f"{name}_at"] = _in_zone(told.pop(name), zone)
        return Planned(**told)

    @staticmethod
    def initial_of(planned: Planned) -> dict[str, Any]:
        """Give what an event says, to begin with."""
        said = {name: getattr(planned, name) for name in planned.__struct_fields__}
        zone = ZoneInfo(planned.zone)
        for name in ("starts", "ends"):
            said[name] = said.pop(f"{name}_at").astimezone(zone).replace(tzinfo=None)
        return said


class NewEventForm(EventForm):
    """An event that is not there yet, with the address it will have for good."""

    slug = forms.CharField(
        label=_("Address on the site"),
        help_text=_("Small letters, digits and hyphens; it stays for good."),
        max_length=60,
    )


def _in_zone(typed: datetime, zone: ZoneInfo) -> datetime:
    # Django reads what was typed in the server's zone; the hours count, not that zone.
    return typed.replace(tzinfo=zone).astimezone(UTC)
