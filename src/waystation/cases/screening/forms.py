"""The questionnaire as it is asked, question by question; every answer may be left out."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.forms import NAME_MAX
from waystation.cases.screening.domain import MOST, QUESTIONS, Screening, Tool
from waystation.cases.screening.texts import Wording

UNSAID = ""


class QuestionsForm(KeptForm):
    """Answers to one questionnaire, in a wording on file or on the organisation's own form."""

    agreed = forms.BooleanField(
        label=_("They were told that they may say no, stop, or leave answers out, and agreed"),
        error_messages={"required": _("Ask them first; it is their choice.")},
    )
    interpreter = forms.CharField(
        label=_("Interpreter"),
        help_text=_("An alias, never a name."),
        required=False,
        max_length=NAME_MAX,
    )

    def __init__(
        self, *args: Any, tool: Tool, language: str, wording: Wording | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tool, self.language, self.wording = tool, language, wording
        if tool == "pc-ptsd-5":
            yes_no = wording.answers if wording else (gettext("No"), gettext("Yes"))
            label = wording.first if wording else gettext("The first question, about the event")
            self.fields["exposed"] = _radio(label, yes_no)
        for number in range(QUESTIONS[tool]):
            label = wording.questions[number] if wording else str(number + 1)
            answers = wording.answers if wording else [str(n) for n in range(MOST[tool] + 1)]
            self.fields[f"q{number}"] = _radio(label, answers)

    @property
    def questions(self) -> list[Any]:
        """List the questions' fields in their order."""
        names = [name for name in self.fields if name == "exposed" or name.startswith("q")]
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """Refuse a sheet on which nothing was answered: there is nothing to keep."""
        said = super().clean() or {}
        if all(said.get(field.name, UNSAID) == UNSAID for field in self.questions):
            raise forms.ValidationError(gettext("Nothing was answered, so nothing is kept."))
        return said

    def screening(self, person: UUID, today: date) -> Screening:
        """Give what was answered."""
        said = self.cleaned_data
        exposed = said.get("exposed", UNSAID)
        return Screening(
            person=person,
            tool=self.tool,
            on=today,
            language=self.language,
            own_form=self.wording is None,
            interpreter=said["interpreter"].strip(),
            exposed=None if exposed == UNSAID else exposed == "1",
            answers=tuple(
                None if said[f"q{n}"] == UNSAID else int(said[f"q{n}"])
                for n in range(QUESTIONS[self.tool])
            ),
        )


def _radio(label: str, answers: Any) -> forms.ChoiceField:
    choices = [(str(n), answer) for n, answer in enumerate(answers)]
    return forms.ChoiceField(
        label=label,
        choices=[*choices, (UNSAID, gettext("rather not say"))],
        widget=forms.RadioSelect,
        required=False,
    )
