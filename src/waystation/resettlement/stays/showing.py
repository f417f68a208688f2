"""What the page of one household's stay shows, read with the reader's keyring."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec

from waystation.cases import queries as casework
from waystation.cases.parts import Kept
from waystation.cases.queries import HouseholdView
from waystation.resettlement import dues
from waystation.resettlement.dated import is_stale, rules_of, why_of
from waystation.resettlement.dues import Sum
from waystation.resettlement.stays import handing, living, queries
from waystation.resettlement.stays.domain import HandedOver, StayChanged
from waystation.resettlement.stays.queries import Reckoned, StayView
from waystation.resettlement.values import (
    Ahead,
    Done,
    Due,
    FactName,
    Pathway,
    Range,
    Rule,
    Stage,
    StepView,
)
from waystation.vault.keyring import Keyring


class StepShown(msgspec.Struct, frozen=True, kw_only=True):
    """One step of somebody, with what is told beside it.

    Attributes:
      name: of the person whose step it is; empty: the household's.
      known: how long it took those before, from own records.
      is_stale: whether a source of its rules was not read for a year.
    """

    view: StepView
    name: str
    done: Done | None
    window: Ahead | None
    known: Range | None
    is_stale: bool

    @property
    def can_be_done(self) -> bool:
        """Say whether it can be noted as done from its line."""
        return self.view.state != "done" and self.view.step.kind != "hand-over"


class StageShown(msgspec.Struct, frozen=True):
    """A part of a pathway with its steps."""

    stage: Stage
    steps: list[StepShown]

    @property
    def n_done(self) -> int:
        """Count the steps that are done."""
        return sum(step.view.state == "done" for step in self.steps)

    @property
    def is_over(self) -> bool:
        """Say whether nothing of it is left."""
        return self.n_done == len(self.steps)


class DueShown(msgspec.Struct, frozen=True, kw_only=True):
    """What is due to somebody, with the rules that say so and why it is not sure."""

    due: Due
    name: str
    rules: tuple[Rule, ...]
    why: tuple[str, ...]
    is_stale: bool


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the page of a stay shows."""

    view: StayView
    household: HouseholdView
    place_name: str
    pathway: Pathway
    offered: Pathway | None
    stages: list[StageShown]
    dues: list[DueShown]
    sums: list[Sum]
    facts: list[tuple[FactName, date | None]]
    people: list[tuple[UUID, str]]
    changes: list[Kept[StayChanged]]
    handed: list[Kept[HandedOver]]

    @property
    def here(self) -> list[tuple[UUID, str]]:
        """List those whom the stay counts, with their names."""
        counted = {member.person for member in self.view.stay.members}
        return [(one, name) for one, name in self.people if one in counted]


def page(household_id: UUID, keyring: Keyring, today: date) -> Page:
    """Read what the page of a stay shows.

    Raises:
      Refused: there is no such household among the reader's, or it has no pathway yet.
    """
    view = queries.stay(household_id, keyring)
    household = casework.household(household_id, keyring, today)
    found = queries.reckoned(view, keyring, today)
    people = names_in(household)
    names = dict(people)
    places = casework.place_names(keyring)
    return Page(
        view=view,
        household=household,
        place_name=places.get(view.stay.place, view.stay.place),
        pathway=found.pathway,
        offered=queries.offered(view.stay, keyring),
        stages=_stages(found, view, names, today),
        dues=dues_shown(found.dues, names, today),
        sums=dues.sums(found.dues),
        facts=[(one, view.stay.facts.get(one.code)) for one in found.pathway.facts],
        people=people,
        changes=living.changes(household_id, keyring),
        handed=handing.handed_over(household_id, keyring),
    )


def names_in(household: HouseholdView) -> list[tuple[UUID, str]]:
    """Call the people of a household by number and initials: others may look over a shoulder."""
    people = zip(household.household.people, household.people, strict=True)
    return [
        (one, " · ".join([str(number), *filter(None, [_initials(person.name or "")])]))
        for number, (one, person) in enumerate(people, 1)
    ]


def _initials(name: str) -> str:
    return " ".join(f"{part[0]}." for part in name.split())


def dues_shown(found: Iterable[Due], names: Mapping[UUID, str], today: date) -> list[DueShown]:
    """Make the lines of the panel of dues, for `resettlement/stays/_dues.html`."""
    lines = []
    for due in found:
        rules = rules_of(due.told)
        lines.append(
            DueShown(
                due=due,
                name=names.get(due.person, "") if due.person else "",
                rules=rules,
                why=why_of(due.told),
                is_stale=any(is_stale(rule, today) for rule in rules),
            )
        )
    return lines


def _stages(
    reckoned: Reckoned, view: StayView, names: Mapping[UUID, str], today: date
) -> list[StageShown]:
    """Put the steps of a pathway under its stages, in their order."""
    done = {(one.step, one.person): one for one in view.stay.done}
    windows = {(one.step, one.person): one for one in view.stay.ahead}
    found: dict[str, list[StepShown]] = {stage.code: [] for stage in reckoned.pathway.stages}
    for one in reckoned.course:
        key = (one.step.code, one.person)
        found.setdefault(one.step.stage, []).append(
            StepShown(
                view=one,
                name=names.get(one.person, "") if one.person else "",
                done=done.get(key),
                window=windows.get(key),
                known=reckoned.ranges.get(one.step.code),
                is_stale=any(is_stale(rule, today) for rule in one.because),
            )
        )
    return [
        StageShown(stage, found[stage.code])
        for stage in reckoned.pathway.stages
        if found[stage.code]
    ]
