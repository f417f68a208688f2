"""The shapes of what is written, looked over and answered about a piece."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.person_words import LANGUAGES
from waystation.cases.telling.domain import CHANNELS
from waystation.cases.telling.queries import Mark
from waystation.cases.telling.wording import CHANNELS as CHANNEL_WORDS
from waystation.cases.telling.wording import called
from waystation.impact.stories import domain
from waystation.impact.stories.domain import Draft, Words
from waystation.impact.stories.previewing import Said
from waystation.impact.stories.publishing import RECALLED_FROM
from waystation.impact.stories.services import Written
from waystation.impact.stories.wording import KINDS, PICTURES, POINTS, STATES

WORDS_MAX = 1_000
FILE_MAX = 8 * 1_024 * 1_024


def _text(label: Any, rows: int, **said: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **said)


class DraftForm(KeptForm):
    """A piece as it is written, in both languages."""

    kind = forms.ChoiceField(label=_("What it is"), choices=list(KINDS.items()))
    codes = forms.MultipleChoiceField(
        label=_("Of whom it speaks"),
        help_text=_("The consents that hold today, with what each of them allows."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_historical = forms.BooleanField(
        label=_("Told from an old book, about people long dead"), required=False
    )
    source = forms.CharField(label=_("Which book"), max_length=200, required=False)
    names = forms.BooleanField(label=_("The person’s own name stands in it"), required=False)
    slug = forms.CharField(
        label=_("Address"),
        help_text=_("Small letters a to z, digits and hyphens. No name, no place."),
        max_length=domain.SLUG_MAX,
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=domain.TITLE_MAX)
    text_en = _text(_("Text in English"), 12, max_length=domain.TEXT_MAX)
    changed_en = forms.CharField(
        label=_("What is changed, in English"),
        help_text=_("Readers see it, for instance: the name and the trade are changed."),
        max_length=domain.LINE_MAX,
        required=False,
    )
    title_ko = forms.CharField(label=_("Title in Korean"), max_length=domain.TITLE_MAX)
    text_ko = _text(_("Text in Korean"), 12, max_length=domain.TEXT_MAX)
    changed_ko = forms.CharField(
        label=_("What is changed, in Korean"), max_length=domain.LINE_MAX, required=False
    )
    picture = forms.ChoiceField(label=_("Picture"), choices=list(PICTURES.items()))
    file = forms.FileField(
        label=_("Picture file"),
        help_text=_("JPEG, PNG or WebP. Place, time and camera are taken out of it."),
        required=False,
    )
    alt_en = forms.CharField(
        label=_("What the picture shows, in English"), max_length=domain.LINE_MAX, required=False
    )
    alt_ko = forms.CharField(
        label=_("What the picture shows, in Korean"), max_length=domain.LINE_MAX, required=False
    )
    channels = forms.MultipleChoiceField(
        label=_("Where it is used"),
        choices=list(CHANNEL_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["site"],
    )
    until = forms.DateField(
        label=_("Public until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, marks: Sequence[Mark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.code, _mark_words(one)) for one in marks]
        self.fields["codes"].choices = offered  # type: ignore[attr-defined]

    def written(self, derived_from: UUID | None = None) -> Written:
        """Give the piece that was typed."""
        said = self.cleaned_data
        file = said["file"]
        return Written(
            draft=Draft(
                kind=said["kind"],
                slug=said["slug"].strip(),
                en=self._words("en"),
                ko=self._words("ko"),
                until=said["until"],
                channels=tuple(one for one in CHANNELS if one in said["channels"]),
                names=said["names"],
                picture=said["picture"],
                is_historical=said["is_historical"],
                source=said["source"].strip(),
            ),
            codes=tuple(said["codes"]),
            picture=file.read(FILE_MAX + 1) if file else b"",
            derived_from=derived_from,
        )

    def _words(self, language: str) -> Words:
        said = {name: self.cleaned_data[f"{name}_{language}"] for name in ("title", "changed")}
        text = self.cleaned_data[f"text_{language}"].replace("\r\n", "\n")
        return Words(text=text, alt=self.cleaned_data[f"alt_{language}"], **said)


def typed(said: Draft, codes: Sequence[str]) -> dict[str, object]:
    """Give what stands in the form of a draft that is written anew."""
    words = {
        f"{name}_{language}": getattr(said.words(language), name)
        for language in ("en", "ko")
        for name in ("title", "text", "changed", "alt")
    }
    plain = ("kind", "slug", "until", "names", "picture", "is_historical", "source")
    return {
        **words,
        **{name: getattr(said, name) for name in plain},
        "channels": list(said.channels),
        "codes": list(codes),
    }


class ReviewForm(KeptForm):
    """What the second person looked at; each point is ticked once nobody can be known by it."""

    points = forms.MultipleChoiceField(
        label=_("No to each of these"),
        choices=list(POINTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Look at each point; tick it once the answer is no.")},
    )
    note = forms.CharField(label=_("Words to it"), max_length=domain.LINE_MAX, required=False)


class HoldForm(KeptForm):
    """Why security holds a piece back."""

    state = forms.ChoiceField(
        label=_("How long"), choices=[(code, STATES[code]) for code in domain.HOLDS]
    )
    why = forms.CharField(
        label=_("Why"), help_text=_("Security alone reads it."), max_length=domain.LINE_MAX
    )


class UseForm(KeptForm):
    """Where a piece went beyond the site."""

    channel = forms.ChoiceField(
        label=_("Through what"), choices=[(code, CHANNEL_WORDS[code]) for code in RECALLED_FROM]
    )
    where = forms.CharField(
        label=_("Where, and whom to call back from"), max_length=domain.LINE_MAX
    )


class AnswerForm(KeptForm):
    """What somebody says to the words that are to be told of them."""

    digest = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("What do you say?"),
        choices=[("yes", _("Yes, these words may be told")), ("no", _("No, not so"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What should be otherwise"),
        widget=forms.Textarea({"rows": 3}),
        max_length=WORDS_MAX,
        required=False,
    )

    def said(self, *, language: str, interpreter: str) -> Said:
        """Give the answer."""
        said = self.cleaned_data
        is_yes = said["answer"] == "yes"
        return Said(said["digest"], is_yes, said["words"], language, interpreter)


class ShownForm(AnswerForm):
    """The same, written down by the colleague who showed it."""

    language = forms.ChoiceField(
        label=_("In which language"), choices=[*LANGUAGES.items(), ("other", _("another"))]
    )
    interpreter = forms.CharField(
        label=_("Interpreter"),
        help_text=_("An alias, never a name; or “none” if you speak the language yourself."),
        max_length=80,
    )


def _mark_words(mark: Mark) -> str:
    """Say what a consent allows, beside what it is called."""
    said = [
        ", ".join(called(code, table) for code in codes)
        for table, codes in (
            ("use", mark.uses),
            ("form", mark.forms),
            ("channel", mark.channels),
            ("region", mark.regions),
        )
    ]
    return f"{mark.code} · {' · '.join(said)} · {mark.until:%Y-%m-%d}"
