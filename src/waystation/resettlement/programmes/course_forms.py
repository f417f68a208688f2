"""The shapes of what is typed about courses."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.consent.forms import day_field
from waystation.cases.forms import LINE_MAX, NAME_MAX
from waystation.cases.person_words import LANGUAGES
from waystation.resettlement.programmes import seats
from waystation.resettlement.programmes.forms import of_codes
from waystation.resettlement.programmes.seats import Answer, Course, Question, Session
from waystation.resettlement.programmes.services.courses import Bring

CODE_MAX = 12
CHILDREN_MAX = 10
CARDS_MAX = 200
EVERY_MAX = 60


class CourseForm(KeptForm):
    """What a course is, where, and what is looked after."""

    title = forms.CharField(
        label=_("Title"), help_text=_("It stands in people's own plans."), max_length=NAME_MAX
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=of_codes("kind", seats.COURSE_KINDS))
    topic = forms.ChoiceField(label=_("About"), choices=of_codes("topic", seats.TOPICS))
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()))
    interpreter = forms.CharField(
        label=_("Interpreter"),
        help_text=_("Into which language, and an alias; empty: nobody interprets."),
        required=False,
        max_length=NAME_MAX,
    )
    place = forms.CharField(label=_("Where"), max_length=LINE_MAX)
    teacher = forms.CharField(
        label=_("Who teaches"), help_text=_("An alias."), required=False, max_length=NAME_MAX
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=seats.SEATS_MAX, initial=12)
    childcare = forms.BooleanField(label=_("Children are looked after"), required=False)
    refund = forms.BooleanField(label=_("The way there is paid for"), required=False)

    def course(self) -> Course:
        """Give the course that was typed."""
        return Course(**self.cleaned_data)


class DaysForm(KeptForm):
    """Days of a course: the first, how many, and how far apart."""

    first = day_field(_("First day"))
    hours = forms.CharField(
        label=_("Hours"), help_text=_("For example 10:00-12:00"), required=False, max_length=20
    )
    n = forms.IntegerField(label=_("How many days"), min_value=1, max_value=30, initial=1)
    every_days = forms.IntegerField(
        label=_("Days from one to the next"), min_value=1, max_value=EVERY_MAX, initial=7
    )

    def sessions(self) -> tuple[Session, ...]:
        """Give the days that were typed."""
        said = self.cleaned_data
        return seats.series(said["first"], said["n"], said["every_days"], said["hours"].strip())


class CopyForm(KeptForm):
    """On which day the next term begins."""

    first = day_field(_("First day of the next term"))


class CodeForm(KeptForm):
    """Whose people are to come."""

    code = forms.CharField(
        label=_("Code of the household"),
        help_text=_("Such as H-KTQWN."),
        max_length=CODE_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class EnrolFields(KeptForm):
    """Who of a household comes, and what they need for it."""

    people = forms.TypedMultipleChoiceField(
        label=_("Who comes"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )
    children = forms.IntegerField(
        label=_("Children to be looked after meanwhile"),
        min_value=0,
        max_value=CHILDREN_MAX,
        initial=0,
    )
    refund = forms.BooleanField(label=_("Pay their way there back"), required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one), name) for one, name in people]
        self.fields["people"].choices = offered  # type: ignore[attr-defined]

    def bring(self) -> Bring:
        """Give what they need for coming."""
        return Bring(self.cleaned_data["children"], self.cleaned_data["refund"])


class EnrolForm(EnrolFields):
    """To which course people of a household come."""

    course = forms.TypedChoiceField(label=_("To what"), coerce=UUID)
    field_order = ("course", "people", "children", "refund")

    def __init__(self, *args: Any, courses: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one), title) for one, title in courses]
        self.fields["course"].choices = offered  # type: ignore[attr-defined]


class SeatForm(KeptForm):
    """Whom it is about, by their number in the course; and which session, -1 for none."""

    nr = forms.IntegerField(min_value=1)
    number = forms.IntegerField(min_value=seats.NO_SESSION, required=False)


class CameForm(KeptForm):
    """Who was there."""

    came = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, numbers: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(nr), "") for nr in numbers]
        self.fields["came"].choices = offered  # type: ignore[attr-defined]


class CardsForm(KeptForm):
    """How many cards came in, and how many gave which answer."""

    n = forms.IntegerField(label=_("Cards in all"), min_value=1, max_value=CARDS_MAX)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question, asked in of_codes("question", seats.QUESTIONS):
            for answer, said in of_codes("answer", seats.ANSWERS):
                self.fields[f"{question} {answer}".replace(" ", "-")] = forms.IntegerField(
                    label=gettext("%(question)s: %(answer)s") % {"question": asked, "answer": said},
                    min_value=0,
                    max_value=CARDS_MAX,
                    required=False,
                )

    def cards(self) -> list[tuple[Question, Answer, int]]:
        """Give the answers that were counted."""
        return [
            (question, answer, self.cleaned_data[f"{question}-{answer}"] or 0)
            for question in seats.QUESTIONS
            for answer in seats.ANSWERS
        ]
