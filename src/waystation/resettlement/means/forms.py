"""The shapes of what is typed about work, home, school, money and grants."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.consent.forms import day_field
from waystation.cases.forms import LINE_MAX, NAME_MAX, WORDS_MAX
from waystation.ledger.approving.domain import WHY_MAX
from waystation.ledger.currencies import minor_of, plain
from waystation.ledger.domain import cents_of
from waystation.resettlement.means import domain, wording
from waystation.resettlement.means.domain import (
    Budget,
    BudgetLine,
    Home,
    Job,
    School,
    Skills,
    ThirdPartyLoan,
    ToldDebt,
)
from waystation.resettlement.means.grants import Wish

Offered = Sequence[tuple[str, str]]
SUM_MAX = 30
WHATS = (*domain.INCOMES, *domain.COSTS)


def choices(table: str, codes: Sequence[str]) -> list[tuple[str, Any]]:
    """Give a closed list as the choices of a field."""
    return [(code, wording.TABLES[table][code]) for code in codes]


def lines(rows: int = 3) -> forms.Textarea:
    """Make room for several lines."""
    return forms.Textarea(attrs={"rows": rows})


def currency_field() -> forms.ChoiceField:
    """Make a field for a currency, by the three letters that every bank knows."""
    offered = [(code, code) for code in domain.CURRENCIES]
    return forms.ChoiceField(label=_("Currency"), choices=offered)


class SeenForm(KeptForm):
    """A form that remembers what its writer had before them."""

    seen = forms.CharField(required=False, max_length=NAME_MAX, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, people: Offered = (), letters: Offered = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("person", people, gettext("the whole household"))
        self._choose("letter", letters, gettext("none of the files"))

    def said(self) -> dict[str, Any]:
        """Give what was typed, without the mark of what was seen."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def _choose(self, name: str, offered: Offered, nothing: str) -> None:
        if field := self.fields.get(name):
            empty = [] if field.required else [("", nothing)]
            field.choices = [*empty, *offered]  # type: ignore[attr-defined]

    def _sum(self, name: str) -> int:
        """Read a sum in the currency beside it; what is no sum is said at its field."""
        text = self.cleaned_data.get(name, "").strip()
        currency = self.cleaned_data.get("currency")
        if not text or not currency:
            return 0
        try:
            minor = minor_of(text, currency)
        except ValueError:
            minor = -1
        if minor < 0:
            self.add_error(name, gettext("Write a sum such as 40 or 1,234.50, without a sign."))
        return max(minor, 0)


def person_field(label: Any, *, required: bool = True) -> forms.TypedChoiceField:
    """Make a field for somebody of the household."""
    return forms.TypedChoiceField(label=label, required=required, coerce=UUID, empty_value=None)


class SkillsForm(SeenForm):
    """What somebody can do and wants to do."""

    person = person_field(_("Who"))
    says = forms.CharField(
        label=_("What they can do, in their own words"), max_length=WORDS_MAX, widget=lines(4)
    )
    wishes = forms.CharField(
        label=_("What work they want"), required=False, max_length=WORDS_MAX, widget=lines(2)
    )
    certificates = forms.CharField(
        label=_("Certificates, and what they count for here"),
        help_text=_("One on each line."),
        required=False,
        max_length=WORDS_MAX,
        widget=lines(),
    )

    def clean_certificates(self) -> tuple[str, ...]:
        """Read one certificate from each line."""
        said = self.cleaned_data["certificates"].splitlines()
        return tuple(line.strip() for line in said if line.strip())

    def value(self) -> Skills:
        """Give what was typed."""
        return Skills(**self.said())


class JobForm(SeenForm):
    """An application or a job."""

    person = person_field(_("Who"))
    work = forms.CharField(label=_("What work"), max_length=LINE_MAX)
    employer = forms.CharField(label=_("With whom"), max_length=NAME_MAX)
    contact = forms.CharField(
        label=_("How the employer is reached"),
        help_text=_("They learn nothing of the case: not from where, not how, not with whom."),
        required=False,
        max_length=LINE_MAX,
    )
    state = forms.ChoiceField(label=_("How it stands"), choices=choices("job", domain.JOB_STATES))
    on = day_field(_("Since"), help_text=_("Of a job: the first day of work."))
    signs = forms.MultipleChoiceField(
        label=_("Signs of fraud or exploitation"),
        help_text=_("Each one opens a task for today."),
        required=False,
        choices=choices("job sign", domain.JOB_SIGNS),
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=WORDS_MAX, widget=lines(2))

    def clean_signs(self) -> tuple[str, ...]:
        """Give the signs in the order of the list."""
        return tuple(self.cleaned_data["signs"])

    def value(self) -> Job:
        """Give what was typed."""
        return Job(**self.said())


