"""What people type about one person: names, births and languages, read as they were meant."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import birth
from waystation.cases.birth import Birth
from waystation.cases.person import LANGUAGES, SEXES, Person, named
from waystation.cases.person_words import SEX, language_name

NAME_MAX = 120
LINE_MAX = 300
NOTE_MAX = 2_000
PEOPLE_ROWS = 12
LANGUAGES_MAX = 8


class BirthField(forms.CharField):
    """An age or a day of birth in one line, by the sun or the moon; its value is a `Birth`."""

    def clean(self, value: Any) -> Birth:
        """Understand what was written."""
        said = super().clean(value)
        if not said:
            return Birth()
        told = birth.read(said, told_on=clock.now().date())
        if told is None:
            raise forms.ValidationError(
                _(
                    "“%(said)s” is no age and no day of birth. Write for example 41, about 41,"
                    " 1837, 1837-09-15 or lunar 1837-09-15."
                ),
                params={"said": said},
            )
        return told


class LanguagesField(forms.CharField):
    """Languages by name, the best one first; those of the list become their codes."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Read the languages, however they are set apart."""
        said = re.split(r"[,;·/]+", super().clean(value))
        codes = {language_name(code).casefold(): code for code in LANGUAGES}
        words = [word.strip() for word in said if word.strip()]
        if len(words) > LANGUAGES_MAX:
            raise forms.ValidationError(
                _("Write at most %(n)d languages."), params={"n": LANGUAGES_MAX}
            )
        found = [codes.get(word.casefold(), word) for word in words]
        return tuple(dict.fromkeys(found))

    def prepare_value(self, value: Any) -> Any:
        """Show codes as the languages they stand for."""
        if isinstance(value, tuple | list):
            return ", ".join(language_name(code) for code in value)
        return value


class PersonForm(forms.Form):
    """One member of a household; a row left empty is nobody."""

    name = forms.CharField(label=_("Name"), required=False, max_length=NAME_MAX)
    age = BirthField(label=_("Age or birth"), required=False, max_length=NAME_MAX)
    relation = forms.CharField(label=_("Relation"), required=False, max_length=NAME_MAX)
    seems_under_18 = forms.BooleanField(label=_("Age unknown, but a child"), required=False)

    def person(self) -> Person:
        """Give the person that was typed; no name stays no name."""
        said = dict(self.cleaned_data)
        return named(said.pop("name"), birth=said.pop("age"), **said)


class PeopleForms(forms.formset_factory(PersonForm, extra=PEOPLE_ROWS, max_num=PEOPLE_ROWS)):  # type: ignore[misc]
    """The members of a household, one row each."""

    def people(self) -> list[Person]:
        """List the people of the rows that were filled."""
        return [form.person() for form in self.forms if form.has_changed()]


class NewPersonForm(KeptForm, PersonForm):
    """Somebody more in a household that is on file: eight fields, and none must be filled."""

    age = BirthField(
        label=_("Age or birth"),
        help_text=_("For example 41, about 41, 1837, 1837-09-15 or lunar 1837-09-15."),
        required=False,
        max_length=NAME_MAX,
    )
    sex = forms.ChoiceField(
        label=_("Sex"), choices=[(code, SEX[code]) for code in SEXES], initial="unknown"
    )
    languages = LanguagesField(
        label=_("Languages"),
        help_text=_("The one they speak best first, set apart by commas."),
        required=False,
        max_length=LINE_MAX,
        widget=forms.TextInput(attrs={"list": "languages", "autocomplete": "off"}),
    )
    needs = forms.CharField(label=_("Needs on the way"), required=False, max_length=LINE_MAX)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_MAX, widget=forms.Textarea({"rows": 2})
    )
    field_order = (
        "name", "age", "seems_under_18", "sex", "languages", "relation", "needs", "note",
    )  # fmt: skip
