"""The shapes of what a case worker writes: who may be found, and whom they look for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.kin import KINDS
from waystation.cases.person import Name
from waystation.cases.person_forms import LINE_MAX, NAME_MAX
from waystation.cases.person_words import KIN
from waystation.tracing.profile_forms import ProfileForms, listed
from waystation.tracing.register.domain import (
    ENTRY_PARTS,
    ENTRY_USES,
    SHARES,
    Draft,
    Registered,
    Told,
)
from waystation.tracing.register.wording import SHARES as WORDS
from waystation.tracing.release_forms import ReleaseForm
from waystation.tracing.values import Profile, SafeContact
from waystation.tracing.wording import PARTS, USES

STORY_MAX, NEWS_MAX = 4_000, 2_000


class SharesForm(KeptForm):
    """What of somebody goes along into the register."""

    shares = forms.MultipleChoiceField(
        label=_("What goes along, as they wish"),
        choices=[(code, WORDS[code]) for code in SHARES],
        widget=forms.CheckboxSelectMultiple,
        initial=list(SHARES),
        error_messages={"required": _("Choose at least one part.")},
    )


class EnterForms:
    """What goes along of somebody, and what they told for it that their record does not hold."""

    def __init__(self, data: Any, *, was: Registered | None) -> None:
        told = was.told if was else Told()
        profile = Profile(
            homes=told.homes,
            relatives=told.relatives,
            parting=told.parting,
            seen_age=told.seen_age,
            marks=told.marks,
        )
        self.told = ProfileForms(data, prefix="told", was=profile, of_record=True)
        initial = {"shares": list(was.shares)} if was else None
        self.shares = SharesForm(data, initial=initial)

    def is_valid(self) -> bool:
        """Say whether everything makes sense."""
        return {self.told.is_valid(), self.shares.is_valid()} == {True}

    def said(self) -> dict[str, Any]:
        """Give what was typed, as `services.enter` takes it."""
        return {"told": told_of(self.told), "shares": tuple(self.shares.cleaned_data["shares"])}


class ToOthersForm(ReleaseForm):
    """With which organisation somebody in the register agreed to be compared."""

    def __init__(self, *args: Any, names: Sequence[Name], today: date, until: date, **kwargs: Any):
        kwargs["initial"] = {"uses": ENTRY_USES, "until": until}
        super().__init__(*args, names=names, today=today, **kwargs)
        self.fields["receiver"].help_text = _("Write its name as the tracing desk writes it.")
        self.fields["parts"].help_text = _("A name alone is never compared.")
        self.fields["parts"].required = True
        offered = {"uses": listed(USES, ENTRY_USES), "parts": listed(PARTS, ENTRY_PARTS)}
        for field, choices in offered.items():
            self.fields[field].choices = choices  # type: ignore[attr-defined]


class LookForForm(KeptForm):
    """Whom somebody looks for, and how they can be told of it without harm."""

    relation = forms.ChoiceField(
        label=_("The person who is looked for is the seeker's"), choices=listed(KIN, KINDS)
    )
    story = forms.CharField(
        label=_("Their story, in their own words"),
        required=False,
        max_length=STORY_MAX,
        widget=forms.Textarea({"rows": 5}),
    )
    last_news = forms.CharField(
        label=_("The last news"),
        help_text=_("When, through whom, and from where."),
        required=False,
        max_length=NEWS_MAX,
        widget=forms.Textarea({"rows": 2}),
    )
    when = forms.CharField(
        label=_("When the seeker can be spoken with"), required=False, max_length=NAME_MAX
    )
    never = forms.CharField(label=_("What must never be done"), required=False, max_length=LINE_MAX)
    language = forms.ChoiceField(
        label=_("In which language"), choices=[("ko", _("Korean")), ("en", _("English"))]
    )
    identity = forms.CharField(label=_("How you know who the seeker is"), max_length=LINE_MAX)
    best_interests = forms.CharField(
        label=_("Why searching is best for the child"),
        help_text=_("As it was weighed with the child and the guardian."),
        required=False,
        max_length=NEWS_MAX,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, is_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_child:
            del self.fields["best_interests"]


class LookForForms:
    """All that is asked of somebody who looks for somebody."""

    def __init__(self, data: Any, *, is_child: bool) -> None:
        self.sought = ProfileForms(data, prefix="sought")
        self.about = LookForForm(data, prefix="about", is_child=is_child)
        self.told = ProfileForms(data, prefix="told", has_parting=False, of_record=True)

    def is_valid(self) -> bool:
        """Say whether everything makes sense; each form keeps what is wrong in it."""
        return {form.is_valid() for form in (self.sought, self.about, self.told)} == {True}

    def draft(self) -> Draft:
        """Give what was typed."""
        said = dict(self.about.cleaned_data)
        contact = {what: said.pop(what) for what in ("when", "never", "language")}
        return Draft(
            told=told_of(self.told),
            sought=self.sought.profile(),
            contact=SafeContact(**contact),
            **said,
        )


def told_of(forms_of: ProfileForms) -> Told:
    """Give what somebody told besides their record."""
    profile = forms_of.profile()
    return Told(
        homes=profile.homes,
        relatives=profile.relatives,
        parting=profile.parting,
        seen_age=profile.seen_age,
        marks=profile.marks,
    )
