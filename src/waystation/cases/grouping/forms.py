"""What people choose when they build a group or keep two households apart."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.forms import LINE_MAX, NAME_MAX
from waystation.cases.grouping.domain import APART_WHYS
from waystation.cases.grouping.wording import APART_WHYS as WHY_WORDS

STAYS = 0


class SpotForm(forms.Form):
    """The place and the compartment for which groups are built."""

    place = forms.CharField(max_length=NAME_MAX)
    cell = forms.UUIDField()


class ArrangementForm(KeptForm):
    """Into which of some groups each household goes; 0 means that it stays."""

    def __init__(
        self, *args: Any, households: Sequence[UUID], n_groups: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.households, self.n_groups = households, n_groups
        for one in households:
            self.fields[f"in-{one}"] = forms.IntegerField(
                required=False, min_value=STAYS, max_value=n_groups
            )

    def groups(self) -> list[list[UUID]]:
        """List who is in each group; the first list is who stays."""
        found: list[list[UUID]] = [[] for _group in range(self.n_groups + 1)]
        for one in self.households:
            found[self.cleaned_data.get(f"in-{one}") or STAYS].append(one)
        return found


class ChosenForm(KeptForm):
    """Households ticked in a list."""

    household = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, *args: Any, offered: Sequence[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one), "") for one in offered]
        self.fields["household"].choices = choices  # type: ignore[attr-defined]


class ChangeForm(ChosenForm):
    """Who is to be in a group, and who was in it when the page was read."""

    was = forms.CharField(required=False, max_length=4_000)

    def clean_was(self) -> tuple[UUID, ...]:
        """Read the households the page showed."""
        try:
            return tuple(UUID(one) for one in self.cleaned_data["was"].split())
        except ValueError:
            raise forms.ValidationError(_("Load the page again.")) from None


class ApartForm(KeptForm):
    """With whom a household must not travel, and why."""

    code = forms.CharField(
        label=_("Code of the other household"),
        help_text=_("Such as H-KTQWN; it stands on that household's page."),
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"autocapitalize": "characters"}),
    )
    why = forms.ChoiceField(
        label=_("Ground"), choices=[(why, WHY_WORDS[why]) for why in APART_WHYS]
    )
    reason = forms.CharField(
        label=_("What is known"),
        help_text=_("It is sealed into both cases; whoever holds one of them can read it."),
        max_length=LINE_MAX,
    )

    def clean_code(self) -> str:
        """Read the code however it is written."""
        return str(self.cleaned_data["code"]).strip().upper()


class EndApartForm(KeptForm):
    """Why two households may travel together again."""

    bond = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why they may travel together again"), max_length=LINE_MAX)