class HomeForm(SeenForm):
    """A home that is asked for or lived in."""

    kind = forms.ChoiceField(label=_("What it is"), choices=choices("home kind", domain.HOME_KINDS))
    state = forms.ChoiceField(label=_("How it stands"), choices=choices("home", domain.HOME_STATES))
    on = day_field(_("Since"))
    where = forms.CharField(label=_("Where, in words"), max_length=LINE_MAX)
    landlord = forms.CharField(
        label=_("Landlord, and how they are reached"), required=False, max_length=LINE_MAX
    )
    rent = forms.CharField(label=_("Rent for a month"), required=False, max_length=SUM_MAX)
    currency = currency_field()
    problem = forms.CharField(
        label=_("Problem that is open"),
        help_text=_("Opens a task for the coming week. Empty it once it is mended."),
        required=False,
        max_length=WORDS_MAX,
        widget=lines(2),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=WORDS_MAX, widget=lines(2))

    def clean(self) -> dict[str, Any]:
        """Read the rent in its currency."""
        said = super().clean() or {}
        return said | {"rent": self._sum("rent")}

    def value(self) -> Home:
        """Give what was typed."""
        return Home(**self.said())


class SchoolForm(SeenForm):
    """Where a child learns."""

    person = person_field(_("Who"))
    state = forms.ChoiceField(
        label=_("How it stands"), choices=choices("school", domain.SCHOOL_STATES)
    )
    on = day_field(_("Since"))
    school = forms.CharField(label=_("School"), required=False, max_length=NAME_MAX)
    level = forms.CharField(
        label=_("Class or level, and how it was found"), required=False, max_length=LINE_MAX
    )
    tutoring = forms.CharField(
        label=_("Who helps with learning, and when"), required=False, max_length=LINE_MAX
    )
    missing = forms.CharField(
        label=_("What is missing"),
        help_text=_("Papers, books, language, a friend in the class."),
        required=False,
        max_length=WORDS_MAX,
        widget=lines(2),
    )

    def value(self) -> School:
        """Give what was typed."""
        return School(**self.said())


