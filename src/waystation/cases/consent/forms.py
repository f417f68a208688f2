"""The shapes of what people answer about their data, turned into values of `consent.domain`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.consent import domain
from waystation.cases.consent.domain import Consent, FreePassage, Referral, Vital
from waystation.cases.consent.wording import TABLES
from waystation.cases.forms import LINE_MAX, NAME_MAX
from waystation.cases.person_words import LANGUAGES

OTHER = ""


def choices(table: str, codes: Sequence[str]) -> list[tuple[str, str | Promise]]:
    """Give a closed list of `consent.domain` as the choices of a field."""
    return [(code, TABLES[table][code]) for code in codes]


def day_field(label: Any, **said: Any) -> forms.DateField:
    """Make a field for a day, as the browser's own calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **said)


def language_field() -> forms.ChoiceField:
    """Make a field for the language in which somebody was asked."""
    return forms.ChoiceField(
        label=_("In which language"), choices=[*LANGUAGES.items(), ("other", _("another"))]
    )


def scope_field(**said: Any) -> forms.MultipleChoiceField:
    """Make a field for the parts of a record."""
    return forms.MultipleChoiceField(
        label=_("Which parts of the record"),
        choices=choices("scope", domain.SCOPES),
        widget=forms.CheckboxSelectMultiple,
        **said,
    )


