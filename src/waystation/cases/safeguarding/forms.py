"""The shapes of what is asked and written for the safety of children and of all who travel."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.safeguarding import assessing, indicators
from waystation.cases.safeguarding.assessing import Assessment, Panelist
from waystation.cases.safeguarding.domain import Companion, Reference
from waystation.cases.safeguarding.indicators import Asked
from waystation.cases.safeguarding.wording import CALLED, QUESTIONS

NAME_MAX, LINE_MAX, TEXT_MAX = 120, 300, 3_000
PANEL_ROWS = 5


def _choices(table: str, codes: Sequence[str]) -> list[tuple[str, Any]]:
    return [(code, CALLED[table][code]) for code in codes]


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def _text(label: Any, help_text: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class SignsForm(KeptForm):
    """The questions that look for signs of exploitation, and what was seen or said."""

    person = forms.ChoiceField(label=_("Who was asked"), required=False)
    moment = forms.ChoiceField(
        label=_("At which moment"), choices=_choices("moment", indicators.MOMENTS)
    )
    alone = forms.BooleanField(label=_("Nobody else listened"), required=False)
    interpreter = forms.CharField(
        label=_("Interpreter"),
        help_text=_("An alias. Nobody who works on the same route."),
        required=False,
        max_length=NAME_MAX,
    )
    signs = forms.MultipleChoiceField(
        label=_("What was seen or said"),
        choices=[(sign, QUESTIONS[sign]) for sign in indicators.SIGNS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    about = forms.ChoiceField(
        label=_("Whom it points at"),
        choices=_choices("about", indicators.ABOUTS),
        initial="nobody",
        widget=forms.RadioSelect,
    )
    named = forms.CharField(
        label=_("Who that is"),
        help_text=_("The name they go by here, or in the network."),
        required=False,
        max_length=NAME_MAX,
    )
    says = forms.CharField(
        label=_("In plain words"),
        help_text=_("Needed with any sign. If somebody was asked to pay, security reads it too."),
        required=False,
        max_length=1_500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("all of them together")), *((str(one), name) for one, name in people)]
        self.fields["person"].choices = offered  # type: ignore[attr-defined]

    def asked(self, on: date) -> Asked:
        """Give what was asked and which signs there were."""
        said = self.cleaned_data
        return Asked(
            person=UUID(said["person"]) if said["person"] else None,
            moment=said["moment"],
            on=on,
            alone=said["alone"],
            interpreter=said["interpreter"],
            signs=tuple(said["signs"]),
        )


class ConcernForm(KeptForm):
    """What came of looking into a sign."""

    found = forms.CharField(label=_("What you found and did"), max_length=LINE_MAX)


class OpenForm(KeptForm):
    """For which child, and why, it is asked what is best."""

    child = forms.ChoiceField(label=_("Child"))
    why = forms.ChoiceField(
        label=_("Why"), choices=_choices("why_assessed", assessing.WHYS), initial="danger"
    )

    def __init__(self, *args: Any, children: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(child), name) for child, name in children]
        self.fields["child"].choices = offered  # type: ignore[attr-defined]


class FindingsForm(KeptForm):
    """What was found out about a child."""

    wishes = _text(
        _("What the child says and wants"), _("In the child's own words, as far as possible.")
    )
    family = _text(_("Family"), _("Who and where they are, and whether they can be reached."))
    safety = _text(_("Safety"), _("What threatens the child here, on the way and there."))
    care = _text(_("Care and health"), _("Who looks after the child now, and what it needs."))
    advice = _text(_("What is proposed"), _("And which other ways were weighed."))
    # After how many changes the writer opened it: what others wrote since is not written over.
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @classmethod
    def of(cls, assessment: Assessment, n_changes: int) -> "FindingsForm":
        """Show what is written so far."""
        said = {name: getattr(assessment, name) for name in assessing.FINDINGS}
        return cls(initial=said | {"seen": n_changes})

    def findings(self) -> dict[str, str]:
        """Give what was typed."""
        return {name: self.cleaned_data[name] for name in assessing.FINDINGS}


class PanelistForm(forms.Form):
    """One of the panel; a row left empty is nobody."""

    name = forms.CharField(label=_("Name here"), required=False, max_length=NAME_MAX)
    discipline = forms.CharField(label=_("Discipline"), required=False, max_length=NAME_MAX)
    opinion = forms.ChoiceField(
        label=_("Opinion"), choices=_choices("opinion", assessing.OPINIONS), required=False
    )
    says = forms.CharField(label=_("Why"), required=False, max_length=LINE_MAX)

    def clean(self) -> dict[str, Any]:
        """Ask for the discipline of whoever is named."""
        said = super().clean() or {}
        if said.get("name") and not said.get("discipline"):
            self.add_error("discipline", _("Say from which discipline they come."))
        return said


class BasePanel(forms.BaseFormSet):  # type: ignore[type-arg]
    """The panel before which it is brought."""

    def panel(self) -> list[Panelist]:
        """Give those who were named."""
        said = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [Panelist(**row) for row in said]


PanelForms = forms.formset_factory(
    PanelistForm, formset=BasePanel, extra=PANEL_ROWS, max_num=assessing.PANEL_MAX
)


class StepForm(KeptForm):
    """What a step of an assessment needs besides what was written before."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("", "–"), *_choices("decision", assessing.DECISIONS)]
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    review_on = forms.DateField(
        label=_("Look again on"), help_text=_("Within 90 days."), widget=_day()
    )
    sent_back = forms.CharField(label=_("What is missing"), max_length=LINE_MAX)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    review = forms.CharField(
        label=_("What the review found"), max_length=TEXT_MAX, widget=forms.Textarea({"rows": 3})
    )
    # Which of the fields each need of a step asks for.
    ASKED = {
        "decision": "decision",
        "reasons": "reasons",
        "review day": "review_on",
        "what is missing": "sent_back",
        "what was found": "review",
    }

    def __init__(self, *args: Any, needs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {self.ASKED[need] for need in needs if need in self.ASKED} | {"seen"}
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]


