"""The shape of what a giver types: few fields, none of them of a card, and what is missing."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.base.money import dollars, whole_dollars
from waystation.giving.campaigns import texts
from waystation.giving.domain import (
    ADDRESS_MAX,
    CENTS_MAX,
    CENTS_MIN,
    CORE,
    INTERVALS,
    MESSAGE_MAX,
    NAME_MAX,
)
from waystation.giving.donors.domain import Donor, Permission
from waystation.giving.funds import GIVER_FUNDS
from waystation.giving.gifts.domain import Asked, Honour, cover_of
from waystation.giving.payments import providers
from waystation.giving.site import domain
from waystation.ledger.domain import cents_of

SOURCE = "the give page"
SLUG_MAX = 60
EVERY = {
    "": _("once"),
    "monthly": _("every month"),
    "quarterly": _("every quarter"),
    "yearly": _("every year"),
}
SHOWN_AS = {
    "anonymous": _("Not at all"),
    "initials": _("By my initials"),
    "name": _("By my name"),
    "team": _("As somebody of the team"),
}
SPOKEN = [("en", "English"), ("ko", "한국어")]


def words(label: Any, most: int, *, hint: Any = "", rows: int = 4) -> forms.CharField:
    """Make a field for some sentences, which may stay empty."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=most, required=False, help_text=hint, widget=area
    )


def line(label: Any, most: int, *, hint: Any = "", auto: str = "off", **more: Any) -> Any:
    """Make a field of one line; `auto` is what a browser may fill in."""
    box = forms.TextInput(attrs={"autocomplete": auto})
    return forms.CharField(label=label, max_length=most, help_text=hint, widget=box, **more)


def mail(label: Any, *, hint: Any = "", auto: str = "email", required: bool = False) -> Any:
    """Make a field for an address of mail."""
    box = forms.EmailInput(attrs={"autocomplete": auto, "spellcheck": "false"})
    return forms.EmailField(
        label=label, max_length=ADDRESS_MAX, help_text=hint, widget=box, required=required
    )


class MoneyField(forms.CharField):
    """A sum of dollars as somebody types it; gives whole cents, or None where it is empty."""

    def __init__(self, **kwargs: Any) -> None:
        box = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, widget=box, **kwargs)

    def clean(self, value: Any) -> Any:
        """Read the sum.

        Raises:
          ValidationError: no sum, or one outside what can be given.
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = cents_of(text)
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is not a sum. Write it like 40 or 12.50.") % {"text": text}
            ) from None
        if not CENTS_MIN <= cents <= CENTS_MAX:
            raise forms.ValidationError(
                _("A gift is between %(least)s and %(most)s.")
                % {"least": dollars(CENTS_MIN), "most": dollars(CENTS_MAX)}
            )
        return cents


def refuse_links(form: forms.Form, *fields: str) -> None:
    """Refuse links in what goes into letters: nobody is written to by a stranger in our name."""
    for field in fields:
        found = texts.faults(texts.tidy(form.cleaned_data.get(field, "")))
        if "link" in found or "mail" in found:
            form.add_error(field, _("There is a link or an address of mail in it. Take it out."))


class OnceForm(KeptForm):
    """A form with a nonce: the same content sent twice is one wish, and another content another."""

    nonce = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"nonce": uuid4(), "language": get_language()} | kwargs.get(
            "initial", {}
        )
        super().__init__(*args, **kwargs)

    @property
    def own_id(self) -> UUID:
        """The id under which this content of this form is taken in, once."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "nonce"}
        return domain.once(self.cleaned_data["nonce"], sorted(said.items()))

    def donor(self, now: datetime, *, kind: Any = "person") -> Donor | None:
        """Give who says so; nobody where neither a name nor an address was written."""
        said = self.cleaned_data
        name, email = " ".join(said["name"].split()), said["email"].strip()
        if not (name or email):
            return None
        ticked = [what for what in ("news", "name") if said.get(f"may_{what}")]
        permissions = tuple(
            Permission(what=what, yes=True, at=now, source=SOURCE)  # type: ignore[arg-type]
            for what in ticked
        )
        return Donor(
            name=name,
            email=email,
            kind=kind,
            language=said["language"],
            permissions=permissions if email else (),
        )


