"""The shapes of what is typed in following: every answer of a newcomer may be left out."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.contact.domain import TRIED, WAYS, ContactTry
from waystation.cases.forms import LINE_MAX, NAME_MAX, WORDS_MAX, choices
from waystation.resettlement.following import domain
from waystation.resettlement.following.domain import (
    CHECKS,
    LADDER_MAX,
    TOPICS,
    CrisisPlan,
    FollowUp,
    Said,
    Willing,
)
from waystation.resettlement.following.wording import ASKS, LADDER, LEVELS, UNSAID, WILLING

Offered = Sequence[tuple[str, Any]]


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class LinesField(forms.CharField):
    """One thing on each line, at most a dozen; its value is a tuple."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"max_length": WORDS_MAX, "required": False, "widget": _lines()}
        super().__init__(**usual | kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        """Read one thing from each line."""
        found = domain.lines(super().clean(value))
        if len(found) > domain.LINES_MAX:
            says = _("These are %(n)d lines; write at most %(most)d.")
            params = {"n": len(found), "most": domain.LINES_MAX}
            raise forms.ValidationError(says, params=params)
        return found

    def prepare_value(self, value: Any) -> Any:
        """Show what is kept line by line."""
        return "\n".join(value) if isinstance(value, tuple) else value


class FollowUpForm(KeptForm):
    """What somebody told at a check of how they are."""

    step = forms.ChoiceField(label=_("Which check"))
    on = forms.DateField(label=_("Day"), widget=_day())
    reached = LinesField(
        label=_("What they reached, in their own words"),
        help_text=_("One on each line. What counts is what they call reached."),
    )
    wishes = LinesField(
        label=_("What they want next, in their own words"), help_text=_("One on each line.")
    )
    words = forms.CharField(
        label=_("Anything else they want to be remembered"),
        required=False,
        max_length=WORDS_MAX,
        widget=_lines(),
    )
    alone = forms.BooleanField(
        label=_("They spoke with nobody of the household listening"), required=False
    )
    finishes = forms.BooleanField(
        label=_("Everybody of the household who wanted to was asked: the check is done"),
        required=False,
    )

    def __init__(self, *args: Any, checks: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = list(checks)  # type: ignore[attr-defined]
        for topic in TOPICS:
            levels = [(str(nth), words) for nth, words in enumerate(LEVELS[topic], start=1)]
            self.fields[topic] = _radio(ASKS[topic], levels)
        self.fields["ladder"] = _radio(
            LADDER, [(str(rung), str(rung)) for rung in range(LADDER_MAX + 1)]
        )

    @property
    def questions(self) -> list[Any]:
        """List the questions in their order."""
        return [self[topic] for topic in TOPICS]

    def told(self, person: UUID) -> FollowUp:
        """Give what they told; which months it is of is set where it is kept."""
        said = self.cleaned_data
        return FollowUp(
            person=person,
            step=said["step"],
            on=said["on"],
            months=CHECKS[0],
            said=tuple(Said(topic, int(said[topic])) for topic in TOPICS if said[topic]),
            ladder=int(said["ladder"]) if said["ladder"] else None,
            reached=said["reached"],
            wishes=said["wishes"],
            words=said["words"].strip(),
            alone=said["alone"],
        )


class CheckTryForm(KeptForm):
    """One try to reach them for a check."""

    way = forms.ChoiceField(label=_("How"), choices=choices("way", WAYS))
    came = forms.ChoiceField(label=_("What came of it"), choices=choices("tried", TRIED))
    note = forms.CharField(label=_("Note"), required=False, max_length=LINE_MAX)

    def tried(self, at: Any) -> ContactTry:
        """Give the try that was typed."""
        return ContactTry(at=at, **self.cleaned_data)


class PutOffForm(KeptForm):
    """When somebody tries again to reach them, and what was tried."""

    step = forms.CharField(max_length=NAME_MAX, widget=forms.HiddenInput)
    next_on = forms.DateField(label=_("Try again on"), widget=_day())
    note = forms.CharField(
        label=_("What was tried"), help_text=_("In one line, without names."), max_length=LINE_MAX
    )


class CrisisPlanForm(KeptForm):
    """What somebody wants done in a bad hour, in their own words."""

    signs = LinesField(
        label=_("Signs by which they know it begins"), help_text=_("One on each line.")
    )
    helps = LinesField(label=_("What helps them"), help_text=_("One on each line."))
    calls = LinesField(
        label=_("Whom to call"), help_text=_("Who, and how they are reached; one on each line.")
    )
    never = LinesField(label=_("What nobody should do"), help_text=_("One on each line."))
    language = forms.CharField(
        label=_("Language they wrote it in"), required=False, max_length=NAME_MAX
    )

    def plan(self, person: UUID) -> CrisisPlan:
        """Give what was typed."""
        return CrisisPlan(person=person, **self.cleaned_data)


class CrisisForm(KeptForm):
    """Who needs people now, and where they are."""

    person = forms.TypedChoiceField(label=_("Who"), coerce=UUID)
    words = forms.CharField(
        label=_("Where they are, and who is with them"),
        help_text=_("Sealed: it opens only for who holds the case."),
        max_length=LINE_MAX,
    )
    sure = forms.BooleanField(
        label=_("Call everybody who holds this case, now"),
        error_messages={"required": _("Say that they are to be called.")},
    )

    def __init__(self, *args: Any, people: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]


class WillingForm(KeptForm):
    """How somebody who came earlier would help others."""

    ways = forms.MultipleChoiceField(
        label=_("How they would help"),
        choices=list(WILLING.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.CharField(
        label=_("Languages"), help_text=_("With a comma between them."), max_length=LINE_MAX
    )
    words = forms.CharField(
        label=_("What they wish, and what not"),
        help_text=_("Without names."),
        required=False,
        max_length=LINE_MAX,
    )
    agreed = forms.BooleanField(
        label=_("They want this themselves, and know that they may end it on any day"),
        error_messages={"required": _("Ask them first; it is their choice.")},
    )

    def willing(self, person: UUID, today: date) -> Willing:
        """Give what was typed."""
        said = self.cleaned_data
        spoken = (one.strip() for one in said["languages"].split(","))
        return Willing(
            person=person,
            ways=tuple(said["ways"]),
            languages=tuple(dict.fromkeys(one for one in spoken if one)),
            since=today,
            words=said["words"].strip(),
        )


class HandOnForm(KeptForm):
    """By which alias somebody is told of to whoever pairs people."""

    alias = forms.CharField(
        label=_("Alias"), help_text=_("One they chose; never a name."), max_length=NAME_MAX
    )
    agreed = forms.BooleanField(
        label=_("They agreed to be on the list of helpers"),
        error_messages={"required": _("Ask them first; it is their choice.")},
    )


def _radio(label: Any, levels: Offered) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[*levels, ("", UNSAID)],
        widget=forms.RadioSelect,
        required=False,
    )
