"""The shapes of what is typed and picked in a portrait's interview and studio."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.consent.wording import FORMS as FORM_WORDS
from waystation.tracing.portraits import domain
from waystation.tracing.portraits.domain import Portrait
from waystation.tracing.portraits.face import (
    INNER,
    NAMES,
    OLDEST,
    OUTER,
    PLACES,
    SCALES,
    YOUNGEST,
    Face,
    Mark,
)
from waystation.tracing.portraits.wording import CONSENTS, FEATURES, MARKS, TRAITS
from waystation.tracing.portraits.wording import PLACES as PLACE_WORDS
from waystation.tracing.values import FORMS

NAME_MAX, CREDIT_MAX = 80, 120


def _answers(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[(form, FORM_WORDS[form]) for form in FORMS])


class BeginForm(KeptForm):
    """That the witness heard the warning and agreed, and who stays beside them."""

    warned = forms.BooleanField(
        label=_("They were told all of this, in their language, and want to begin."),
        error_messages={"required": _("Without their yes nothing begins.")},
    )
    support = forms.CharField(
        label=_("Who stays beside them"),
        help_text=_("Somebody they chose. Not the artist."),
        max_length=NAME_MAX,
    )
    language = forms.CharField(label=_("In which language they were told"), max_length=NAME_MAX)
    form = _answers(_("How they agreed"))
    grown_up = forms.BooleanField(
        label=_("I made sure that the person sought is grown up today."), required=False
    )


class FreeForm(KeptForm):
    """What the witness tells without being asked."""

    free = forms.CharField(
        label=_("In their own words"),
        help_text=_("Do not ask anything. Write what they say, as they say it."),
        max_length=domain.FREE_MAX,
        required=False,
        widget=forms.Textarea({"rows": 18}),
    )


class TellForm(KeptForm):
    """What the witness is asked after the free telling; nothing must be known."""

    age = forms.IntegerField(
        label=_("How old they were when last seen"),
        min_value=YOUNGEST,
        max_value=OLDEST,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for trait, (low, high) in TRAITS.items():
            self.fields[f"trait-{trait}"] = forms.TypedChoiceField(
                label=_("%(low)s – %(high)s") % {"low": low, "high": high},
                choices=[("", "–"), *((n, str(n)) for n in range(1, 8))],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        for name, label in (
            ("resembles", _("Who in the family looks like them, and in what")),
            ("marks", _("Marks and scars")),
            ("teeth", _("Teeth")),
            ("hair", _("Hair")),
            ("clothes", _("Clothes, and how they held themselves")),
            ("gesture", _("A gesture only they made")),
        ):
            self.fields[name] = forms.CharField(
                label=label,
                max_length=domain.WORDS_MAX,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )

    @staticmethod
    def told(portrait: Portrait) -> dict[str, Any]:
        """Give what was told as it would be typed."""
        one = portrait.told
        said: dict[str, Any] = {name: getattr(one, name) for name in one.__struct_fields__}
        return said | {f"trait-{trait}": value for trait, value in one.traits.items()}

    def says(self) -> dict[str, Any]:
        """Give what was typed as the services take it."""
        said = {name: value for name, value in self.cleaned_data.items() if "-" not in name}
        traits = {trait: self.cleaned_data[f"trait-{trait}"] for trait in TRAITS}
        return said | {"traits": {trait: n for trait, n in traits.items() if n is not None}}

    def scales(self) -> list[tuple[Any, forms.BoundField]]:
        """Give the seven traits with what stands at the ends of each."""
        return [(TRAITS[trait], self[f"trait-{trait}"]) for trait in TRAITS]

    def words(self) -> list[forms.BoundField]:
        """Give the fields that are answered in words."""
        return [self[name] for name in self.fields if "-" not in name]


class PickForm(KeptForm):
    """Which faces of an array come closest."""

    pick = forms.TypedMultipleChoiceField(
        choices=[(n, n) for n in range(domain.ARRAY)], coerce=int, required=False
    )

    def picked(self) -> tuple[int, ...]:
        """Give the numbers of the picked faces."""
        return tuple(self.cleaned_data["pick"])


class SheetForm(KeptForm):
    """Every number of the face on the sheet, and perhaps a mark on it."""

    mark = forms.ChoiceField(label=_("A mark"), choices=[("", "–"), *MARKS.items()], required=False)
    place = forms.ChoiceField(
        label=_("Where it was, as one looks at them"),
        choices=list(PLACE_WORDS.items()),
        required=False,
    )

    def __init__(self, *args: Any, face: Face, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.face = face
        for name in NAMES:
            self.fields[name] = forms.IntegerField(
                label=str(FEATURES[name][0]),
                min_value=0,
                max_value=100,
                required=False,
                initial=round(100 * getattr(face, name)),
                widget=forms.NumberInput({"type": "range", "step": 1}),
            )

    def groups(self) -> list[tuple[Any, list[tuple[Any, forms.BoundField]]]]:
        """Give the scales in the order in which they are asked: hair and outer face last."""
        return [
            (heading, [(FEATURES[name], self[name]) for name in names])
            for heading, names in (
                (_("Age and weight"), SCALES),
                (_("Shift and size"), INNER),
                (_("Hair and outer face, last"), OUTER),
            )
        ]

    def drawn(self) -> tuple[Face, Mark | None]:
        """Give the face as it was set; a scale that was not touched keeps its exact value."""
        said = self.cleaned_data
        values = {
            name: said[name] / 100
            for name in NAMES
            if said[name] is not None and said[name] != round(100 * getattr(self.face, name))
        }
        mark = None
        if said["mark"] and said["place"]:
            x, y = PLACES[said["place"]]
            mark = Mark(said["mark"], x, y)
        return self.face._replace(**values), mark


class KeepForm(KeptForm):
    """What the witness says to a version that is kept."""

    says = forms.CharField(
        label=_("What the witness says to it"),
        help_text=_("Such as: eyes right, chin not."),
        max_length=domain.COMMENT_MAX,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class ImagineForm(KeptForm):
    """How old they would be today."""

    age = forms.IntegerField(
        label=_("How old they are today, about"), min_value=domain.GROWN_UP, max_value=OLDEST
    )


class PictureForm(KeptForm):
    """The finished portrait, as the artist hands it over."""

    content = forms.FileField(
        label=_("The finished portrait"),
        help_text=_(
            "A JPEG, PNG or WebP picture, at most 8 MiB. What hides in the file is taken out."
        ),
        error_messages={
            "required": _("No file came. Choose one of at most 8 MiB."),
            "missing": _("No file came. Choose one of at most 8 MiB."),
        },
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.png,.webp"}),
        allow_empty_file=True,
    )
    credit = forms.CharField(
        label=_("The artist's credit"),
        help_text=_("As the artist wants to be named, or how they wish to stay unnamed."),
        max_length=CREDIT_MAX,
    )
    kind = forms.ChoiceField(
        label=_("What it shows"),
        choices=[
            ("then", _("them as they were then")),
            ("imagined", _("imagined, as they may look today")),
        ],
    )
    age = forms.IntegerField(label=_("At which age, about"), min_value=YOUNGEST, max_value=OLDEST)

    def clean(self) -> dict[str, Any]:
        """Refuse a picture of today that would be of a minor."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("kind") == "imagined" and (said.get("age") or 99) < domain.GROWN_UP:
            self.add_error("age", _("Nobody who is a minor today is drawn as they may look today."))
        return said


class UseForm(KeptForm):
    """Which use of a finished portrait is meant."""

    purpose = forms.ChoiceField(choices=list(CONSENTS.items()), widget=forms.HiddenInput)


class AllowForm(UseForm):
    """When and how the family allowed one use."""

    given_on = forms.DateField(
        label=_("Said on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    form = _answers(_("How they agreed"))


class DestroyForm(KeptForm):
    """That the witness wants it gone."""

    sure = forms.BooleanField(
        label=_("The witness wants it destroyed. I read aloud what will be gone."),
        error_messages={"required": _("Nothing is destroyed before this is said.")},
    )