class GiveForm(OnceForm):
    """One gift, or one that repeats."""

    campaign = forms.SlugField(max_length=SLUG_MAX, required=False, widget=forms.HiddenInput)
    team = forms.SlugField(max_length=SLUG_MAX, required=False, widget=forms.HiddenInput)
    member = forms.SlugField(max_length=SLUG_MAX, required=False, widget=forms.HiddenInput)
    every = forms.ChoiceField(
        label=_("How often"),
        choices=list(EVERY.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    choice = forms.ChoiceField(label=_("How much"), widget=forms.RadioSelect)
    other = MoneyField(label=_("Another sum, in dollars"), required=False)
    fund = forms.ChoiceField(
        label=_("What for"),
        choices=list(GIVER_FUNDS.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    cover = forms.BooleanField(required=False)
    name = line(_("Your name"), NAME_MAX, auto="name", required=False)
    email = mail(_("Your e-mail address"))
    language = forms.ChoiceField(
        label=_("We write to you in"), choices=SPOKEN, widget=forms.RadioSelect
    )
    may_news = forms.BooleanField(required=False)
    may_name = forms.BooleanField(required=False)
    shown_as = forms.ChoiceField(
        label=_("How you are shown"), choices=list(SHOWN_AS.items()), widget=forms.RadioSelect
    )
    message = words(
        _("A message to go with it"),
        MESSAGE_MAX,
        hint=_("Shown once one of us has read it; not at all if you want to be unseen."),
    )
    honour_name = line(_("In honour or memory of"), NAME_MAX, required=False)
    honour_email = mail(
        _("Their e-mail address"),
        auto="off",
        hint=_("If you want us to tell them. We never tell the sum."),
    )
    honour_message = words(_("What we should tell them"), MESSAGE_MAX, rows=3)
    way = forms.ChoiceField(label=_("How you pay"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, has_team: bool, ways: list[tuple[str, Any]], **kw: Any) -> None:
        first = {
            "choice": str(domain.OFFERED_CENTS[1]),
            "shown_as": "anonymous",
            "fund": CORE,
            "way": ways[0][0],
            "every": "",
        }
        kw["initial"] = first | kw.get("initial", {})
        super().__init__(*args, **kw)
        sums: list[tuple[str, Any]] = [
            (str(cents), whole_dollars(cents)) for cents in domain.OFFERED_CENTS
        ]
        self.fields["choice"].choices = [*sums, (domain.OTHER, _("Another sum"))]  # type: ignore[attr-defined]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        shown = {key: name for key, name in SHOWN_AS.items() if has_team or key != "team"}
        self.fields["shown_as"].choices = list(shown.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse what one field says of another."""
        said = super().clean() or {}
        is_other = said.get("choice") == domain.OTHER
        if is_other and not said.get("other") and "other" not in self.errors:
            self.add_error("other", _("Write the sum you want to give."))
        if said.get("every") and not said.get("email") and "email" not in self.errors:
            self.add_error(
                "email",
                _("A gift that repeats needs an address, so that you can stop it alone."),
            )
        if said.get("shown_as") in ("name", "initials") and not said.get("name"):
            self.add_error("name", _("Write the name by which you want to be shown."))
        if said.get("honour_email") and not said.get("honour_name"):
            self.add_error("honour_name", _("Write in whose honour you give."))
        refuse_links(self, "name", "honour_name", "honour_message")
        return said

    @property
    def cents(self) -> int:
        """The sum that was chosen or written."""
        said = self.cleaned_data
        cents: int = said["other"] if said["choice"] == domain.OTHER else int(said["choice"])
        return cents

    def asked(self, now: datetime) -> Asked:
        """Give the gift as it is asked."""
        said = self.cleaned_data
        honour = None
        if said["honour_name"]:
            honour = Honour(
                name=said["honour_name"],
                email=said["honour_email"],
                by=said["name"],
                message=said["honour_message"],
            )
        is_aimed = said["campaign"] or said["team"]
        return Asked(
            id=self.own_id,
            who=self.donor(now),
            cents=self.cents,
            cover=said["cover"],
            every=said["every"],
            fund=CORE if is_aimed else said["fund"] or CORE,
            campaign=said["campaign"],
            team=said["team"],
            member=said["member"],
            shown_as=said["shown_as"],
            honour=honour,
            message=said["message"],
            way=said["way"],
            provider=providers.chosen() if said["way"] == "hosted" else "",
            language=said["language"],
        )

    @staticmethod
    def cover_example() -> tuple[str, str]:
        """Give a sum and what covering its fee adds to it."""
        cents = domain.OFFERED_CENTS[1]
        return whole_dollars(cents), dollars(cover_of(cents))


class PersonForm(OnceForm):
    """Somebody who offers something, whom we write back to."""

    name = line(_("Your name"), NAME_MAX, auto="name")
    email = mail(_("Your e-mail address"), required=True)
    language = forms.ChoiceField(
        label=_("We write to you in"), choices=SPOKEN, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a name that leads elsewhere."""
        said = super().clean() or {}
        refuse_links(self, "name")
        return said


class PledgeForm(PersonForm):
    """A promise to give a sum in parts, for good or on a condition."""

    campaign = forms.SlugField(max_length=SLUG_MAX, required=False, widget=forms.HiddenInput)
    cents = MoneyField(label=_("The whole sum, in dollars"))
    parts = forms.IntegerField(
        label=_("In how many parts"), min_value=1, max_value=domain.PARTS_MAX, initial=1
    )
    every = forms.ChoiceField(
        label=_("One part"),
        choices=[(key, name) for key, name in EVERY.items() if key in INTERVALS],
        initial="monthly",
    )
    first = forms.DateField(
        label=_("The first part on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    condition = words(
        _("Only if"),
        MESSAGE_MAX,
        hint=_("Leave this empty for a promise without a condition."),
        rows=3,
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"first": on} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_first(self) -> date:
        """Refuse a day that is over.

        Raises:
          ValidationError: it is.
        """
        first: date = self.cleaned_data["first"]
        if first < self.on:
            raise forms.ValidationError(_("This day is over. Choose today or a later one."))
        return first


class ShareForm(PersonForm):
    """A promise of a part of one's revenues."""

    percent = line(
        _("Your share, in per cent"),
        8,
        hint=_("For example 2.5. You tell us the month’s revenue; we keep only the share."),
    )
    what = line(_("Of which revenues"), 120, hint=_("For example: of our shop in Rochester"))

    def clean_percent(self) -> int:
        """Read the share as hundredths of a per cent.

        Raises:
          ValidationError: it is no such number.
        """
        try:
            return domain.basis_points_of(self.cleaned_data["percent"])
        except ValueError:
            raise forms.ValidationError(
                _("Write a number above 0 and up to 100, such as 2.5.")
            ) from None


class InKindForm(PersonForm):
    """Things or services that somebody offers."""

    what = forms.CharField(
        label=_("What you offer"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("How much of it, in which state, until when."),
    )
    where = line(_("Where it is"), 120, hint=_("A town is enough."), required=False)


class MatchForm(PersonForm):
    """An offer to add to what others give."""

    campaign = forms.ChoiceField(label=_("To which campaign"))
    percent = forms.IntegerField(
        label=_("How much you add to each gift, in per cent"),
        min_value=1,
        max_value=300,
        initial=100,
        help_text=_("100 doubles every gift."),
    )
    cap = MoneyField(label=_("Up to how much in all, in dollars"))
    until = forms.DateField(
        label=_("Until which day"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self, *args: Any, on: date, campaigns: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["campaign"].choices = campaigns  # type: ignore[attr-defined]

    def clean_until(self) -> date:
        """Refuse a day that is over.

        Raises:
          ValidationError: it is.
        """
        until: date = self.cleaned_data["until"]
        if until < self.on:
            raise forms.ValidationError(_("This day is over. Choose today or a later one."))
        return until
