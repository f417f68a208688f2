"""From a sheet of ties to who is what to whom, put beside the people of a draft. Pure.

A tie is drawn to the person whose number stands in it and to nobody else: two people of one name
may be two people. A relative without a number is looked for by name among those of the same
household alone; told to travel along and not found there, they are one more of the household. All
others are not on file: what is told of them goes to the note.
"""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from waystation.base.words import say as _
from waystation.cases.domain import PEOPLE_MAX as HOUSEHOLD_MAX
from waystation.cases.exchange import words
from waystation.cases.exchange.domain import (
    TIES_MAX,
    BadRow,
    Draft,
    DraftPerson,
    Grid,
    Link,
    Plan,
)
from waystation.cases.exchange.reading import Row, rows_of, with_note
from waystation.cases.exchange.words import RELATIONS, Relation
from waystation.cases.kin import INVERSE, KIN_MAX, Kin, back, is_above
from waystation.cases.person import named

_NOBODY = UUID(int=0)


class Told(NamedTuple):
    """A row of a sheet of ties as understood: whose it is, what the relative is, how many."""

    row: Row
    of: int
    is_: Relation
    n: int
    travels: bool

    @property
    def words(self) -> str:
        """Write it out, for a note."""
        row = self.row
        head = " ".join(filter(None, [row["relation"], row["relative name"]]))
        head += f" × {self.n}" if self.n > 1 else ""
        rest = "; ".join(filter(None, [row["travels"].replace("_", " "), *row.notes]))
        return f"{head}: {rest}" if rest else head


class _Weave:
    """People and ties while rows are added to them."""

    def __init__(self, draft: Draft) -> None:
        self.people = list(draft.people)
        self.n_rows = len(self.people)
        self.members = [list(one.people) for one in draft.households]
        self.home = {at: home for home, ids in enumerate(self.members) for at in ids}
        self.links: dict[tuple[int, int], Link] = {}
        self.kin: dict[UUID, tuple[Kin, ...]] = {}
        self.notes: dict[int, list[str]] = {}
        self.n_added = self.n_told = 0

    def namesakes(self, told: Told) -> list[int]:
        """List those of the same household who go by the relative's name."""
        name = words.small(told.row["relative name"])
        others = (at for at in self.members[self.home[told.of]] if at != told.of)
        return [at for at in others if name and self._goes_by(at, name)]

    def _goes_by(self, at: int, name: str) -> bool:
        """Say whether somebody is called so; of those with a row the first name is enough."""
        whole = words.small(self.people[at].person.name or "")
        return whole == name or (at < self.n_rows and whole.startswith(f"{name} "))

    def note(self, told: Told) -> None:
        """Write down what is told of somebody who is not on file."""
        self.notes.setdefault(told.of, []).append(told.words)
        self.n_told += told.n

    def add(self, told: Told) -> None:
        """Put relatives who travel along into the household."""
        home = self.home[told.of]
        if len(self.members[home]) + told.n > HOUSEHOLD_MAX:
            why = _("the household has more than %(n)d people with these") % {"n": HOUSEHOLD_MAX}
            told.row.wrong("how many", why, _("Mend the number, or part the household."))
            return
        person = named(
            told.row["relative name"] or None,
            sex=told.is_.sex,
            seems_under_18=told.is_.kind == "child",
            relation=told.row["relation"],
            note="\n".join(told.row.notes),
        )
        for _nth in range(told.n):
            at = len(self.people)
            self.people.append(DraftPerson("", person))
            self.members[home].append(at)
            self.home[at] = home
            self.n_added += 1
            self.link(told, at)

    def link(self, told: Told, to: int) -> None:
        """Tie two people, unless somebody told the same before."""
        if told.of == to:
            told.row.wrong("relative", _("nobody is their own relative"), _("Mend the number."))
            return
        pair = min(told.of, to), max(told.of, to)
        kind = told.is_.kind if told.of < to else INVERSE[told.is_.kind]
        link = Link(*pair, kind, told.travels, "; ".join(told.row.notes))
        before = self.links.get(pair)
        if before is None:
            self._must_fit(told, to)
            self.links[pair] = link
        elif before.kind != kind:
            why = _("another row tells a different relation between these two")
            told.row.wrong("relation", why, _("Mend one of the two rows."))
        else:
            self.links[pair] = before._replace(hard=before.hard or link.hard)
        self._say_to_first(told, to)

    def _say_to_first(self, told: Told, to: int) -> None:
        """Write down what somebody is to the first of their household, unless the sheet does."""
        household = self.members[self.home[told.of]]
        one = self.people[to]
        if told.of == household[0] and to in household and not one.person.relation:
            person = replace(one.person, relation=told.row["relation"])
            self.people[to] = one._replace(person=person)

    def _must_fit(self, told: Told, to: int) -> None:
        one, other = UUID(int=told.of + 1), UUID(int=to + 1)
        if is_above(one, other, told.is_.kind, self.kin):
            why = _("these two would each come before the other in the family")
            told.row.wrong("relation", why, _("Look which way round the relation is."))
        kin = Kin(to=other, case=_NOBODY, kind=told.is_.kind)
        mirrored = back(kin, to=one, case=_NOBODY)
        self.kin[one] = (*self.kin.get(one, ()), kin)
        self.kin[other] = (*self.kin.get(other, ()), mirrored)
        if max(len(self.kin[one]), len(self.kin[other])) > KIN_MAX:
            why = _("somebody here has more than %(n)d ties") % {"n": KIN_MAX}
            told.row.wrong("number", why, _("Leave out those that are not needed."))


