"""The shapes of what is typed in the six steps, turned into values of `domain`."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.domain import DANGERS, RISKS, STEPS
from waystation.cases.forms import LINE_MAX, NAME_MAX, WORDS_MAX
from waystation.cases.forms import choices as codes
from waystation.cases.steps import domain
from waystation.cases.steps.domain import (
    Assessment,
    Closure,
    Conference,
    Note,
    Plan,
    Registration,
    Review,
    Transfer,
)
from waystation.cases.steps.wording import choices

Offered = Sequence[tuple[str, str]]


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class PaperForm(KeptForm):
    """A paper of which a case has one: it is written anew over what was seen, and nothing else."""

    seen = forms.CharField(required=False, max_length=LINE_MAX, widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        """Give what was typed, field by field of the paper."""
        return {what: value for what, value in self.cleaned_data.items() if what != "seen"}


class RegistrationForm(PaperForm):
    """How to speak with a household, how safe it is, and on what grounds we keep its data."""

    language = forms.CharField(
        label=_("Language they speak"),
        help_text=_("And whether an interpreter is needed."),
        max_length=NAME_MAX,
    )
    danger = forms.ChoiceField(
        label=_("Danger now"),
        choices=codes("danger_now", DANGERS),
        initial="unknown",
    )
    others = forms.CharField(
        label=_("Who else travels with them"),
        help_text=_("Or that nobody does."),
        max_length=LINE_MAX,
    )
    basis = forms.ChoiceField(
        label=_("On what grounds we keep their data"), choices=choices("basis", domain.BASES)
    )
    duplicates = forms.CharField(
        label=_("Whether they are on file already"),
        help_text=_("What you looked for, and what you found."),
        max_length=LINE_MAX,
    )

    def value(self) -> Registration:
        """Give what was typed."""
        return Registration(**self.said())


class AssessmentForm(PaperForm):
    """What was found out, and how great the risk is."""

    risk = forms.ChoiceField(
        label=_("Risk"),
        help_text=_("Somebody looks again after 1, 7, 14 or 30 days."),
        choices=choices("risk", RISKS),
        initial="medium",
    )
    reasons = forms.CharField(label=_("Why the risk is so"), max_length=WORDS_MAX, widget=_lines())
    health = forms.CharField(
        label=_("Health"),
        help_text=_("Only what matters for their safety on the way."),
        max_length=WORDS_MAX,
        widget=_lines(2),
    )
    needs = forms.CharField(label=_("Needs"), max_length=WORDS_MAX, widget=_lines(2))
    caregivers = forms.CharField(
        label=_("Who cares for the children"),
        help_text=_("Or that there are none."),
        max_length=LINE_MAX,
    )

    def value(self) -> Assessment:
        """Give what was typed."""
        return Assessment(**self.said())


class PlanForm(KeptForm):
    """What the people want and how it is to be done."""

    goals = forms.CharField(
        label=_("Goals in their own words"),
        help_text=_("One on each line."),
        max_length=WORDS_MAX,
        widget=_lines(),
    )
    options = forms.CharField(
        label=_("Options they were told, and which they chose"),
        max_length=WORDS_MAX,
        widget=_lines(),
    )
    safety = forms.CharField(
        label=_("Safety plan"),
        help_text=_("What they do and whom they reach if something goes wrong."),
        max_length=WORDS_MAX,
        widget=_lines(),
    )
    consents = forms.CharField(
        label=_("What they agreed to share, and what not"),
        help_text=_("A no changes nothing of the plan and of their place."),
        max_length=WORDS_MAX,
        widget=_lines(2),
    )

    def clean_goals(self) -> tuple[str, ...]:
        """Read one goal from each line."""
        said = (line.strip() for line in self.cleaned_data["goals"].splitlines())
        return tuple(line for line in said if line)

    def value(self) -> Plan:
        """Give what was typed."""
        return Plan(**self.cleaned_data)


class ReviewForm(KeptForm):
    """What somebody found who looked again."""

    how = forms.ChoiceField(label=_("How"), choices=choices("note", domain.NOTE_KINDS))
    says = forms.CharField(label=_("What you found"), max_length=WORDS_MAX, widget=_lines())
    risk = forms.ChoiceField(label=_("Risk now"), choices=choices("risk", RISKS))
    holds = forms.BooleanField(label=_("The plan still holds"), required=False, initial=True)

    def value(self) -> Review:
        """Give what was typed."""
        return Review(**self.cleaned_data)


class ClosureForm(KeptForm):
    """Why the work is to end."""

    why = forms.ChoiceField(label=_("Why"), choices=choices("closure", domain.WHY_CLOSED))
    says = forms.CharField(
        label=_("What was reached and what was not"), max_length=WORDS_MAX, widget=_lines()
    )
    told = forms.CharField(
        label=_("How they were told"),
        help_text=_("Or how often and how somebody tried to reach them."),
        max_length=LINE_MAX,
    )
    consents = forms.CharField(
        label=_("What becomes of their consents"),
        help_text=_("Which end now, and who was told so."),
        max_length=LINE_MAX,
    )

    def value(self) -> Closure:
        """Give what was typed."""
        return Closure(**self.cleaned_data)


class OnePersonForm(KeptForm):
    """A form about one member of a household, or about all of them."""

    person = forms.TypedChoiceField(label=_("About"), required=False, coerce=UUID, empty_value=None)

    def __init__(self, *args: Any, people: Offered = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = [] if self.fields["person"].required else [("", _("the whole household"))]
        self.fields["person"].choices = [*everybody, *people]  # type: ignore[attr-defined]


class NoteForm(OnePersonForm):
    """A case note."""

    kind = forms.ChoiceField(label=_("What it was"), choices=choices("note", domain.NOTE_KINDS))
    on = forms.DateField(label=_("Day"), widget=_day())
    says = forms.CharField(
        label=_("What you saw, heard or did"), max_length=WORDS_MAX, widget=_lines(5)
    )
    field_order = ("kind", "on", "person", "says")

    def value(self) -> Note:
        """Give what was typed."""
        return Note(**self.cleaned_data)


class TaskForm(OnePersonForm):
    """Something to do by a day."""

    what = forms.CharField(label=_("What is to be done"), max_length=LINE_MAX)
    due_on = forms.DateField(label=_("Due on"), widget=_day())
    urgent = forms.BooleanField(label=_("Ring at once, not only when it is late"), required=False)
    field_order = ("what", "due_on", "person", "urgent")

    def value(self) -> dict[str, Any]:
        """Give what was typed, as `tasks.open_task` takes it."""
        said = dict(self.cleaned_data)
        return {"person_id": said.pop("person"), **said}


class ConferenceForm(KeptForm):
    """What colleagues decided together."""

    on = forms.DateField(label=_("Day"), widget=_day())
    present = forms.CharField(
        label=_("Who was there"),
        help_text=_("Aliases, one on each line."),
        max_length=WORDS_MAX,
        widget=_lines(),
    )
    topics = forms.CharField(label=_("What it was about"), max_length=WORDS_MAX, widget=_lines(2))
    decision = forms.CharField(label=_("What was decided"), max_length=WORDS_MAX, widget=_lines())
    dissent = forms.CharField(
        label=_("Who saw it otherwise, and why"),
        required=False,
        max_length=WORDS_MAX,
        widget=_lines(2),
    )
    next_on = forms.DateField(label=_("Meet again on"), required=False, widget=_day())

    def clean_present(self) -> tuple[str, ...]:
        """Read one alias from each line, each once."""
        said = (line.strip() for line in self.cleaned_data["present"].splitlines())
        return tuple(dict.fromkeys(line for line in said if line))

    def value(self) -> Conference:
        """Give what was typed."""
        return Conference(**self.cleaned_data)


class ReferralForm(OnePersonForm):
    """Which organisation is asked to help whom."""

    person = forms.TypedChoiceField(label=_("Whom it is about"), coerce=UUID)
    organisation = forms.CharField(
        label=_("Organisation"),
        help_text=_("As it stands in the consent of the person."),
        max_length=NAME_MAX,
    )
    service = forms.CharField(label=_("What it is asked for"), max_length=LINE_MAX)

    def value(self) -> dict[str, Any]:
        """Give what was typed, as `handing.refer` takes it."""
        said = self.cleaned_data
        return {
            "person_id": said["person"],
            "receiver": said["organisation"],
            "service": said["service"],
        }


class ReferralAnswerForm(KeptForm):
    """What the other organisation said or did."""

    state = forms.ChoiceField(
        label=_("It is"), choices=choices("request", ("accepted", "declined", "done"))
    )
    came = forms.CharField(label=_("What came of it"), required=False, max_length=LINE_MAX)


class TransferForm(KeptForm):
    """Where a case is to go, and why."""

    to = forms.TypedChoiceField(label=_("To which compartment"), coerce=UUID)
    why = forms.CharField(label=_("Reason"), max_length=LINE_MAX)
    agreed = forms.CharField(
        label=_("What the people said to it"),
        help_text=_("They are told who will look after them, and may say no."),
        max_length=LINE_MAX,
    )

    def __init__(self, *args: Any, compartments: Offered = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {str(cell): name for cell, name in compartments}
        self.fields["to"].choices = list(self.names.items())  # type: ignore[attr-defined]

    def value(self) -> Transfer:
        """Give what was typed."""
        said = self.cleaned_data
        return Transfer(**said, to_name=self.names[str(said["to"])])


class AnswerForm(KeptForm):
    """A supervisor's words to what was put forward."""

    answer = forms.CharField(
        label=_("Your words"),
        help_text=_("Needed to send it back."),
        required=False,
        max_length=LINE_MAX,
    )


class StepForm(KeptForm):
    """To which step a case goes, and why."""

    then = forms.ChoiceField(choices=[(step, step) for step in STEPS])
    why = forms.CharField(required=False, max_length=LINE_MAX)


class DoneForm(KeptForm):
    """What came of a task."""

    came = forms.CharField(label=_("What came of it"), required=False, max_length=LINE_MAX)
