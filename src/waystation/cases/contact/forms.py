"""The shapes of tips and of their sources as people type them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases import domain
from waystation.cases.contact import sources
from waystation.cases.contact.sources import Source
from waystation.cases.domain import Tip
from waystation.cases.forms import (
    ESTIMATE_MAX,
    LINE_MAX,
    NAME_MAX,
    WORDS_MAX,
    PlacedForm,
    choices,
    graded,
)

MOMENT = {"type": "datetime-local"}
MOMENT_FORMAT = "%Y-%m-%dT%H:%M"
# Of what comes by telephone nobody asks how urgent it is: danger says it, as on the public page.
URGENCY_OF: dict[str, str] = {"yes": "immediate", "unknown": "high", "no": "medium"}


class OneOfManyForm(KeptForm):
    """A form on a page with others: its fields have ids of their own."""

    ids = "id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.ids}_%s"} | kwargs)


class SaidForm(PlacedForm):
    """What every tip is made of, whichever way it came."""

    words = forms.CharField(
        label=_("What was said"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 4})
    )
    danger_now = forms.ChoiceField(
        label=_("Danger now"), choices=choices("danger_now", domain.DANGERS), initial="unknown"
    )
    people_estimate = forms.IntegerField(
        label=_("How many people, as a guess"), required=False, min_value=1, max_value=ESTIMATE_MAX
    )
    reach = forms.CharField(
        label=_("How to reach them"),
        help_text=_("A number or a way, and when it is safe."),
        required=False,
        max_length=LINE_MAX,
    )
    source = forms.TypedChoiceField(
        label=_("Who says so"), coerce=UUID, empty_value=None, required=False
    )
    source_alias = forms.CharField(
        label=_("Or somebody new"),
        help_text=_("An alias, never a name."),
        required=False,
        max_length=NAME_MAX,
    )
    heard_at = forms.DateTimeField(
        label=_("Heard at (UTC)"), widget=forms.DateTimeInput(MOMENT, format=MOMENT_FORMAT)
    )

    def __init__(self, *args: Any, known: Mapping[UUID, Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        # A new organisation hears its first tips before it has a gazetteer.
        self.fields["place"].required = False
        _offer(self.fields["source"], known)
        if not known:
            del self.fields["source"]
            self.fields["source_alias"].label = _("Who says so")

    def tip(self, taken_by: str) -> Tip:
        """Give the tip that was typed and who wrote it down."""
        said = dict(self.cleaned_data)
        chosen = said.setdefault("source", None)
        if chosen is not None:
            said["source_alias"] = self.known[chosen].alias
        said.setdefault("urgency", URGENCY_OF[said["danger_now"]])
        return Tip(taken_by=taken_by, **said)


class CallForm(SaidForm):
    """A tip typed while somebody tells it on the telephone: what matters first comes first."""

    field_order = (
        "words", "danger_now", "place", "people_estimate", "reach", "source", "source_alias",
        "heard_at",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["autofocus"] = True

    def tip(self, taken_by: str) -> Tip:
        """Give the tip that was typed, as one that came by telephone."""
        self.cleaned_data["channel"] = "phone"
        return super().tip(taken_by)


class TipForm(SaidForm):
    """A tip from a partner or told to one of us, with how urgent it sounds."""

    channel = forms.ChoiceField(
        label=_("How it came"), choices=choices("channel", ["person", "partner", "phone"])
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=choices("urgency", domain.URGENCIES), initial="medium"
    )
    field_order = (
        "place", "words", "heard_at", "channel", "people_estimate", "danger_now", "urgency",
        "reach", "source", "source_alias",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].required = False
        self.fields["place"].required = bool(self.place_labels)

    def clean_channel(self) -> str:
        """Take a tip of which nobody says how it came for one told to one of us."""
        return self.cleaned_data["channel"] or "person"


class GradeForm(KeptForm):
    """How far the source and what was said can be trusted, each judged apart."""

    source_grade = forms.ChoiceField(label=_("The source is"))
    word_grade = forms.TypedChoiceField(label=_("What was said is"), coerce=int)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LINE_MAX,
        error_messages={"required": _("Write in a few words what you know and how.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, codes in (
            ("source_grade", domain.SOURCE_GRADES),
            ("word_grade", domain.WORD_GRADES),
        ):
            self.fields[name].choices = graded(name, codes)  # type: ignore[attr-defined]


class DecideForm(OneOfManyForm):
    """What becomes of a tip, and where it ends why."""

    ids = "decide"
    state = forms.ChoiceField(label=_("The tip is now"))
    ended = forms.ChoiceField(
        label=_("Why it ends"),
        help_text=_("For a tip that is referred, kept, not ours or false."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Only a tip that goes to checking needs none."),
        required=False,
        max_length=LINE_MAX,
    )

    def __init__(self, *args: Any, moves: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = choices("state", moves)  # type: ignore[attr-defined]
        ends = {state: whys for state, whys in domain.TIP_ENDS.items() if state in moves}
        every = dict.fromkeys(why for whys in ends.values() for why in whys)
        offered = [("", "–"), *choices("ended", list(every))]
        self.fields["ended"].choices = offered  # type: ignore[attr-defined]
        if not every:
            del self.fields["ended"]

    def clean_ended(self) -> str | None:
        """Take no reason for none."""
        return self.cleaned_data["ended"] or None


class WeighForm(OneOfManyForm):
    """How urgent a tip is now."""

    ids = "weigh"
    danger_now = forms.ChoiceField(
        label=_("Danger now"), choices=choices("danger_now", domain.DANGERS)
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=choices("urgency", domain.URGENCIES))
    reason = forms.CharField(label=_("Reason"), max_length=LINE_MAX)


class OutcomeForm(OneOfManyForm):
    """What a tip turned out to be."""

    ids = "outcome"
    outcome = forms.ChoiceField(
        label=_("What was said turned out"), choices=choices("outcome", domain.OUTCOMES)
    )
    reason = forms.CharField(label=_("How you know"), max_length=LINE_MAX)


class LinkForm(KeptForm):
    """Whether another tip speaks of the same people."""

    other = forms.UUIDField()
    alike = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda it: it == "yes")


class NameSourceForm(OneOfManyForm):
    """Which source of the register a tip comes from."""

    ids = "named"
    source = forms.TypedChoiceField(label=_("Who says so"), coerce=UUID)

    def __init__(self, *args: Any, known: Mapping[UUID, Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["source"], known)


class SourceForm(KeptForm):
    """Somebody tips come from."""

    alias = forms.CharField(label=_("Alias"), help_text=_("Never a name."), max_length=NAME_MAX)
    kind = forms.ChoiceField(
        label=_("Who that is"), choices=choices("kind_of_source", sources.KINDS)
    )
    reach = forms.CharField(label=_("How to reach them"), required=False, max_length=LINE_MAX)
    circle = forms.CharField(
        label=_("Circle"),
        help_text=_("Whom they share word with: a family, a team, a house. By an alias too."),
        required=False,
        max_length=NAME_MAX,
    )
    introduced_by = forms.TypedChoiceField(
        label=_("Introduced by"), coerce=UUID, empty_value=None, required=False
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=LINE_MAX)

    def __init__(self, *args: Any, known: Mapping[UUID, Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["introduced_by"], known)

    def source(self, since: date) -> Source:
        """Give the source that was typed."""
        return Source(since=since, **self.cleaned_data)


def _offer(field: forms.Field, known: Mapping[UUID, Source]) -> None:
    found = sorted(known.items(), key=lambda one: one[1].alias.casefold())
    field.choices = [("", "–"), *((str(id_), one.alias) for id_, one in found)]  # type: ignore[attr-defined]
