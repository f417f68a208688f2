"""The shapes of what strangers ask on the site: a talk, to help, the newsletter, a place."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.giving.advocacy import domain
from waystation.giving.advocacy.domain import Said
from waystation.giving.advocacy.wording import CALLED
from waystation.giving.domain import ADDRESS_MAX, NAME_MAX

HOURS_MAX = 40


class AskForm(KeptForm):
    """What every one of them asks first."""

    # The facts of a kind, in the order in which the inbox shows them.
    facts: tuple[str, ...] = ()

    name = forms.CharField(label=_("Your name"), max_length=NAME_MAX)
    email = forms.EmailField(label=_("E-mail"), max_length=ADDRESS_MAX)
    # People leave it empty because they do not see it; programs that fill in forms do not.
    subject = forms.CharField(required=False, label=_("Leave this empty"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    @property
    def is_trapped(self) -> bool:
        """Say whether a program filled in what nobody sees."""
        return bool(self.cleaned_data["subject"])

    def said(self) -> Said:
        """Give what was asked."""
        told = self.cleaned_data
        facts = {code: _plain(told[code]) for code in self.facts if told.get(code)}
        return Said(
            name=told.get("name", "").strip(),
            email=told["email"],
            language="ko" if get_language() == "ko" else "en",
            words=told.get("words", "").strip(),
            facts=facts,
        )


class SpeakerForm(AskForm):
    """A talk that somebody asks us to give."""

    facts = ("organisation", "topic", "when", "people", "where")

    organisation = forms.CharField(
        label=_("Your school, congregation or group"), required=False, max_length=domain.FACT_MAX
    )
    topic = forms.CharField(
        label=_("What the talk should be about"), required=False, max_length=domain.FACT_MAX
    )
    when = forms.CharField(
        label=_("When it would suit you"),
        help_text=_("Some days to choose from help us most."),
        max_length=domain.FACT_MAX,
    )
    people = forms.IntegerField(
        label=_("How many will listen, about"), required=False, min_value=1, max_value=100_000
    )
    where = forms.ChoiceField(
        label=_("Where"),
        choices=[(code, word) for code, word in CALLED["where"].items()],
        widget=forms.RadioSelect,
        initial="either",
    )
    words = forms.CharField(
        label=_("What else we should know"),
        required=False,
        max_length=domain.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class VolunteerForm(AskForm):
    """Somebody who wants to help with their time."""

    facts = ("languages", "skills", "hours")

    languages = forms.CharField(label=_("Languages you speak well"), max_length=domain.FACT_MAX)
    skills = forms.MultipleChoiceField(
        label=_("What you can do"),
        choices=[(code, word) for code, word in CALLED["skill"].items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hours = forms.IntegerField(
        label=_("Hours a week you can give"), min_value=1, max_value=HOURS_MAX
    )
    words = forms.CharField(
        label=_("What else we should know"),
        required=False,
        max_length=domain.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class NewsletterForm(AskForm):
    """An address for the newsletter."""

    name = forms.CharField(label=_("Your name"), required=False, max_length=NAME_MAX)


class RegisterForm(AskForm):
    """A place at an event."""

    people = forms.IntegerField(
        label=_("How many of you come"),
        min_value=1,
        max_value=domain.PEOPLE_MAX,
        initial=1,
    )
    words = forms.CharField(
        label=_("What you need to take part"),
        help_text=_("Such as an interpreter or a seat near the door."),
        required=False,
        max_length=domain.FACT_MAX,
    )


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ",".join(str(one) for one in value)
    return str(value).strip()
