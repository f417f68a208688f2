"""The shapes of what is typed about a request, turned into its values."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from waystation.base.keptform import KeptForm
from waystation.cases.consent.forms import day_field
from waystation.cases.kin import INVERSE, KINDS
from waystation.cases.person_forms import LINE_MAX, NAME_MAX
from waystation.cases.person_words import KIN
from waystation.tracing.profile_forms import ProfileForms, listed
from waystation.tracing.requests import domain
from waystation.tracing.requests.wording import CALLED
from waystation.tracing.values import (
    FORMS,
    WHY_CLOSED,
    Agreed,
    Identity,
    Report,
    Request,
    SafeContact,
)

STORY_MAX = 4_000
NEWS_MAX = 2_000
HALF_A_YEAR = timedelta(days=182)


def choices(table: str, codes: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Give a closed list as the choices of a field."""
    return [(code, CALLED[table][code]) for code in codes]


def words_field(label: Any, most: int, rows: int = 2, **said: Any) -> forms.CharField:
    """Make a field for a few lines of words that may stay empty."""
    area = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, required=False, max_length=most, widget=area, **said)


class AboutForm(KeptForm):
    """What the two are to one another, and the seeker's story."""

    relation = forms.ChoiceField(
        label=_("The person who is looked for is the seeker's"), choices=listed(KIN, KINDS)
    )
    story = words_field(_("Their story, in their own words"), STORY_MAX, 5)
    last_news = words_field(
        _("The last news"), NEWS_MAX, help_text=_("When, through whom, and from where.")
    )


class ContactForm(KeptForm):
    """How a seeker can be reached without harm."""

    how = forms.CharField(
        label=_("How they can be reached"),
        help_text=_("Through whom, and which way; nothing that could betray them if it is found."),
        required=False,
        max_length=LINE_MAX,
    )
    when = forms.CharField(label=_("When"), required=False, max_length=NAME_MAX)
    words = forms.CharField(
        label=_("Words agreed"),
        help_text=_("By these words both sides know each other again."),
        required=False,
        max_length=LINE_MAX,
    )
    never = forms.CharField(
        label=_("What must never be done"),
        help_text=_("For example: never a letter, never a call at home."),
        required=False,
        max_length=LINE_MAX,
    )
    language = forms.ChoiceField(
        label=_("In which language"), choices=[("ko", _("Korean")), ("en", _("English"))]
    )


class ChildForm(KeptForm):
    """What is needed where the seeker is under 18."""

    guardian = forms.CharField(
        label=_("Who answers for the child"), required=False, max_length=NAME_MAX
    )
    best_interests = words_field(
        _("Why searching is best for the child"),
        NEWS_MAX,
        help_text=_("As it was weighed with the child and the guardian."),
    )


class AgreeForm(KeptForm):
    """That the seeker agreed to being helped in the search, and until when."""

    given_on = day_field(_("Agreed on"), required=False)
    until = day_field(_("Until"), required=False, help_text=_("A year at most."))
    form = forms.ChoiceField(label=_("How"), choices=choices("form", FORMS), initial="spoken")

    def __init__(self, *args: Any, today: date, needed: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "agree")
        kwargs.setdefault("initial", {"given_on": today, "until": today + HALF_A_YEAR})
        super().__init__(*args, **kwargs)
        self.needed = needed

    def clean(self) -> dict[str, Any]:
        """Hold the days against each other."""
        said = super().clean() or {}
        given_on, until = said.get("given_on"), said.get("until")
        if self.needed and not (given_on and until):
            raise forms.ValidationError(_("Give the day on which they agreed, and until when."))
        if given_on and until and until < given_on:
            self.add_error("until", gettext("It ends before it begins."))
        return said

    def agreed(self, by: UUID, at: datetime) -> Agreed | None:
        """Give the yes that was typed; None where a day was left empty."""
        said = self.cleaned_data
        if not (said["given_on"] and said["until"]):
            return None
        return Agreed(
            given_on=said["given_on"],
            until=said["until"],
            form=said["form"],
            noted_by=by,
            noted_at=at,
        )


class IdentityForm(KeptForm):
    """How one of us made sure who the seeker is."""

    identity = forms.CharField(
        label=_("How you know who the seeker is"),
        help_text=_("Such as: vouched for by somebody we know. Nothing is searched before."),
        required=False,
        max_length=LINE_MAX,
    )


