"""The shapes of what strangers ask on the site: a team, a member's page, other words, a report."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.giving.campaigns import domain, texts
from waystation.giving.campaigns.domain import Asked, Contact
from waystation.giving.domain import ADDRESS_MAX, NAME_MAX

REASON_WORDS = {
    "person": _("It names somebody who fled, or could lead to them"),
    "danger": _("It puts somebody in danger in another way"),
    "false": _("It is not true, or somebody pretends to be somebody else"),
    "unkind": _("It insults or shames somebody"),
    "other": _("Something else"),
}


class ReportForm(KeptForm):
    """What is wrong with a public page."""

    reason = forms.ChoiceField(
        label=_("What is wrong"),
        choices=[(code, REASON_WORDS[code]) for code in domain.REASONS],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=domain.WHY_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    # People leave it empty because they do not see it; programs that fill in forms do not.
    subject = forms.CharField(required=False, label=_("Leave this empty"))

    def asked(self) -> Asked:
        """Give what was reported."""
        told = self.cleaned_data
        return Asked(reason=told["reason"], text=texts.tidy(told["words"]))


class PageForm(KeptForm):
    """A page as somebody asks for it, and how to reach them; the last part is never shown."""

    name = forms.CharField(
        label=_("Name on the page"),
        help_text=_("3 to 60 characters. No full name of anybody who has not agreed to it."),
        min_length=texts.NAME_MIN,
        max_length=texts.NAME_MAX,
    )
    text = forms.CharField(
        label=_("Why you collect"),
        help_text=_(
            "20 to 1,500 characters. No links, no telephone numbers, no addresses, and nobody who "
            "fled: not by name, not by story."
        ),
        min_length=texts.TEXT_MIN,
        max_length=texts.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    goal = forms.IntegerField(
        label=_("Goal in dollars"),
        help_text=_("Whole dollars, 100 to 1,000,000. One rescue is often counted as 3,000."),
        min_value=domain.GOAL_MIN // 100,
        max_value=domain.TEAM_GOAL_MAX // 100,
        initial=domain.TEAM_GOAL // 100,
    )
    contact_name = forms.CharField(
        label=_("Your name"), max_length=NAME_MAX, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your address of mail"),
        help_text=_("We write to it about this page and nothing else. It is never shown."),
        max_length=ADDRESS_MAX,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    subject = forms.CharField(required=False, label=_("Leave this empty"))

    def clean(self) -> dict[str, Any]:
        """Say at its field what may not stand in public words."""
        told = super().clean() or {}
        for field in ("name", "text"):
            found = texts.faults(texts.tidy(told.get(field, "")))
            if found:
                self.add_error(field, FAULT_WORDS[found[0]])
        return told

    def asked(self) -> Asked:
        """Give what was asked for."""
        told = self.cleaned_data
        language = "ko" if get_language() == "ko" else "en"
        return Asked(
            name=told["name"],
            text=told["text"],
            goal_cents=told["goal"] * 100,
            contact=Contact(told["contact_name"], told["email"], language),
        )


FAULT_WORDS = {
    "link": _("There is a link in it. Take it out: it would stand in public."),
    "mail": _("There is an address of mail or a name with @ in it. Take it out."),
    "phone": _("There is a telephone number or another long number in it. Take it out."),
    "address": _("There is the address of a house in it. Take it out."),
}
