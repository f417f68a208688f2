"""The shapes of what people type about gifts."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.base.keptform import KeptForm
from waystation.giving.domain import LANGUAGES, NAME_MAX, SHOWN_AS
from waystation.giving.donors.domain import KINDS, Donor
from waystation.giving.funds import GIVER_FUNDS
from waystation.giving.gifts import aims, domain, wording
from waystation.giving.gifts.aims import Aim
from waystation.giving.gifts.domain import Asked, Honour, PledgeSaid, Terms
from waystation.giving.gifts.pledges import Promised
from waystation.giving.gifts.queries import Wanted
from waystation.giving.models import CampaignRow
from waystation.ledger.domain import cents_of

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CORE = "core"
WHO_KINDS = {
    "person": gettext_lazy("A person"),
    "organisation": gettext_lazy("An organisation"),
    "team": gettext_lazy("A group"),
}


class _Typed(forms.Field):
    """A short number as people type it."""

    def __init__(self, **kwargs: Any) -> None:
        says = {"inputmode": "decimal", "autocomplete": "off", "class": "short", "maxlength": "20"}
        super().__init__(widget=forms.TextInput(attrs=says), **kwargs)


class Money(_Typed):
    """An amount of dollars, read as whole cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": gettext_lazy("Like 12 or 1,234.50")} | kwargs)

    def to_python(self, value: Any) -> int | None:
        """Read the amount; an empty one stays empty."""
        text = (value or "").strip()
        if not text:
            return None
        try:
            return cents_of(text)
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is not an amount. Write dollars like 12 or 1,234.50.")
                % {"text": text}
            ) from None


class Percent(_Typed):
    """A share in percent with at most two decimals, read as whole basis points."""

    def to_python(self, value: Any) -> int | None:
        """Read the share; an empty one stays empty."""
        text = (value or "").strip()
        found = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?", text)
        points = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0
        if text and not 0 < points <= domain.WHOLE:
            raise forms.ValidationError(_("Write a share like 5 or 2.5."))
        return points or None


class OnceForm(KeptForm):
    """A form whose id is made while it is empty, so that a repeat does the thing once."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def entry(self) -> UUID:
        """The id under which it is done."""
        entry_id: UUID = self.cleaned_data["entry_id"]
        return entry_id


class WantedForm(forms.Form):
    """Which gifts to show."""

    state = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    fund = forms.CharField(max_length=24, required=False)
    campaign = forms.ChoiceField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    waits = forms.BooleanField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        rows = CampaignRow.objects.exclude(state="draft").order_by("slug")
        named = [(str(row.pk), row.title_en or row.slug) for row in rows]
        every = ("", gettext_lazy("every one"))
        self.choices = {
            "state": [every, *wording.STATE_NAMES.items()],
            "kind": [every, *wording.KIND_NAMES.items()],
            "campaign": [every, (CORE, gettext_lazy("no campaign")), *named],
        }
        for name, choices in self.choices.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What to list; everything where the filter is not understood."""
        if not self.is_valid():
            return Wanted()
        said = dict(self.cleaned_data)
        campaign = said.pop("campaign")
        is_core = campaign == CORE
        named = UUID(campaign) if campaign and not is_core else None
        return Wanted(**said, campaign=named, core=is_core)


class GiverForm(OnceForm):
    """Who gives, as far as finance knows."""

    name = forms.CharField(label=gettext_lazy("From whom"), max_length=NAME_MAX, required=False)
    who = forms.ChoiceField(
        label=gettext_lazy("Who that is"), choices=[(kind, WHO_KINDS[kind]) for kind in KINDS]
    )
    email = forms.EmailField(
        label=gettext_lazy("Address of mail"),
        help_text=gettext_lazy("With it they get thanks, receipts and a page of their own."),
        required=False,
    )
    address = forms.CharField(
        label=gettext_lazy("Postal address"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters"),
        choices=[(code, {"en": "English", "ko": "한국어"}[code]) for code in LANGUAGES],
    )

    @property
    def giver(self) -> Donor | None:
        """Who gives; nobody where neither a name nor an address was typed."""
        said = self.cleaned_data
        if not (said["name"].strip() or said["email"]):
            return None
        return Donor(
            name=said["name"].strip(),
            email=said["email"],
            address=said["address"].strip(),
            language=said["language"],
            kind=said["who"],
        )


class RecordForm(GiverForm):
    """A gift that came by hand or bank, or that is no money."""

    way = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=[(way, wording.WAY_NAMES[way]) for way in ("cheque", "cash", "bank", "in-kind")],
    )
    amount = Money(
        label=gettext_lazy("Amount in dollars"),
        required=False,
        help_text=gettext_lazy("Like 12 or 1,234.50; empty for a gift in kind"),
    )
    description = forms.CharField(
        label=gettext_lazy("What it is, if it is no money"),
        help_text=gettext_lazy("It stands on the receipt, which names no worth."),
        max_length=domain.WORDS_MAX,
        required=False,
    )
    aim = forms.ChoiceField(label=gettext_lazy("What for"))
    shown_as = forms.ChoiceField(
        label=gettext_lazy("Named in public"),
        choices=[(how, wording.SHOWN_NAMES[how]) for how in reversed(SHOWN_AS)],
    )
    honoured = forms.CharField(
        label=gettext_lazy("In honour of"), max_length=NAME_MAX, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aim"].choices = aims.offered()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Want an amount of money, and a description of what is none."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        is_kind = said.get("way") == "in-kind"
        if is_kind and not said.get("description"):
            self.add_error("description", _("Say what was given."))
        if not is_kind and not said.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Say how much it is."))
        return said

    @property
    def asked(self) -> Asked:
        """The gift as it is written down."""
        said = self.cleaned_data
        honour = Honour(said["honoured"].strip()) if said["honoured"].strip() else None
        return Asked(
            cents=said["amount"] or 0,
            who=self.giver,
            shown_as=said["shown_as"],
            honour=honour,
            description=said["description"],
            way=said["way"],
            language=said["language"],
            id=self.entry,
        )

    @property
    def chosen(self) -> Aim:
        """What it is for."""
        return aims.chosen(self.cleaned_data["aim"])


class BackForm(OnceForm):
    """How much of a gift goes back, and why."""

    amount = Money(label=gettext_lazy("Amount in dollars"))
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500)