class InterviewForms:
    """The interview: all that a request is begun with or changed by, on one page.

    Agreement and identity are asked only at the beginning; later each is an act of its own.
    """

    def __init__(self, data: Any, *, today: date, was: Request | None = None) -> None:
        self.was = was
        seeker, sought = (was.seeker, was.sought) if was else (None, None)
        self.seeker = ProfileForms(data, prefix="seeker", was=seeker, has_parting=False)
        self.sought = ProfileForms(data, prefix="sought", was=sought)
        said = _fields(was) if was else {}
        self.about = AboutForm(data, prefix="about", initial=said)
        contact = _contact(was.contact) if was else {}
        self.contact = ContactForm(data, prefix="contact", initial=contact)
        self.child = ChildForm(data, prefix="child", initial=said)
        self.agree = None if was else AgreeForm(data, today=today, needed=False)
        self.identity = None if was else IdentityForm(data, prefix="known")
        self.refused = None

    def is_valid(self) -> bool:
        """Say whether everything makes sense; each form keeps what is wrong in it."""
        found: list[Any] = [self.seeker, self.sought, self.about, self.contact, self.child]
        found += [form for form in (self.agree, self.identity) if form is not None]
        return {form.is_valid() for form in found} == {True}

    def request(self, by: UUID, now: datetime) -> Request:
        """Give the request that was typed; how they were parted is known of both sides."""
        sought = self.sought.profile()
        seeker = replace(self.seeker.profile(), parting=sought.parting)
        about, child = self.about.cleaned_data, self.child.cleaned_data
        told = {
            "seeker": seeker,
            "sought": sought,
            "relation": about["relation"],
            "story": about["story"].strip(),
            "last_news": about["last_news"].strip(),
            "contact": SafeContact(**self.contact.cleaned_data),
            "guardian": child["guardian"].strip(),
            "best_interests": child["best_interests"].strip(),
        }
        if self.was is not None:
            return replace(self.was, **told)
        assert self.agree is not None
        assert self.identity is not None
        how = self.identity.cleaned_data["identity"].strip()
        return Request(
            code="",
            opened_on=now.date(),
            agreed=self.agree.agreed(by, now),
            identity=Identity(how=how, by=by, at=now) if how else None,
            **told,
        )


class WhyForm(KeptForm):
    """Why something is done, in a few words."""

    why = forms.CharField(label=_("Why"), required=False, max_length=LINE_MAX)


class CloseForm(KeptForm):
    """Why a request is closed."""

    why = forms.ChoiceField(label=_("Why"), choices=choices("why closed", WHY_CLOSED))
    note = forms.CharField(label=_("In words"), required=False, max_length=LINE_MAX)


class ReportForm(KeptForm):
    """Word that the sought is alive or dead."""

    says = forms.ChoiceField(label=_("It says"), choices=choices("says", ("alive", "dead")))
    source = forms.CharField(
        label=_("Who says it, or where it stands"),
        help_text=_("Two who had it from one another are one source."),
        max_length=LINE_MAX,
    )
    heard_on = day_field(_("Heard on"))

    def report(self, by: UUID) -> Report:
        """Give the report that was typed."""
        return Report(**self.cleaned_data, by=by)


class FilterForm(forms.Form):
    """Which requests a list shows, and in which order."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("all that are not closed")), *choices("stands", domain.STANDS)],
    )
    text = forms.CharField(label=_("Name or code"), required=False, max_length=NAME_MAX)
    order = forms.ChoiceField(
        label=_("In order of"),
        required=False,
        choices=[("", _("day opened")), ("until", _("day the yes ends")), ("code", _("code"))],
    )


def back_of(relation: str) -> str:
    """Say what the seeker is to the sought, where the sought is this to the seeker."""
    return INVERSE[relation]  # type: ignore[index]


def _fields(was: Request) -> dict[str, Any]:
    fields = ("relation", "story", "last_news", "guardian", "best_interests")
    return {field: getattr(was, field) for field in fields}


def _contact(was: SafeContact) -> dict[str, Any]:
    return {field: getattr(was, field) for field in SafeContact.__struct_fields__}
