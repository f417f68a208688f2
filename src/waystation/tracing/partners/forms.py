"""Forms between organisations: a card, an agreement, a release, a file that came, an answer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from waystation.base.keptform import KeptForm
from waystation.tracing.partners import domain, wording
from waystation.tracing.partners.domain import Agreement, Card
from waystation.tracing.partners.services.letters import FILE_MAX
from waystation.tracing.profile_forms import listed
from waystation.tracing.release_forms import ReleaseForm, numbered, picked
from waystation.tracing.values import USES, Released, Request
from waystation.tracing.wording import USES as USE_WORDS

# The lines of a card as it is printed, read aloud or pasted.
LINES = ("name", "age", "signs")


def card_text(card: Card) -> str:
    """Write a card as three lines that can be pasted into a mail."""
    return f"name: {card.name}\nage: {card.recipient}\nsigns: {card.signs.hex()}"


class OwnForm(KeptForm):
    """By which name other organisations know us."""

    name = forms.CharField(
        label=_("Our name"),
        help_text=_("As other organisations know us. It stands on our card and in no file."),
        max_length=domain.NAME_MAX,
    )


class CardForm(KeptForm):
    """The card another organisation gave us, pasted."""

    card = forms.CharField(
        label=_("Their card"),
        help_text=_("Three lines: name, age and signs, as their page shows them."),
        max_length=1_000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false", "class": "mono"}),
    )

    def clean_card(self) -> Card:
        """Read the three lines."""
        parted = (line.partition(":") for line in self.cleaned_data["card"].splitlines())
        said = {head.strip().casefold(): rest.strip() for head, _colon, rest in parted}
        missing = [name for name in LINES if not said.get(name)]
        if missing:
            raise forms.ValidationError(
                gettext("This card lacks: %(lines)s.") % {"lines": ", ".join(missing)}
            )
        try:
            signs = bytes.fromhex(said["signs"])
        except ValueError:
            signs = b""
        if len(signs) != 32:
            raise forms.ValidationError(gettext("The line “signs” is not 64 digits and letters."))
        name = said["name"][: domain.NAME_MAX]
        return Card(name=name, recipient=said["age"], signs=signs)


class ComparedForm(KeptForm):
    """That the code was read to each other, and how one knew the other."""

    how = forms.CharField(
        label=_("How did you know them?"),
        help_text=_("Whom you called, by a number you knew before, or where you met."),
        max_length=300,
    )
    same = forms.BooleanField(label=_("We read the code to each other and it was the same"))


class AgreementForm(KeptForm):
    """What was agreed with an organisation, until when, and how much of it."""

    about = forms.CharField(
        label=_("What for"), max_length=300, help_text=_("In a sentence, as it was agreed.")
    )
    uses = forms.MultipleChoiceField(
        label=_("What may pass between us"),
        choices=listed(USE_WORDS, USES),
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}))
    keys_max = forms.IntegerField(
        label=_("Keys in one search, at most"),
        help_text=_("A person has up to twelve. Whoever asks can test guesses with each key."),
        min_value=domain.KEYS_LEAST,
        max_value=domain.KEYS_MOST,
        initial=1_000,
    )
    runs_max = forms.IntegerField(
        label=_("Searches in thirty days, at most"),
        min_value=0,
        max_value=domain.RUNS_MOST,
        initial=2,
    )
    requests_max = forms.IntegerField(
        label=_("Requests in thirty days, at most"),
        min_value=0,
        max_value=domain.REQUESTS_MOST,
        initial=10,
    )

    def agreement(self) -> Agreement:
        """Give what was typed as an agreement."""
        said = self.cleaned_data
        return Agreement(**said | {"uses": tuple(said["uses"])})


class WhyForm(KeptForm):
    """A reason."""

    why = forms.CharField(label=_("Reason"), max_length=300)


class ReadForm(KeptForm):
    """A file that came: as a file, or as the text it was pasted as."""

    content = forms.FileField(label=_("File"), required=False)
    text = forms.CharField(
        label=_("or its text"),
        required=False,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false", "class": "mono"}),
    )

    def clean(self) -> dict[str, Any]:
        """Take the file or the text, and refuse both and neither."""
        said = super().clean() or {}
        file, text = said.get("content"), said.get("text", "")
        if bool(file) == bool(text.strip()):
            self.add_error("content", gettext("Give a file or its text, one of both."))
        elif file and file.size > FILE_MAX:
            told = gettext("This file has %(n)d bytes; at most %(most)d are read.")
            self.add_error("content", told % {"n": file.size, "most": FILE_MAX})
        else:
            said["bytes"] = file.read() if file else text.encode()
        return said


class SendForm(KeptForm):
    """Which request goes to an organisation."""

    request = forms.ChoiceField(label=_("Request"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request"].choices = choices  # type: ignore[attr-defined]

    def request_id(self) -> UUID:
        """Give the request that was chosen."""
        return UUID(self.cleaned_data["request"])


class ToPartnerForm(ReleaseForm):
    """What a seeker agreed may go to one of the organisations on file."""

    receiver = forms.ChoiceField(label=_("Organisation"))
    names = forms.MultipleChoiceField(
        label=_("Names of the one who is sought"), widget=forms.CheckboxSelectMultiple
    )
    seeker_names = forms.MultipleChoiceField(
        label=_("Names of the seeker"),
        help_text=_("None: the seeker stays unnamed, and is not looked for by the others either."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("receiver", "uses", "names", "seeker_names")

    def __init__(
        self, *args: Any, request: Request, receivers: list[str], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, names=request.sought.names, today=today, **kwargs)
        self._seeker_names = request.seeker.names
        said = {
            "receiver": [(name, name) for name in receivers],
            "seeker_names": numbered(self._seeker_names),
        }
        for field, choices in said.items():
            self.fields[field].choices = choices  # type: ignore[attr-defined]

    def released(self, *, by: UUID, now: datetime) -> Released:
        """Give what was typed as a release."""
        named = picked(self._seeker_names, self.cleaned_data["seeker_names"])
        return replace(super().released(by=by, now=now), seeker_names=named)


class AnswerForm(KeptForm):
    """The answer of a human to a request that came."""

    reply = forms.ChoiceField(
        label=_("Answer"), choices=list(wording.REPLIES.items()), widget=forms.RadioSelect
    )
    says = forms.CharField(
        label=_("In words"),
        help_text=_("Only with word that somebody agreed to. No address and no place."),
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 3}),
    )
