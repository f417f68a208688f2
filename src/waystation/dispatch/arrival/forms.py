"""The shapes of what is typed at the end of a passage, turned into values of `domain`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.base.money import dollars
from waystation.dispatch.arrival.domain import (
    AID,
    CELEBRATION,
    DANGERS,
    DAYS_MAX,
    ENDS,
    FACT_MAX,
    SOON,
    WENT,
    Aid,
    Debrief,
    Fact,
    LegFacts,
    Step,
    days_from,
)
from waystation.dispatch.arrival.services import WORDS_MAX, Lost
from waystation.dispatch.arrival.wording import DAYS, choices
from waystation.dispatch.queries import KeptStage
from waystation.ledger.domain import cents_of
from waystation.network.domain import Partner
from waystation.vault.door import Who

PEOPLE_MAX = 500
MYSELF = "myself"
STORY_MAX = 4_000


def _people(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=PEOPLE_MAX, **more)


class PickUpForm(KeptForm):
    """Where the last team finds the people, roughly."""

    words = forms.CharField(
        label=_("Where the people are, roughly"),
        help_text=_("What somebody on the way can see, and no house number: “the mill, by dusk”."),
        max_length=WORDS_MAX,
    )


class CountForm(KeptForm):
    """A roll call, and who is missing."""

    present = _people(_("How many are here"))
    missing = _people(_("How many are missing"), required=False)
    who = forms.CharField(
        label=_("Who they are, without a name"),
        help_text=_("For example: a boy of about ten, grey coat."),
        max_length=WORDS_MAX,
        required=False,
    )
    seen = forms.TypedChoiceField(label=_("Where they were last seen"), coerce=int, required=False)
    more = forms.CharField(
        label=_("Why more are here than set out"), max_length=WORDS_MAX, required=False
    )

    def __init__(self, *args: Any, way: Sequence[KeptStage] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        stages = [(n, _("on stage %(n)d") % {"n": n}) for n in range(1, len(way) + 1)]
        self.fields["seen"].choices = [(0, _("nobody knows")), *stages]  # type: ignore[attr-defined]

    def lost(self) -> Lost | None:
        """Give who was not there; None if nothing of it was typed."""
        people, who = self.cleaned_data["missing"] or 0, self.cleaned_data["who"]
        return Lost(people, who, self.cleaned_data["seen"] or 0) if people or who else None


class FoundForm(KeptForm):
    """What became of those who were missing."""

    nth = forms.IntegerField(min_value=0, max_value=PEOPLE_MAX, widget=forms.HiddenInput)
    end = forms.ChoiceField(label=_("What became of them"), choices=choices("end", ENDS))
    how = forms.CharField(label=_("How it is known"), max_length=WORDS_MAX)


class AidForm(KeptForm):
    """What some of them need first."""

    need = forms.ChoiceField(label=_("What is needed"), choices=choices("need", AID))
    people = _people(_("For how many"), initial=1)
    soon = forms.ChoiceField(label=_("How soon"), choices=choices("soon", SOON))
    words = forms.CharField(
        label=_("More about it"),
        help_text=_("No name: this is kept with the passage, not with the case."),
        max_length=WORDS_MAX,
        required=False,
    )

    def value(self, now: datetime) -> Aid:
        """Give what was typed."""
        return Aid(**self.cleaned_data, at=now)


class DebriefForm(KeptForm):
    """Who led the talk, when, and what the people say the next group should know."""

    leader = forms.ChoiceField(label=_("Who led the talk"))
    on = forms.DateField(
        label=_("On which day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(
        label=_("What the next group should know"),
        help_text=_("Stays here, sealed; it is told to nobody."),
        max_length=STORY_MAX,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, asking: Sequence[Partner] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.asking = {partner.slug: partner for partner in asking}
        named = [(slug, partner.name) for slug, partner in self.asking.items()]
        self.fields["leader"].choices = [(MYSELF, _("I did")), *named]  # type: ignore[attr-defined]

    def value(self, legs: Sequence[LegFacts], who: Who) -> Debrief:
        """Give what was typed, with the facts of each leg."""
        said = self.cleaned_data
        partner = self.asking.get(said["leader"])
        return Debrief(
            led_by=partner.name if partner else who.alias,
            leader=partner.slug if partner else "",
            on=said["on"],
            legs=tuple(legs),
            written_by=who.user_id,
            words=said["words"].strip(),
        )


class LegForm(KeptForm):
    """What there was on one leg: how it went, which dangers, what it took besides."""

    went = forms.ChoiceField(
        label=_("How it went"),
        choices=[("", _("not said")), *choices("went", WENT)],
        required=False,
    )
    dangers = forms.MultipleChoiceField(
        label=_("What there was"),
        # Checkpoints are counted below.
        choices=choices("danger", DANGERS[1:]),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    checkpoints = forms.IntegerField(
        label=_("How many checkpoints"), min_value=0, max_value=FACT_MAX, required=False
    )
    waited = forms.IntegerField(
        label=_("Minutes waited longer than planned"),
        min_value=0,
        max_value=FACT_MAX,
        required=False,
    )
    paid = forms.CharField(
        label=_("Dollars paid more than planned, by all of them"), max_length=20, required=False
    )

    def clean_paid(self) -> int:
        """Read an amount as whole cents; nothing typed is nothing paid."""
        text = self.cleaned_data["paid"].strip()
        try:
            return cents_of(text) if text else 0
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is not an amount. Write dollars like 12 or 1,234.50.")
                % {"text": text}
            ) from None

    def value(self, number: int, one: KeptStage) -> LegFacts:
        """Give what was typed of a stage."""
        said = self.cleaned_data
        facts = [Fact("checkpoint", said["checkpoints"])] if said["checkpoints"] else []
        facts += [Fact(what) for what in said["dangers"]]
        facts += [Fact("waited longer", said["waited"])] if said["waited"] else []
        facts += [Fact("paid more", said["paid"])] if said["paid"] else []
        return LegFacts(
            stage=one.id,
            number=number,
            leg=one.stage.leg,
            on=one.stage.depart.date(),
            went=said["went"],
            facts=tuple(facts),
        )


def leg_forms(
    post: QueryDict | None, way: Sequence[KeptStage], kept: Debrief | None
) -> list[LegForm]:
    """Give a form for each leg of the way, filled with what was written before."""
    before = {leg.stage: leg for leg in kept.legs} if kept else {}
    return [
        LegForm(post, prefix=f"leg{number}", initial=_as_typed(before.get(one.id)))
        for number, one in enumerate(way, start=1)
    ]


def _as_typed(leg: LegFacts | None) -> dict[str, Any]:
    if leg is None:
        return {}
    said = {fact.what: fact.n for fact in leg.facts}
    return {
        "went": leg.went,
        "dangers": [what for what in said if what in DANGERS[1:]],
        "checkpoints": said.get("checkpoint"),
        "waited": said.get("waited longer"),
        "paid": dollars(said["paid more"]) if "paid more" in said else "",
    }


class DaysForm(KeptForm):
    """On which of the first days what is to be, as the people want it, and what was done."""

    def __init__(self, *args: Any, steps: Sequence[Step], **more: Any) -> None:
        super().__init__(*args, **more)
        self.steps = steps
        for n, step in enumerate(steps):
            days = [(str(day), str(day)) for day in range(DAYS_MAX + 1)]
            none = [] if step.what == CELEBRATION else [("", _("not wanted"))]
            self.fields[f"day{n}"] = forms.ChoiceField(
                label=str(DAYS[step.what]),
                choices=[*days, *none],
                initial="" if step.day is None else str(step.day),
                required=step.what == CELEBRATION,
            )
            self.fields[f"words{n}"] = forms.CharField(
                label=_("As they want it"), initial=step.words, max_length=WORDS_MAX, required=False
            )
            self.fields[f"done{n}"] = forms.BooleanField(
                label=_("done"), initial=step.done, required=False
            )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Give day, words and mark of each, for the table."""
        return [
            (self[f"day{n}"], self[f"words{n}"], self[f"done{n}"]) for n in range(len(self.steps))
        ]

    def value(self) -> tuple[Step, ...]:
        """Give the plan that was typed."""
        said = self.cleaned_data
        chosen = [
            (
                step.what,
                int(said[f"day{n}"]) if said[f"day{n}"] else None,
                said[f"words{n}"].strip(),
                said[f"done{n}"],
            )
            for n, step in enumerate(self.steps)
        ]
        return days_from(chosen)


def nth(post: QueryDict) -> int:
    """Read which line of a list is meant; -1 where that is no number."""
    text = post.get("nth", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