class ConsentForm(KeptForm):
    """What somebody answered about one purpose."""

    answer = forms.ChoiceField(
        label=_("What they answered"),
        choices=choices("answer", domain.ANSWERS),
        widget=forms.RadioSelect,
    )
    purpose = forms.ChoiceField(label=_("To what"), choices=choices("purpose", domain.PURPOSES))
    receiver = forms.CharField(
        label=_("To whom"),
        help_text=_("One organisation or partner; only for telling a partner and for referral."),
        required=False,
        max_length=NAME_MAX,
    )
    scope = scope_field(required=False, help_text=_("Only for passing the record on."))
    given_on = day_field(_("Answered on"))
    valid_until = day_field(_("Until"), help_text=_("A year at most."))
    form = forms.ChoiceField(label=_("How"), choices=choices("form", domain.FORMS))
    language = language_field()
    interpreter = forms.CharField(
        label=_("Interpreter"),
        help_text=_("An alias, never a name."),
        required=False,
        max_length=NAME_MAX,
    )
    witness = forms.CharField(
        label=_("Witness"),
        help_text=_("An alias; needed if it was only said."),
        required=False,
        max_length=NAME_MAX,
    )
    assent = forms.ChoiceField(
        label=_("The child"), choices=choices("assent", domain.ASSENTS), required=False
    )
    guardian = forms.ChoiceField(label=_("Who answered for the child"), required=False)
    guardian_alias = forms.CharField(
        label=_("or the guardian who was chosen"),
        help_text=_("An alias, never a name."),
        required=False,
        max_length=NAME_MAX,
    )

    def __init__(
        self, *args: Any, adults: Sequence[tuple[UUID, str]], is_child: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_child:
            for name in ("assent", "guardian", "guardian_alias"):
                del self.fields[name]
            return
        offered = [(OTHER, gettext("nobody of the household"))]
        offered += [(str(adult), name) for adult, name in adults]
        self.fields["guardian"].choices = offered  # type: ignore[attr-defined]
        asked = [(OTHER, gettext("not asked yet")), *choices("assent", domain.ASSENTS)]
        self.fields["assent"].choices = asked  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Hold the parts of an answer against each other."""
        said = super().clean() or {}
        to_somebody = said.get("purpose") in domain.TO_SOMEBODY
        if to_somebody and not said.get("receiver", "").strip():
            self.add_error("receiver", gettext("Say to whom: a yes holds for one receiver alone."))
        is_referral = said.get("purpose") == "referral" and said.get("answer") == "yes"
        if is_referral and not said.get("scope"):
            self.add_error("scope", gettext("Choose at least one part."))
        if said.get("form") in ("spoken", "phone") and not said.get("witness", "").strip():
            self.add_error("witness", gettext("What was only said needs a witness."))
        self._check_days(said.get("given_on"), said.get("valid_until"))
        return said

    def consent(self, person: UUID, now: datetime) -> Consent:
        """Give the answer that was typed."""
        said = self.cleaned_data
        to_somebody = said["purpose"] in domain.TO_SOMEBODY
        return Consent(
            person=person,
            purpose=said["purpose"],
            receiver=said["receiver"].strip() if to_somebody else "",
            scope=tuple(said["scope"]) if said["purpose"] == "referral" else (),
            answer=said["answer"],
            form=said["form"],
            language=said["language"],
            interpreter=said["interpreter"].strip(),
            witness=said["witness"].strip(),
            given_on=said["given_on"],
            noted_at=now,
            valid_until=said["valid_until"],
            text=domain.TEXTS[said["purpose"]],
            assent=said.get("assent") or None,
            guardian=UUID(said["guardian"]) if said.get("guardian") else None,
            guardian_alias=said.get("guardian_alias", "").strip(),
        )

    def _check_days(self, given_on: date | None, valid_until: date | None) -> None:
        if given_on is None or valid_until is None:
            return
        if valid_until < given_on:
            self.add_error("valid_until", gettext("It ends before it begins."))
        elif valid_until - given_on > domain.LONGEST:
            self.add_error(
                "valid_until", gettext("A year at most; afterwards they are asked again.")
            )


class HowForm(KeptForm):
    """How somebody took a consent back."""

    how = forms.CharField(
        label=_("How they took it back"),
        help_text=_("For instance: by word, on the telephone."),
        required=False,
        max_length=LINE_MAX,
    )


class VitalForm(KeptForm):
    """Why something has to be done without consent, and for how many days."""

    purpose = forms.ChoiceField(label=_("For what"), choices=choices("purpose", domain.VITAL))
    receiver = forms.CharField(
        label=_("To whom"),
        help_text=_("One organisation or partner; only for telling a partner and for referral."),
        required=False,
        max_length=NAME_MAX,
    )
    scope = scope_field(required=False)
    reason = forms.CharField(
        label=_("Why a life hangs on it"),
        help_text=_("What would happen without it, and why nobody can be asked. No names."),
        max_length=LINE_MAX,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a receiver where the purpose has one, and for the parts that are to leave."""
        said = super().clean() or {}
        needed = said.get("purpose") in domain.TO_SOMEBODY
        if needed and not said.get("receiver", "").strip():
            self.add_error("receiver", gettext("Say to whom: a yes holds for one receiver alone."))
        if said.get("purpose") == "referral" and not said.get("scope"):
            self.add_error("scope", gettext("Choose at least one part."))
        return said

    def vital(self, person: UUID, today: date) -> Vital:
        """Give the ground that was typed; it lasts as long as such a ground may."""
        said = self.cleaned_data
        return Vital(
            person=person,
            purpose=said["purpose"],
            receiver=said["receiver"].strip() if said["purpose"] in domain.TO_SOMEBODY else "",
            scope=tuple(said["scope"]),
            reason=said["reason"],
            since=today,
            until=today + domain.VITAL_LASTS,
        )


class FreePassageForm(KeptForm):
    """That the statement of free passage was read and signed."""

    language = language_field()
    signed_on = day_field(_("Signed on"))
    form = forms.ChoiceField(
        label=_("How"), choices=choices("form", ("signed", "thumbprint", "spoken"))
    )
    witness = forms.CharField(
        label=_("Witness"),
        help_text=_("An alias, never a name."),
        required=False,
        max_length=NAME_MAX,
    )

    def paper(self, person: UUID) -> FreePassage:
        """Give the paper that was typed."""
        return FreePassage(person=person, **self.cleaned_data)


class ReferralForm(KeptForm):
    """Which parts of a record go to which organisation, and what for."""

    receiver = forms.ChoiceField(
        label=_("To whom"),
        help_text=_("Only organisations this person agreed to, or that a life hangs on."),
    )
    scope = scope_field()
    why = forms.CharField(
        label=_("For what"),
        help_text=_("What help they are to get there. The receiver reads it."),
        max_length=LINE_MAX,
    )
    recipient = forms.CharField(
        label=_("The organisation's age key"),
        help_text=_("It begins with age1. Compare its end with them on another way."),
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("In which language it is printed"), choices=choices("language", ("en", "ko"))
    )

    def __init__(self, *args: Any, receivers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(receiver, receiver) for receiver in receivers]
        self.fields["receiver"].choices = offered  # type: ignore[attr-defined]

    def referral(self, person: UUID) -> Referral:
        """Give the referral that was typed."""
        said = self.cleaned_data
        return Referral(
            person=person,
            receiver=said["receiver"],
            recipient=said["recipient"].strip(),
            scope=tuple(said["scope"]),
            language=said["language"],
            why=said["why"],
        )
