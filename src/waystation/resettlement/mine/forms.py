"""The shapes of what is written about a plan: links, whom to call, that it was explained."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from waystation.base.keptform import KeptForm
from waystation.cases.consent.forms import day_field
from waystation.cases.forms import LINE_MAX, NAME_MAX
from waystation.resettlement.mine import domain
from waystation.resettlement.mine.domain import Beside, PlanGiven
from waystation.resettlement.mine.wording import CALLED

SECRET_MAX = 64


def _choices(table: str, codes: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(code, CALLED[table][code]) for code in codes]


class DaysForm(KeptForm):
    """For how long a link is good from today."""

    days = forms.TypedChoiceField(label=_("Good for"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["days"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            (days, ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
            for days in domain.LASTS_DAYS
        ]


class LinkForm(DaysForm):
    """What a new link is for."""

    sort = forms.ChoiceField(label=_("What it opens"))
    language = forms.ChoiceField(label=_("Language"))
    calls = forms.ChoiceField(
        label=_("What a calendar calls the days"),
        help_text=_("Whoever looks over a shoulder reads it. No name and no place goes along."),
    )
    field_order = ("sort", "language", "days", "calls")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Forms of one page ask for the same things under other ids.
        kwargs.setdefault("auto_id", "link_%s")
        super().__init__(*args, **kwargs)
        offered = {
            "sort": _choices("sort", ("plan", "calendar")),
            "language": _choices("language", domain.LANGUAGES),
            "calls": _choices("calls", domain.CALLS),
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class BesideForm(KeptForm):
    """Somebody whom a household can call."""

    name = forms.CharField(
        label=_("Called"), help_text=_("A name or an alias, as they wish."), max_length=NAME_MAX
    )
    what = forms.CharField(label=_("For what"), max_length=LINE_MAX)
    hours = forms.CharField(label=_("When"), max_length=NAME_MAX)
    languages = forms.CharField(label=_("In which languages"), max_length=NAME_MAX)
    reach = forms.CharField(
        label=_("How to reach them"),
        help_text=_("Whoever finds the booklet can read it: no number that could harm somebody."),
        max_length=LINE_MAX,
    )
    sees = forms.ChoiceField(label=_("What they may see"))
    past = forms.BooleanField(
        label=_("They hear complaints about everybody else here"), required=False
    )

    def __init__(self, *args: Any, was: Beside | None = None, **kwargs: Any) -> None:
        if was is not None:
            kwargs["initial"] = {name: getattr(was, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        field = self.fields["sees"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _choices("sees", domain.SEES)

    def beside(self) -> Beside:
        """Give what was written."""
        return Beside(**self.cleaned_data)


class GivenForm(KeptForm):
    """That the plan was given to its people and explained."""

    on = day_field(_("Explained on"))
    how = forms.ChoiceField(label=_("How they have it"))
    language = forms.ChoiceField(label=_("In which language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "given_%s")
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("how", _choices("how", domain.HANDINGS)),
            ("language", _choices("language", domain.LANGUAGES)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def given(self) -> PlanGiven:
        """Give what was written."""
        return PlanGiven(**self.cleaned_data)