class AimForm(KeptForm):
    """What a gift was meant for."""

    aim = forms.ChoiceField(label=gettext_lazy("It was meant for"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aim"].choices = aims.offered()  # type: ignore[attr-defined]


class ValueForm(OnceForm):
    """What a gift in kind was worth."""

    amount = Money(label=gettext_lazy("Worth in dollars"))
    use = forms.ChoiceField(
        label=gettext_lazy("Used for"),
        choices=[(key, use.name) for key, use in wording.USES.items()],
    )
    why = forms.CharField(
        label=gettext_lazy("How the worth was found"),
        help_text=gettext_lazy("Such as the price of the same in a shop"),
        max_length=500,
    )


class WhyForm(OnceForm):
    """Why something is given up."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)


class PledgeForm(GiverForm):
    """A promise: a sum in parts, on a condition or not, or a share of revenues."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is promised"), choices=list(wording.PLEDGE_NAMES.items())
    )
    amount = Money(label=gettext_lazy("Sum of all parts in dollars"), required=False)
    parts = forms.IntegerField(
        label=gettext_lazy("In how many parts"),
        min_value=1,
        max_value=domain.PARTS_MAX,
        required=False,
        initial=1,
    )
    first = forms.DateField(label=gettext_lazy("First part due on"), widget=DAY, required=False)
    every = forms.ChoiceField(
        label=gettext_lazy("One part"), choices=list(wording.INTERVAL_NAMES.items())
    )
    condition = forms.CharField(
        label=gettext_lazy("On which condition"), max_length=domain.WORDS_MAX, required=False
    )
    percent = Percent(label=gettext_lazy("Share of revenues in percent"), required=False)
    aim = forms.ChoiceField(label=gettext_lazy("What for"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aim"].choices = aims.offered()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Want what its kind needs, and somebody who promises."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        needs = {"share": ("percent",), "conditional": ("amount", "first", "condition")}
        for name in needs.get(said.get("kind", ""), ("amount", "first")):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, _("This is needed for such a promise."))
        if not said.get("name") and not said.get("email"):
            self.add_error("name", _("Say who promises."))
        return said

    @property
    def promised(self) -> Promised:
        """What is promised."""
        said = self.cleaned_data
        aim = aims.chosen(said["aim"])
        if said["kind"] == "share":
            return Promised("share", aim, (), said["percent"])
        every = said["every"]
        parts = domain.parts_of(said["amount"], said["parts"] or 1, said["first"], every)
        return Promised(said["kind"], aim, tuple(parts))

    @property
    def said(self) -> PledgeSaid:
        """What lies in the promise's box."""
        return PledgeSaid(self.cleaned_data["name"], self.cleaned_data["condition"])


class RevenueForm(KeptForm):
    """What somebody's revenue of a month was."""

    month = forms.DateField(label=gettext_lazy("Any day of the month"), widget=DAY)
    revenue = Money(label=gettext_lazy("Revenue in dollars"))


class PartForm(KeptForm):
    """How much of what is due came."""

    amount = Money(label=gettext_lazy("Amount in dollars"))


class OfferForm(GiverForm):
    """An offer to match gifts to a campaign."""

    campaign = forms.TypedChoiceField(label=gettext_lazy("Campaign"), coerce=UUID)
    percent = forms.IntegerField(
        label=gettext_lazy("Adds to each gift, in percent"),
        help_text=gettext_lazy("100 doubles a gift"),
        min_value=1,
        max_value=300,
        initial=100,
    )
    cap = Money(label=gettext_lazy("At most, in dollars"))
    since = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    until = forms.DateField(label=gettext_lazy("Until"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = CampaignRow.objects.filter(state__in=("draft", "open")).order_by("slug")
        named = [(str(row.pk), row.title_en or row.slug) for row in rows]
        self.fields["campaign"].choices = named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Want somebody who offers."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("name") and not said.get("email"):
            self.add_error("name", _("Say who offers it."))
        return said

    @property
    def terms(self) -> Terms:
        """What is offered."""
        said = self.cleaned_data
        return Terms(said["percent"], said["cap"], said["since"], said["until"])


class AcceptForm(KeptForm):
    """How a matcher is named in public."""

    shown = forms.CharField(
        label=gettext_lazy("Named in public as"),
        help_text=gettext_lazy("As they wish; empty for nobody"),
        max_length=NAME_MAX,
        required=False,
    )


def fund_choices() -> list[str]:
    """List the codes of funds that gifts may be in, for the filter."""
    codes = CampaignRow.objects.exclude(fund="").values_list("fund", flat=True)
    return sorted({*GIVER_FUNDS, *codes})
