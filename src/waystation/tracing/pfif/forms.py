"""Forms of files in PFIF."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.tracing.pfif.services import WHY_MAX


class UploadForm(KeptForm):
    """A file in PFIF 1.4."""

    content = forms.FileField(
        label=_("File"),
        help_text=_("PFIF 1.4. It is read in memory and kept sealed."),
        widget=forms.FileInput({"accept": ".xml,.pfif"}),
    )


class AsideForm(KeptForm):
    """Why a record is set aside."""

    why = forms.CharField(label=_("Reason"), max_length=WHY_MAX)


class ExportForm(KeptForm):
    """To which organisation one request goes as a file."""

    partner = forms.ChoiceField(label=_("Organisation"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = choices  # type: ignore[attr-defined]

    def partner_id(self) -> UUID:
        """Give the organisation that was chosen."""
        return UUID(self.cleaned_data["partner"])
