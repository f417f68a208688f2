"""What people type to change a rule, and the text of a pathway that they bring."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from waystation.base.keptform import KeptForm
from waystation.resettlement.book.domain import CODE, CODE_MAX
from waystation.resettlement.book.services import WHY_MAX
from waystation.resettlement.values import STATUSES, UNITS, Rule
from waystation.resettlement.wording import STATUSES as STATUS_WORDS
from waystation.resettlement.wording import UNITS as UNIT_WORDS

LINE_MAX = 300
TEXT_MAX = 400_000


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> Any:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def _status() -> Any:
    return forms.ChoiceField(
        label=_("How it stands"), choices=[(code, STATUS_WORDS[code]) for code in STATUSES]
    )


def _why() -> Any:
    return forms.CharField(
        label=_("Reason for this change"),
        help_text=_("The colleague who decides reads this. No names: it stays on file."),
        max_length=WHY_MAX,
    )


class RuleForm(KeptForm):
    """One figure with the days between which it holds, and its source."""

    jurisdiction = forms.RegexField(
        regex=f"^{CODE}$",
        label=_("Code of the country"),
        help_text=_("As in the list, such as kr; or a new one, in small letters."),
        max_length=CODE_MAX,
        widget=forms.TextInput(attrs={"list": "countries", "autocomplete": "off"}),
    )
    code = forms.RegexField(
        regex=f"^{CODE}$",
        label=_("Code of the rule"),
        help_text=_("All values of one figure have the same code."),
        max_length=CODE_MAX,
        widget=forms.TextInput(attrs={"list": "codes", "autocomplete": "off"}),
    )
    value = forms.IntegerField(
        label=_("Value"), help_text=_("In whole units."), min_value=0, max_value=10**12
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=[(unit, UNIT_WORDS[unit]) for unit in UNITS])
    size_from = forms.IntegerField(
        label=_("For households of at least so many people"),
        required=False,
        min_value=0,
        max_value=99,
    )
    size_to = forms.IntegerField(label=_("and at most"), required=False, min_value=0, max_value=99)
    valid_from = _day(_("First day on which it may hold"))
    sure_from = _day(
        _("First day on which it surely holds"),
        help_text=_("Only where the change is known by month or year, not to the day."),
    )
    valid_to = _day(
        _("Last day on which it holds"),
        help_text=_("Leave it out: it holds until the next value of this code."),
    )
    basis = forms.CharField(
        label=_("The day that decides"),
        help_text=_("The code of a fact or a step, such as arrived."),
        max_length=CODE_MAX,
    )
    status = _status()
    source = forms.CharField(
        label=_("Source"), help_text=_("Where it can be read by anybody."), max_length=LINE_MAX
    )
    checked_on = _day(
        _("Source read on"), help_text=_("Leave it out if you have not read it yourself.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=LINE_MAX)
    why = _why()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean(self) -> dict[str, Any]:
        """Hold the days and sizes against each other, so that each mistake stands at its field."""
        said = super().clean() or {}
        first, sure, last = (said.get(name) for name in ("valid_from", "sure_from", "valid_to"))
        if sure and (first is None or sure < first):
            self.add_error("sure_from", gettext("It cannot surely hold before it may hold."))
        if first and last and last < first:
            self.add_error("valid_to", gettext("It ends before it begins."))
        if said.get("size_to") and said["size_to"] < (said.get("size_from") or 0):
            self.add_error("size_to", gettext("At most is less than at least."))
        _refuse_later(self, "checked_on", self._today)
        return said

    def rule(self) -> Rule:
        """Give the rule that was typed."""
        said = dict(self.cleaned_data)
        del said["why"]
        said |= {name: said[name] or 0 for name in ("size_from", "size_to")}
        return Rule(**said)


class EndForm(KeptForm):
    """The last day of a rule; none: it holds until the next value of its code."""

    valid_to = _day(
        _("Last day on which it holds"),
        help_text=_("Leave it out: it holds until the next value of this code."),
    )
    why = _why()

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"valid_to": rule.valid_to}})
        self._rule = rule

    def clean_valid_to(self) -> date | None:
        """Refuse a last day before the first one."""
        last: date | None = self.cleaned_data["valid_to"]
        if last and self._rule.valid_from and last < self._rule.valid_from:
            raise forms.ValidationError(_("It ends before it begins."))
        return last

    def rule(self) -> Rule:
        """Give the rule with its new last day."""
        return replace(self._rule, valid_to=self.cleaned_data["valid_to"])


class CheckForm(KeptForm):
    """That somebody read the source of a rule again, and found there what is on file."""

    checked_on = _day(_("Source read on"), required=True)
    source = forms.CharField(
        label=_("Source"), help_text=_("Where you read it."), max_length=LINE_MAX
    )
    status = _status()
    why = _why()

    def __init__(self, *args: Any, rule: Rule, today: date, **kwargs: Any) -> None:
        given = {"checked_on": today, "source": rule.source, "status": rule.status}
        super().__init__(*args, **kwargs | {"initial": given})
        self._rule, self._today = rule, today

    def clean(self) -> dict[str, Any]:
        """Refuse a day that has not come."""
        said = super().clean() or {}
        _refuse_later(self, "checked_on", self._today)
        return said

    def rule(self) -> Rule:
        """Give the rule with its source read again."""
        said = self.cleaned_data
        return replace(
            self._rule,
            checked_on=said["checked_on"],
            source=said["source"],
            status=said["status"],
        )


class WhyForm(KeptForm):
    """The reason for a change that says the rest by itself."""

    why = _why()


class AnswerForm(KeptForm):
    """What a second person says to a change; needed where they refuse it."""

    answer = forms.CharField(label=_("Your words"), required=False, max_length=WHY_MAX)


class UploadForm(KeptForm):
    """A pathway with its rules: as a file, or typed in as text."""

    content = forms.FileField(
        label=_("File"),
        help_text=_("A text in TOML, in UTF-8. It is read in memory and never laid on a disk."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".toml,.txt"}),
    )
    text = forms.CharField(
        label=_("or its text"),
        required=False,
        max_length=TEXT_MAX,
        strip=False,
        widget=forms.Textarea({"rows": 18, "spellcheck": "false", "class": "mono"}),
    )
    why = _why()

    def clean(self) -> dict[str, Any]:
        """Take the text from the file or from the field, and refuse both and neither."""
        said = super().clean() or {}
        file, text = said.get("content"), said.get("text", "")
        if file and text.strip():
            self.add_error("text", gettext("Give a file or a text, not both."))
        elif file and file.size > TEXT_MAX:
            self.add_error("content", gettext("This file is too large; about 60,000 bytes fit."))
        elif file:
            try:
                said["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                told = gettext("Byte %(n)d of this file is not UTF-8. Save it as UTF-8.")
                self.add_error("content", told % {"n": error.start + 1})
        elif not text.strip():
            self.add_error("content", gettext("No file came, and no text. Give one of them."))
        return said


def _refuse_later(form: forms.Form, name: str, today: date) -> None:
    on = form.cleaned_data.get(name)
    if on and on > today:
        form.add_error(name, gettext("This day has not come yet."))
