"""The shape of what a security officer believes of an adversary: kept when refused."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.dispatch.mixing.domain import (
    CAUGHT_MAX,
    HOURS_MAX,
    SHARE_MAX,
    WATCHED_MAX,
    Belief,
)
from waystation.network.domain import MODES, Jurisdiction, Place, codes_of
from waystation.network.wording import MODE_NAMES

LINE_MAX = 300
SHARE_PERCENT, CAUGHT_PERCENT = round(100 * SHARE_MAX), round(100 * CAUGHT_MAX)


def _percent(label: Any, most: int, initial: int | None, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, initial=initial,
        widget=forms.NumberInput({"inputmode": "numeric"}), **more,
    )  # fmt: skip


def means_of(modes: Collection[str]) -> list[tuple[str, list[str]]]:
    """Give the means of travel by name; some have one name for several kinds."""
    found: dict[str, list[str]] = {}
    for mode in MODES:
        if mode in modes:
            found.setdefault(str(MODE_NAMES[mode]), []).append(mode)
    return sorted(found.items())


class BeliefForm(KeptForm):
    """How many legs are watched, with what success, and how far routes may bend for it."""

    k = forms.IntegerField(
        label=_("Legs watched at a time"), min_value=1, max_value=WATCHED_MAX, initial=3
    )
    otherwise = _percent(_("Caught on a watched leg (percent)"), CAUGHT_PERCENT, 15)
    extra_risk = _percent(
        _("More risk on average, with nobody watching (percent)"), SHARE_PERCENT, 60
    )
    extra_cost = _percent(_("More cost on average (percent)"), SHARE_PERCENT, 50)
    extra_hours = forms.IntegerField(
        label=_("Later on average (hours)"), min_value=0, max_value=HOURS_MAX, initial=72
    )
    why = forms.CharField(label=_("Where this belief comes from"), max_length=LINE_MAX)

    def __init__(self, *args: Any, modes: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.means = means_of(modes)
        for label, same in self.means:
            self.fields[f"caught_{same[0]}"] = _percent(label, CAUGHT_PERCENT, None, required=False)

    @property
    def by_mode(self) -> list[forms.BoundField]:
        """List the fields of the means of travel."""
        return [self[f"caught_{same[0]}"] for _label, same in self.means]

    @property
    def plain(self) -> list[forms.BoundField]:
        """List the fields that are asked of everybody."""
        return [field for field in self if not field.name.startswith("caught_")]

    def belief(self, by: str, now: datetime) -> Belief:
        """Give what was typed."""
        said = self.cleaned_data
        caught = {
            mode: said[f"caught_{same[0]}"] / 100
            for _label, same in self.means
            for mode in same
            if said[f"caught_{same[0]}"] is not None
        }
        return Belief(
            k=said["k"],
            otherwise=said["otherwise"] / 100,
            caught=caught,
            extra_risk=said["extra_risk"] / 100,
            extra_cost=said["extra_cost"] / 100,
            extra_hours=said["extra_hours"],
            by=by,
            at=now,
            why=said["why"],
        )

    @staticmethod
    def typed(belief: Belief) -> dict[str, object]:
        """Give the fields as a belief stands."""
        return {
            "k": belief.k,
            "otherwise": round(100 * belief.otherwise),
            "extra_risk": round(100 * belief.extra_risk),
            "extra_cost": round(100 * belief.extra_cost),
            "extra_hours": belief.extra_hours,
            "why": belief.why,
        } | {f"caught_{mode}": round(100 * p) for mode, p in belief.caught.items()}


class ThreatForm(BeliefForm):
    """A new threat: its corridor, and what is believed."""

    from_land = forms.ChoiceField(label=_("Routes from"), required=False)
    to_land = forms.ChoiceField(label=_("Routes to"), required=False)
    field_order = ("from_land", "to_land")

    def __init__(
        self, *args: Any, places: list[Place], lands: list[Jurisdiction], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {land.code: f"{land.code} {land.name}" for land in lands}
        codes = sorted({code for place in places for code in codes_of(place)})
        choices = [("", say("any land")), *((code, names.get(code, code)) for code in codes)]
        for name in ("from_land", "to_land"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class RemoveForm(KeptForm):
    """Why a threat is removed."""

    reason = forms.CharField(label=_("Reason"), max_length=LINE_MAX)
