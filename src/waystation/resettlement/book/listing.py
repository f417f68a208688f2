"""The list of rules as people read it: by country and code, then by day. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from waystation.resettlement.book import domain
from waystation.resettlement.dated import is_stale
from waystation.resettlement.values import STATUSES, Pathway, Rule, Tables, Text


class Line(NamedTuple):
    """One rule as a list shows it.

    Attributes:
      stale: its source was last read more than a year ago.
      basis: how the day is called that decides; None: no pathway has a name for it.
    """

    mark: str
    rule: Rule
    stale: bool
    basis: Text | None


class Asked(NamedTuple):
    """Of which country and which standing the list is to be; empty: all."""

    country: str
    status: str

    def picks(self, rule: Rule) -> bool:
        """Say whether a rule is in the list."""
        return self.country in ("", rule.jurisdiction) and self.status in ("", rule.status)


def asked(country: str, status: str, tables: Tables) -> Asked:
    """Take what somebody asked for; what nobody knows means all."""
    known = {code for code, _name in countries(tables)}
    return Asked(country if country in known else "", status if status in STATUSES else "")


def lines(rules: Iterable[Rule], pathways: Iterable[Pathway], today: date) -> list[Line]:
    """Put rules in the order in which people read them.

    Args:
      rules: that the list is to show.
      pathways: from which the days that decide have their names.
      today: by which a source is old.
    """
    names: dict[str, Text] = {}
    for pathway in pathways:
        names |= {step.code: step.title for step in pathway.steps}
        names |= {fact.code: fact.name for fact in pathway.facts}
    order = sorted(
        rules,
        key=lambda r: (r.jurisdiction, r.code, r.valid_from or date.min, r.size_from, r.value),
    )
    return [
        Line(domain.mark_of(rule), rule, is_stale(rule, today), names.get(rule.basis))
        for rule in order
    ]


def countries(tables: Tables) -> list[tuple[str, Text | None]]:
    """List the countries that have a rule or a pathway, with the name of a pathway there."""
    names: dict[str, Text | None] = {rule.jurisdiction: None for rule in tables.rules}
    names |= {one.jurisdiction: one.name for one in domain.newest(tables.pathways)}
    return sorted(names.items(), key=lambda one: one[0])
