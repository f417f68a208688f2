"""The shapes of what is typed about goals, support and those who help."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.consent.forms import day_field
from waystation.cases.forms import LINE_MAX, NAME_MAX
from waystation.cases.person_words import LANGUAGES
from waystation.resettlement.programmes import domain, wording
from waystation.resettlement.programmes.domain import Goal, Helper, Wish

ANY = ""


def of_codes(table: str, codes: Sequence[str]) -> list[tuple[str, Any]]:
    """Give codes of `wording.TABLES` as the choices of a field."""
    return [(code, wording.TABLES[table][code]) for code in codes]


class GoalForm(KeptForm):
    """A goal in the person's own words."""

    words = forms.CharField(
        label=_("What they want, in their own words"),
        help_text=_("As they say it, not as we would."),
        max_length=LINE_MAX,
    )
    kind = forms.ChoiceField(label=_("About"), choices=of_codes("goal", domain.GOAL_KINDS))
    person = forms.TypedChoiceField(label=_("Whose goal"), coerce=UUID, empty_value=None)
    next_step = forms.CharField(
        label=_("Next step"),
        help_text=_("One thing somebody does, small enough to be done."),
        required=False,
        max_length=LINE_MAX,
    )
    by = day_field(_("By when"), required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one), name) for one, name in people]
        everybody = (ANY, gettext("the household together"))
        self.fields["person"].choices = [*offered, everybody]  # type: ignore[attr-defined]
        self.fields["person"].required = False
        self.fields["person"].initial = next((one for one, _name in offered), ANY)

    def goal(self, **kept: Any) -> Goal:
        """Give the goal that was typed, with what is kept of it."""
        return Goal(**self.cleaned_data, **kept)


class JudgeForm(KeptForm):
    """What the person says of a goal."""

    judged = forms.ChoiceField(
        choices=of_codes("judged", ("", "yes", "partly", "let go")), required=False
    )


class WishFields(KeptForm):
    """Whom somebody wishes beside them."""

    language = forms.ChoiceField(
        label=_("Who speaks"),
        choices=[(ANY, _("does not matter")), *LANGUAGES.items()],
        required=False,
    )
    sex = forms.ChoiceField(
        label=_("Who is"), choices=of_codes("sex", ("", "female", "male")), required=False
    )
    age = forms.ChoiceField(
        label=_("Who is about"), choices=of_codes("age", ("", *domain.AGE_BANDS)), required=False
    )

    def wish(self) -> Wish:
        """Give the wish that was typed."""
        said = self.cleaned_data
        return Wish(language=said["language"], sex=said["sex"], age=said["age"])


class WishForm(WishFields):
    """Who of a household wishes for somebody, and whom."""

    person = forms.TypedChoiceField(label=_("Who wishes for somebody"), coerce=UUID)
    field_order = ("person", "language", "sex", "age")

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one), name) for one, name in people]
        self.fields["person"].choices = offered  # type: ignore[attr-defined]


class PairForm(KeptForm):
    """Which helper somebody chose, and that the limits were read to both."""

    helper = forms.UUIDField(error_messages={"required": _("Choose who is asked.")})
    limits_read = forms.BooleanField(required=False)


class ContactForm(KeptForm):
    """That two were in touch, or that it was tried."""

    how = forms.ChoiceField(label=_("How"), choices=of_codes("how", domain.HOWS))
    on = day_field(_("On"))
    note = forms.CharField(
        label=_("Only what somebody has to do"),
        help_text=_("What was said stays between them."),
        required=False,
        max_length=LINE_MAX,
    )


class PauseForm(KeptForm):
    """Until when it rests."""

    until = day_field(_("It rests until"))


class EndForm(KeptForm):
    """On which day it ends, and why."""

    ends_on = day_field(_("Last day"))
    why = forms.ChoiceField(label=_("Why"), choices=of_codes("why", domain.END_WHYS))


class HelperForm(KeptForm):
    """Somebody who stands beside newcomers."""

    alias = forms.CharField(
        label=_("Alias"), help_text=_("An alias, never a name."), max_length=NAME_MAX
    )
    kind = forms.ChoiceField(
        label=_("Who they are"), choices=of_codes("helper", domain.HELPER_KINDS)
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    sex = forms.ChoiceField(
        label=_("Woman or man"),
        choices=[(ANY, _("not said")), *of_codes("sex", ("female", "male"))],
        required=False,
    )
    age = forms.ChoiceField(
        label=_("Age"),
        choices=[(ANY, _("not said")), *of_codes("age", domain.AGE_BANDS)],
        required=False,
    )
    place = forms.CharField(label=_("Where about"), required=False, max_length=NAME_MAX)
    offers = forms.CharField(
        label=_("What they wish to do, and what not"), required=False, max_length=LINE_MAX
    )
    at_most = forms.IntegerField(
        label=_("Beside how many at most"), min_value=1, max_value=domain.BESIDE_MAX, initial=2
    )
    trained_on = day_field(_("Trained on"), required=False)
    vetted_on = day_field(_("Vetted on"), required=False)
    vetted_until = day_field(
        _("The vetting counts until"),
        required=False,
        help_text=_("After that day nobody new is put beside them."),
    )
    review_on = day_field(
        _("Next talk about how it goes"),
        required=False,
        help_text=_("For them too: who helps tires."),
    )

    def clean(self) -> dict[str, Any]:
        """Hold the days of the vetting against each other."""
        said = super().clean() or {}
        vetted, until = said.get("vetted_on"), said.get("vetted_until")
        if vetted and until and until < vetted:
            self.add_error("vetted_until", gettext("It ends before it begins."))
        if vetted and not until and "vetted_until" not in self.errors:
            self.add_error("vetted_until", gettext("Say until when the vetting counts."))
        return said

    def helper(self) -> Helper:
        """Give the helper that was typed."""
        said = dict(self.cleaned_data)
        return Helper(languages=tuple(said.pop("languages")), **said)


class WhyForm(KeptForm):
    """Why, in one line without names."""

    why = forms.CharField(
        label=_("Why"), help_text=_("In one line, without names."), max_length=LINE_MAX
    )