class BudgetForm(SeenForm):
    """What comes in and goes out, each month and once in the first."""

    currency = currency_field()
    begins = day_field(_("First month begins on"))
    months = forms.IntegerField(
        label=_("For how many months"), min_value=1, max_value=domain.MONTHS_MAX
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=WORDS_MAX, widget=lines(2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nth, what in enumerate(WHATS):
            for each, label in (("monthly", _("each month")), ("once", _("once"))):
                self.fields[f"{each}-{nth}"] = forms.CharField(
                    label=f"{wording.called(what, 'budget')}: {label}",
                    required=False,
                    max_length=SUM_MAX,
                    widget=forms.TextInput({"inputmode": "decimal", "class": "short"}),
                )

    @property
    def rows(self) -> list[tuple[str, str, list[BoundField]]]:
        """Lay the sums out: whether it comes in or goes out, under which word, and its fields."""
        found = []
        for nth, what in enumerate(WHATS):
            side = "income" if what in domain.INCOMES else "cost"
            fields = [self[f"monthly-{nth}"], self[f"once-{nth}"]]
            found.append((side, wording.called(what, "budget"), fields))
        return found

    @property
    def head(self) -> list[BoundField]:
        """Give the fields above and below the sums."""
        return [self[name] for name in ("currency", "begins", "months", "note")]

    def clean(self) -> dict[str, Any]:
        """Read every sum in the currency of the budget."""
        said = super().clean() or {}
        return said | {"lines": tuple(self._lines())}

    def _lines(self) -> Iterator[BudgetLine]:
        for nth, what in enumerate(WHATS):
            monthly, once = self._sum(f"monthly-{nth}"), self._sum(f"once-{nth}")
            if monthly or once:
                yield BudgetLine(what, monthly, once)

    def value(self) -> Budget:
        """Give what was typed."""
        said = self.cleaned_data
        return Budget(**{name: said[name] for name in Budget.__struct_fields__})


class ToldForm(SeenForm):
    """What somebody told in confidence."""

    person = person_field(_("Who told it"), required=False)
    to_whom = forms.CharField(
        label=_("Who claims it, in their words"),
        help_text=_("No more than what keeps them safe: a broker, a relative, somebody at work."),
        max_length=LINE_MAX,
    )
    amount = forms.CharField(
        label=_("How much, in their words"), required=False, max_length=NAME_MAX
    )
    pressure = forms.ChoiceField(
        label=_("Pressure"),
        help_text=_("Pressure opens a task for today; a threat rings at once."),
        choices=choices("pressure", domain.PRESSURES),
    )
    told_on = day_field(_("Told on"))
    says = forms.CharField(
        label=_("What they want to be done, and what not"),
        required=False,
        max_length=WORDS_MAX,
        widget=lines(),
    )
    state = forms.ChoiceField(
        label=_("How it stands"), choices=choices("other", domain.OTHER_STATES)
    )

    def value(self) -> ToldDebt:
        """Give what was typed."""
        return ToldDebt(**self.said())


class LoanForm(SeenForm):
    """A loan that somebody else gave."""

    person = person_field(_("Who signed it"), required=False)
    lender = forms.CharField(label=_("Lender"), max_length=NAME_MAX)
    amount = forms.CharField(label=_("How much is still to be paid"), max_length=SUM_MAX)
    currency = currency_field()
    first_payment_on = day_field(
        _("First payment on"),
        required=False,
        help_text=_("Stands in their own calendar; nobody here reminds them for the lender."),
    )
    reference = forms.CharField(label=_("Number of the note"), required=False, max_length=NAME_MAX)
    contact = forms.CharField(
        label=_("How the lender is reached"), required=False, max_length=LINE_MAX
    )
    letter = forms.TypedChoiceField(
        label=_("The lender's letter"),
        help_text=_("One of the files of the case."),
        required=False,
        coerce=UUID,
        empty_value=None,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=WORDS_MAX, widget=lines(2))
    state = forms.ChoiceField(
        label=_("How it stands"), choices=choices("other", domain.OTHER_STATES)
    )

    def clean(self) -> dict[str, Any]:
        """Read the sum in its currency."""
        said = super().clean() or {}
        return said | {"amount": self._sum("amount")}

    def value(self) -> ThirdPartyLoan:
        """Give what was typed."""
        return ThirdPartyLoan(**self.said())


def dollars_field() -> forms.CharField:
    """Make a field for a sum in the currency of the book."""
    return forms.CharField(
        label=_("How much, in US dollars"), max_length=SUM_MAX, help_text=_("Such as 40 or 12.50.")
    )


class ReliefForm(SeenForm):
    """A grant paid to the lender of a loan: how much and why."""

    cents = dollars_field()
    why = forms.CharField(label=_("Reason"), max_length=WHY_MAX, widget=lines())

    def clean_cents(self) -> int:
        """Read the sum in whole cents."""
        try:
            return cents_of(self.cleaned_data["cents"])
        except ValueError:
            raise forms.ValidationError(gettext("Write a sum such as 40 or 12.50.")) from None

    def wish(self, loan: UUID) -> Wish:
        """Give what was typed."""
        return Wish(kind="relief", relieves=loan, **self.said())


class GrantForm(ReliefForm):
    """A scholarship or a small grant."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=choices("grant kind", ("scholarship", "small grant"))
    )
    person = person_field(_("For whom"), required=False)
    to = forms.CharField(
        label=_("Paid to"),
        help_text=_("A school, a shop, a landlord; never a name of this household."),
        max_length=NAME_MAX,
    )
    field_order = ("kind", "person", "cents", "to", "why")

    def value(self) -> Wish:
        """Give what was typed."""
        return Wish(**self.said())


class AnswerForm(KeptForm):
    """Why a grant is refused or undone."""

    why = forms.CharField(label=_("Reason"), max_length=WHY_MAX)


def typed(minor: int, currency: str) -> str:
    """Write a sum as one would type it; nothing for nothing."""
    return plain(minor, currency) if minor else ""