class CompanionForm(KeptForm):
    """Who goes with a child, and what two people said of them."""

    person = forms.ChoiceField(label=_("Somebody of this household"), required=False)
    name = forms.CharField(
        label=_("Or somebody of ours"),
        help_text=_("An alias."),
        required=False,
        max_length=NAME_MAX,
    )
    relation = forms.CharField(
        label=_("What they are to the child"), required=False, max_length=NAME_MAX
    )
    childs_choice = forms.BooleanField(label=_("The child chose them"), required=False)
    childs_words = forms.CharField(
        label=_("What the child says of them"), required=False, max_length=LINE_MAX
    )
    first_who = forms.CharField(label=_("First reference: who"), max_length=NAME_MAX)
    first_knows = forms.CharField(label=_("How they know the companion"), max_length=LINE_MAX)
    first_says = forms.CharField(label=_("What they said"), max_length=LINE_MAX)
    second_who = forms.CharField(label=_("Second reference: who"), max_length=NAME_MAX)
    second_knows = forms.CharField(label=_("How they know the companion"), max_length=LINE_MAX)
    second_says = forms.CharField(label=_("What they said"), max_length=LINE_MAX)

    def __init__(self, *args: Any, adults: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "–"), *((str(one), name) for one, name in adults)]
        self.fields["person"].choices = offered  # type: ignore[attr-defined]

    def clean_second_who(self) -> str:
        """Ask for two people, not one twice."""
        said: str = self.cleaned_data["second_who"]
        first = self.cleaned_data.get("first_who", "")
        if said.casefold().split() == first.casefold().split():
            raise forms.ValidationError(_("That is the same person; two have to be asked."))
        return said

    def companion(self, child: UUID, called: dict[UUID, str], on: date) -> Companion:
        """Give the companion that was typed."""
        said = self.cleaned_data
        person = UUID(said["person"]) if said["person"] else None
        references = tuple(
            Reference(
                who=said[f"{nth}_who"],
                knows=said[f"{nth}_knows"],
                says=said[f"{nth}_says"],
                asked_on=on,
            )
            for nth in ("first", "second")
        )
        return Companion(
            child=child,
            person=person,
            name=called[person] if person else said["name"].strip(),
            relation=said["relation"],
            childs_choice=said["childs_choice"],
            childs_words=said["childs_words"],
            references=references,
        )
