"""What is typed when somebody is asked, and when a match goes a step further."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.consent.forms import day_field
from waystation.tracing.asking import wording
from waystation.tracing.asking.domain import WORD_MAX
from waystation.tracing.asking.services.worker import Reply
from waystation.tracing.profile_forms import listed
from waystation.tracing.values import FORMS, Agreed
from waystation.tracing.wording import FORMS as FORM_WORDS

WORDS_MAX = 2_000
LINE_MAX = 300
SOUGHT_SAYS = ("yes", "alive only", "later", "no", "not asked")
SIDES = ("seeker", "sought")
SEEKER_SAYS = ("yes", "no")


class TellForm(KeptForm):
    """What the seeker allowed to be told to whom they look for."""

    tells_kin = forms.BooleanField(
        label=_("The seeker allows it to be told what they are to each other"), required=False
    )
    tells_name = forms.BooleanField(
        label=_("The seeker allows their name to be told"), required=False
    )


class TellSeekerForm(KeptForm):
    """What the person looked for allowed to be told to the seeker."""

    tells_name = forms.BooleanField(
        label=_("The person looked for allows their name to be told"), required=False
    )


class AnswerForm(KeptForm):
    """What somebody said when they were asked, in their own words and as a yes or a no."""

    said = forms.ChoiceField(label=_("What they say"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In their own words"),
        help_text=_("As they said it, without names of others and without places."),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    form = forms.ChoiceField(
        label=_("How they agreed"), choices=listed(FORM_WORDS, FORMS), initial="spoken"
    )
    until = day_field(
        _("The yes holds until"),
        required=False,
        help_text=_("A year at most, and no longer than their consent to family tracing."),
    )
    ask_on = day_field(_("Ask again on"), required=False, help_text=_("For: later."))

    def __init__(self, *args: Any, codes: Sequence[str] = SOUGHT_SAYS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = wording.SAID if "later" in codes else wording.SEEKER_SAID
        self.fields["said"].choices = listed(words, codes)  # type: ignore[attr-defined]
        if "later" not in codes:
            del self.fields["ask_on"]

    def reply(self) -> Reply:
        """Give the answer that was typed."""
        typed = self.cleaned_data
        return Reply(
            said=typed["said"],
            words=typed["words"],
            form=typed["form"],
            until=typed["until"],
            ask_on=typed.get("ask_on"),
        )


class DeskAnswerForm(AnswerForm):
    """The same, where the tracing office asks in person; of a child with who answers for them."""

    guardian = forms.CharField(
        label=_("Guardian who answers for the child"), required=False, max_length=LINE_MAX
    )
    best_interests = forms.BooleanField(
        label=_("It was found and written down what is best for the child"), required=False
    )

    def __init__(self, *args: Any, is_child: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = _("A year at most.")
        if not is_child or "ask_on" not in self.fields:
            del self.fields["guardian"]
            del self.fields["best_interests"]

    def agreed(self, by: UUID, at: Any, today: date) -> Agreed | None:
        """Give the yes that was typed; None where it is none or no day was given."""
        typed = self.cleaned_data
        if typed["said"] not in ("yes", "alive only") or typed["until"] is None:
            return None
        return Agreed(
            given_on=today, until=typed["until"], form=typed["form"], noted_by=by, noted_at=at
        )


class MessageForm(KeptForm):
    """A message of one side to the other."""

    text = forms.CharField(
        label=_("Message"),
        help_text=_("No address, place, telephone number or account."),
        max_length=WORD_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SidedMessageForm(MessageForm):
    """The same at the tracing desk, with whose message it is."""

    side = forms.ChoiceField(label=_("Whose message"), choices=listed(wording.SIDES, SIDES))
    field_order = ("side", "text")


class WithdrawForm(KeptForm):
    """Which side takes its yes back, and how they said so."""

    side = forms.ChoiceField(label=_("Who takes it back"), choices=listed(wording.SIDES, SIDES))
    how = forms.CharField(label=_("How they said so"), required=False, max_length=LINE_MAX)


class EndForm(KeptForm):
    """Why a match ends."""

    why = forms.CharField(
        label=_("Why it ends"), help_text=_("Without names."), max_length=LINE_MAX
    )
