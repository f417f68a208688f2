"""The shape of what somebody agrees to have told of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.consent.forms import OTHER, day_field
from waystation.cases.forms import LINE_MAX, NAME_MAX
from waystation.cases.person_words import LANGUAGES
from waystation.cases.telling import domain, wording
from waystation.cases.telling.domain import Telling


def _several(label: Any, table: str, codes: Sequence[str], **said: Any) -> Any:
    offered = [(code, wording.TABLES[table][code]) for code in codes]
    return forms.MultipleChoiceField(
        label=label, choices=offered, widget=forms.CheckboxSelectMultiple, **said
    )


class TellingForm(KeptForm):
    """What somebody agreed to; what is not ticked was not agreed to."""

    uses = _several(_("What may be told"), "use", domain.USES)
    shapes = _several(_("In which form"), "form", domain.FORMS)
    channels = _several(_("Where"), "channel", domain.CHANNELS)
    regions = _several(
        _("Read in which part of the world"),
        "region",
        domain.REGIONS,
        help_text=_("What stands on our public pages is read everywhere."),
    )
    wish = forms.CharField(
        label=_("What must be changed so that nobody knows them"),
        max_length=LINE_MAX,
        required=False,
    )
    given_on = day_field(_("Answered on"))
    valid_until = day_field(_("Until"), help_text=_("A year at most."))
    language = forms.ChoiceField(label=_("In which language"))
    interpreter = forms.CharField(
        label=_("Interpreter"),
        help_text=_("An alias, never a name; or “none” if you speak the language yourself."),
        max_length=NAME_MAX,
    )
    assent = forms.ChoiceField(label=_("The child"), required=False)
    guardian = forms.ChoiceField(label=_("Who answered for the child"), required=False)
    guardian_alias = forms.CharField(
        label=_("or the guardian who was chosen"),
        help_text=_("An alias, never a name."),
        required=False,
        max_length=NAME_MAX,
    )

    def __init__(
        self,
        *args: Any,
        languages: Sequence[str],
        adults: Sequence[tuple[UUID, str]],
        is_child: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        spoken = [(code, LANGUAGES.get(code, code)) for code in languages]
        self._choose("language", spoken or list(LANGUAGES.items()))
        if not is_child:
            for name in ("assent", "guardian", "guardian_alias"):
                del self.fields[name]
            return
        asked = [(code, wording.ASSENTS[code]) for code in ("yes", "no")]
        self._choose("assent", [(OTHER, gettext("not asked yet")), *asked])
        offered = [(str(adult), name) for adult, name in adults]
        self._choose("guardian", [(OTHER, gettext("nobody of the household")), *offered])

    def clean(self) -> dict[str, Any]:
        """Hold the parts of an answer against each other."""
        said = super().clean() or {}
        given_on, until = said.get("given_on"), said.get("valid_until")
        if given_on and until and until < given_on:
            self.add_error("valid_until", gettext("It ends before it begins."))
        elif given_on and until and until - given_on > domain.LONGEST:
            self.add_error(
                "valid_until", gettext("A year at most; afterwards they are asked again.")
            )
        worldwide = set(said.get("channels", ())) & set(domain.WORLDWIDE)
        if worldwide and "world" not in said.get("regions", ("world",)):
            self.add_error(
                "regions", gettext("Our pages and cards are read everywhere: tick it, or leave"
                                   " them out.")
            )  # fmt: skip
        return said

    def telling(self, person: UUID, mark: UUID) -> Telling:
        """Give the answer that was typed."""
        said = self.cleaned_data
        return Telling(
            person=person,
            mark=mark,
            uses=tuple(said["uses"]),
            channels=tuple(said["channels"]),
            forms=tuple(said["shapes"]),
            regions=tuple(said["regions"]),
            given_on=said["given_on"],
            valid_until=said["valid_until"],
            language=said["language"],
            interpreter=said["interpreter"].strip(),
            wish=said["wish"].strip(),
            assent=said.get("assent") or None,
            guardian=UUID(said["guardian"]) if said.get("guardian") else None,
            guardian_alias=said.get("guardian_alias", "").strip(),
        )

    def _choose(self, name: str, offered: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]
