"""The shapes of what is typed about a reunion."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.tracing.reunion import wording
from waystation.tracing.reunion.domain import (
    CAME,
    KNOWS,
    LINE_MAX,
    PEOPLE_MAX,
    PREPARED,
    TEXT_MAX,
    Outcome,
    Plan,
    Side,
    Whose,
)


def _day(label: object) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)  # type: ignore[arg-type]


def _text(label: object, *, required: bool = True, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        required=required,
        max_length=TEXT_MAX,
        widget=forms.Textarea({"rows": 4}),
    )


class SeenForm(KeptForm):
    """Which revision the writer saw, so that nobody's words are written over."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class BeginForm(KeptForm):
    """On which open contact a reunion begins."""

    match = forms.UUIDField(widget=forms.HiddenInput)


class SideForm(SeenForm):
    """What one side decided for itself, asked alone."""

    whose = forms.ChoiceField(
        choices=list(wording.WHOSE.items()), widget=forms.HiddenInput, initial="seeker"
    )
    words = forms.CharField(
        label=_("Agreed words"),
        help_text=_("By which they know that a call is the one they were told of."),
        max_length=LINE_MAX,
        required=False,
    )
    beside = forms.CharField(
        label=_("Who sits beside them"),
        help_text=_("Chosen by them: before, during and after."),
        max_length=LINE_MAX,
        required=False,
    )
    interpreter = forms.CharField(
        label=_("Interpreter"),
        help_text=_("Who, and between which languages; or that nobody is needed."),
        max_length=LINE_MAX,
        required=False,
    )
    may_know = forms.ChoiceField(
        label=_("What the other side may know of where they are"),
        help_text=_("Ask this side alone. Nothing is told by us beyond it, and no address at all."),
        choices=[(code, wording.KNOWS[code]) for code in KNOWS],
        widget=forms.RadioSelect,
    )
    decided_on = _day(_("Decided on"))
    ready = forms.BooleanField(label=_("They want to meet"), required=False)

    @property
    def decides_for(self) -> Whose:
        """Say which side it is about."""
        return "sought" if self["whose"].value() == "sought" else "seeker"

    def side(self) -> Side:
        """Give what was typed as what a side decided."""
        said = {name: self.cleaned_data[name] for name in Side.__struct_fields__}
        return Side(**said)


class CallForm(SeenForm):
    """That the two spoke for the first time."""

    on = _day(_("Day of the call"))
    says = _text(_("How it was for them"), help_text=_("In their words, and no place in it."))


class PlanForm(SeenForm):
    """How they meet."""

    prepared = forms.MultipleChoiceField(
        label=_("Prepared"),
        choices=[(code, wording.PREPARED[code]) for code in PREPARED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    says = _text(
        _("How they meet"),
        required=False,
        help_text=_("What both agreed. How they travel is planned elsewhere and not written here."),
    )

    def plan(self) -> Plan:
        """Give what was typed as a plan."""
        chosen = set(self.cleaned_data["prepared"])
        prepared = tuple(one for one in PREPARED if one in chosen)
        return Plan(prepared=prepared, says=self.cleaned_data["says"])


class FollowUpForm(SeenForm):
    """That somebody asked how they are, or could not reach them."""

    due = forms.DateField(widget=forms.HiddenInput)
    reached = forms.TypedChoiceField(
        label=_("What came of it"),
        choices=[
            ("yes", _("They were reached.")),
            ("no", _("Nobody was reached; it is asked again a week later.")),
        ],
        coerce=lambda code: code == "yes",
        widget=forms.RadioSelect,
    )
    says = _text(_("What they said"), required=False, help_text=_("In their own words."))


class OutcomeForm(SeenForm):
    """What came of it."""

    came = forms.ChoiceField(
        label=_("What came of it"), choices=[(code, wording.CAME[code]) for code in CAME]
    )
    people = forms.IntegerField(
        label=_("People who found their family by it"),
        help_text=_("Both sides together. Only this number and the quarter go to the figures."),
        min_value=2,
        max_value=PEOPLE_MAX,
        initial=2,
    )
    says = _text(_("In their own words"))
    on = _day(_("Since when"))

    def outcome(self) -> Outcome:
        """Give what was typed as an outcome."""
        said = self.cleaned_data
        on: date = said["on"]
        return Outcome(came=said["came"], people=said["people"], says=said["says"], on=on)


class EndForm(KeptForm):
    """Why a reunion ends."""

    why = forms.CharField(label=_("Why it ends"), max_length=LINE_MAX)


class MessageForm(KeptForm):
    """A message that passes from one side to the other."""

    whose = forms.ChoiceField(
        label=_("Who says it"),
        choices=[
            ("seeker", _("the seeker, to the person who was sought")),
            ("sought", _("the person who was sought, to the seeker")),
        ],
    )
    text = _text(
        _("Message"),
        help_text=_("Their own words. No address, telephone number or name of a place goes along."),
    )