def read_ties(grid: Grid, plan: Plan, draft: Draft) -> Draft:
    """Put the ties of a sheet beside the people of a draft; what is wrong is added to it."""
    bad: list[BadRow] = []
    every = rows_of(grid, plan.ties, "ties", bad)
    if len(every) > TIES_MAX:
        why = _("the sheet holds more than %(n)d ties") % {"n": TIES_MAX}
        bad.append(BadRow("ties", 0, "", "", why, _("Split it and take in one by one.")))
    numbers = {one.number: at for at, one in enumerate(draft.people) if one.number}
    rows = [row for row in every if row["number"] in numbers or not plan.only_known]
    weave = _Weave(draft)
    # Numbers come first, so that nobody is added who is there already.
    told = [one for row in rows if (one := _told(row, numbers)) is not None]
    for one in told:
        if one.row["relative"]:
            _to_number(weave, one, numbers)
    for one in told:
        if not one.row["relative"]:
            _to_words(weave, one)
    return _draft(weave, draft, len(every) - len(rows), bad)


def _told(row: Row, numbers: Mapping[str, int]) -> Told | None:
    of = numbers.get(row["number"])
    if of is None:
        why = _("there is nobody with this number in the sheet of people")
        row.wrong("number", why, _("Write the number of the person whose relative it is."))
    relation = RELATIONS.get(words.small(row["relation"]))
    if relation is None:
        row.wrong(
            "relation", _("this relation is not known"), _("Write it as: wife, father, sister …")
        )
    said = row["how many"] or "1"
    n = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 0
    if not 1 <= n <= HOUSEHOLD_MAX:
        hint = _("Write a number from 1 to %(n)d.") % {"n": HOUSEHOLD_MAX}
        row.wrong("how many", _("this is no number of people"), hint)
        return None
    if of is None or relation is None:
        return None
    return Told(row, of, relation, n, words.small(row["travels"]) in words.TRAVELS)


def _to_number(weave: _Weave, told: Told, numbers: Mapping[str, int]) -> None:
    to = numbers.get(told.row["relative"])
    if to is None:
        why = _("there is nobody with this number in the sheet of people")
        told.row.wrong("relative", why, _("Mend the number, or write the name alone."))
        return
    weave.link(told, to)


def _to_words(weave: _Weave, told: Told) -> None:
    """Find a relative without a number in the household, add them to it, or note them."""
    if not told.travels:
        weave.note(told)
        return
    found = weave.namesakes(told)
    if len(found) == 1:
        weave.link(told, found[0])
    elif found or not (told.row["relative name"] or told.is_.is_near):
        weave.note(told)
    else:
        weave.add(told)


def _draft(weave: _Weave, draft: Draft, n_left_out: int, bad: list[BadRow]) -> Draft:
    people = (
        one._replace(person=with_note(one.person, weave.notes.get(at, ())))
        for at, one in enumerate(weave.people)
    )
    return draft._replace(
        households=tuple(
            one._replace(people=tuple(ids))
            for one, ids in zip(draft.households, weave.members, strict=True)
        ),
        people=tuple(people),
        links=tuple(weave.links.values()),
        n_added=weave.n_added,
        n_told=weave.n_told,
        n_left_out=n_left_out,
        bad=(*draft.bad, *bad),
    )
