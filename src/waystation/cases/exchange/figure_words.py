"""Tables of counts in the reader's language."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.cases.exchange.counting import AGE_UNKNOWN, CHILD_UNKNOWN, Table
from waystation.cases.person_words import NEEDS, SEX, language_name
from waystation.cases.wording import CALLED

# By two traits at once.
PAIRS: Mapping[str, Promise | str] = {
    "age": _("Age and sex"),
    "place": _("Where they are, and how they stand"),
    "waited": _("Days waited, and urgency"),
}
TITLES: Mapping[str, Promise | str] = {
    "age": _("Age"),
    "sex": _("Sex"),
    "place": _("Where they are"),
    "stands": _("How they stand"),
    "waited": _("Days waited"),
    "urgency": _("Urgency"),
    "size": _("Size of their household"),
    "language": _("The language they speak best"),
    "needs": _("What they need; somebody may need several"),
}
OF: Mapping[str, Promise | str] = {
    "age": _("Age"),
    "sex": _("Sex"),
    "place": _("Place"),
    "stands": _("State"),
    "waited": _("Days waited"),
    "urgency": _("Urgency"),
    "size": _("People in the household"),
    "language": _("Language"),
    "needs": _("Need"),
}
_WAYS: Mapping[str, Mapping[str, Promise | str]] = CALLED
CODES: Mapping[str, Mapping[str, Promise | str]] = {
    "sex": SEX, "stands": _WAYS["stands"], "urgency": _WAYS["urgency"], "needs": NEEDS
}  # fmt: skip
ACROSS = {"age": "sex", "place": "stands", "waited": "urgency"}
AGES: Mapping[str, Promise | str] = {
    CHILD_UNKNOWN: _("child, age not known"),
    AGE_UNKNOWN: _("not known"),
}
ALL, OTHERS, NOT_KNOWN = _("all"), _("other places"), _("others, or not known")


class Laid(NamedTuple):
    """A table as a page shows it: headings in words, and None where a count is not shown."""

    name: str
    title: str
    of: str
    columns: list[str]
    rows: list[tuple[str, tuple[int | None, ...]]]
    n_hidden: int


def laid_out(table: Table, places: Mapping[str, str]) -> Laid:
    """Put a table's headings into words."""
    name = table.name
    across = [CODES[ACROSS[name]][code] for code in table.columns]
    headings = [str(_row(name, code, places)) for code in table.rows]
    return Laid(
        name=name,
        title=str(PAIRS[name] if across else TITLES[name]),
        of=str(OF[name]),
        columns=[str(word) for word in ([*across, ALL] if across else [_("people")])],
        rows=list(zip([*headings, str(ALL)], table.cells, strict=True)),
        n_hidden=table.n_hidden,
    )


def _row(name: str, code: str, places: Mapping[str, str]) -> Promise | str:
    if name == "age":
        return AGES.get(code, code)
    if name == "place":
        return places.get(code, code) if code else OTHERS
    if name == "language":
        return language_name(code) if code else NOT_KNOWN
    return CODES[name][code] if name in CODES else code
