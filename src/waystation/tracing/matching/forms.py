"""What is typed about a candidate, and to search the register without a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.birth import YEAR_MAX, YEAR_MIN, Birth
from waystation.cases.person import Name, script_of
from waystation.cases.person_forms import LINE_MAX, NAME_MAX
from waystation.cases.person_words import SEX
from waystation.tracing.values import MARKS_MAX, NAMES_MAX, Home, Profile, Relative

REASON_MAX = 300


class TurnForm(KeptForm):
    """Why a candidate is somebody else."""

    says = forms.CharField(
        label=_("Why this is somebody else"),
        required=False,
        max_length=REASON_MAX,
        help_text=_("It is not proposed again unless clearly more becomes known."),
    )


class OutsideForm(KeptForm):
    """Whom to look for in the register without a request, and what for."""

    names = forms.CharField(
        label=_("Names"),
        required=False,
        max_length=LINE_MAX,
        help_text=_("Every name they may go by, with a comma between them, in any script."),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=tuple(SEX.items()), initial="unknown")
    year = forms.IntegerField(
        label=_("Year of birth"), required=False, min_value=YEAR_MIN, max_value=YEAR_MAX
    )
    county = forms.CharField(label=_("County"), required=False, max_length=NAME_MAX)
    province = forms.CharField(label=_("Province"), required=False, max_length=NAME_MAX)
    mother = forms.CharField(label=_("Mother's name"), required=False, max_length=NAME_MAX)
    father = forms.CharField(label=_("Father's name"), required=False, max_length=NAME_MAX)
    marks = forms.CharField(label=_("Marks"), required=False, max_length=LINE_MAX)
    why = forms.CharField(
        label=_("What this search is for"),
        max_length=REASON_MAX,
        help_text=_("The second officer reads it and decides by it."),
    )

    def profile(self) -> Profile:
        """Give what was typed as a profile."""
        said = self.cleaned_data
        home = Home(province=said["province"].strip(), county=said["county"].strip())
        return Profile(
            names=_named(said["names"])[:NAMES_MAX],
            sex=said["sex"],
            birth=Birth(calendar="unknown", year=said["year"]) if said["year"] else Birth(),
            homes=(home,) if home.is_known else (),
            relatives=tuple(
                Relative(kind="parent", names=_named(said[who]), sex=sex)
                for who, sex in PARENTS
                if said[who].strip()
            ),
            marks=tuple(part.strip() for part in said["marks"].split(",") if part.strip())[
                :MARKS_MAX
            ],
        )


PARENTS: tuple[tuple[str, Any], ...] = (("mother", "female"), ("father", "male"))


def _named(text: str) -> tuple[Name, ...]:
    parts = (part.strip() for part in text.split(","))
    return tuple(Name(part, "real", script_of(part)) for part in parts if part)
