"""Changes of the rules and pathways: what they say, what stands against them, what they make of it.

Pure. A change names the rule that it is about by what that rule says, never by its place in a
list, so that it still finds it after the software brought newer tables along.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec
from msgspec.structs import replace

from waystation.resettlement.values import TIMES, Pathway, Rule, Tables

Did = Literal[
    "rule added", "rule ended", "rule checked",
    "pathway uploaded", "pathway opened", "pathway closed", "undone",
]  # fmt: skip
State = Literal["asked", "agreed", "refused", "withdrawn"]
WhyNot = Literal[
    "on file", "says otherwise", "other country", "other unit", "other basis", "no rule",
    "no change", "old version", "unknown rule", "no clock", "no code", "no pathway", "no undoing",
]  # fmt: skip
# What a rule says, without where that was read and when; no two rules share one.
Key = tuple[str, str, int, str, int, int, date | None]
# What stands in an address and beside others in lists.
CODE = r"[a-z0-9]+(-[a-z0-9]+)*"
CODE_MAX = 80
# The page where a pathway is brought has the address that one of this code would have.
TAKEN = "upload"
# Days around which it is shown what a change would do.
AROUND = (-1, 0, 1)

DIDS: tuple[Did, ...] = get_args(Did)
STATES: tuple[State, ...] = get_args(State)
WHY_NOTS: tuple[WhyNot, ...] = get_args(WhyNot)


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="rules/1"):
    """A change that somebody asked for, and what a second person said to it.

    Attributes:
      was: the rule as it stood, where one is ended or was checked again.
      rules: the rule as it shall be, or those that come with a pathway.
      pathway: a version that was uploaded.
      code, version: the pathway that is opened or closed.
      undoes: the agreed change that shall count no more; `code` says what that was about.
      number: the how-manieth agreed change it is; they count in this order.
    """

    did: Did
    why: str
    by: UUID
    name: str
    at: datetime
    was: Rule | None = None
    rules: tuple[Rule, ...] = ()
    pathway: Pathway | None = None
    code: str = ""
    version: int = 0
    undoes: UUID | None = None
    state: State = "asked"
    decided_by: UUID | None = None
    decided_name: str = ""
    decided_at: datetime | None = None
    answer: str = ""
    number: int = 0

    @property
    def about(self) -> str:
        """Give the code of the rule or pathway it is about."""
        if self.pathway is not None:
            return self.pathway.code
        return self.rules[0].code if self.rules else self.code


class Fault(NamedTuple):
    """What stands against a change, with the rule or pathway that it is about."""

    why: WhyNot
    about: str


def key_of(rule: Rule) -> Key:
    """Give what tells a rule from all others."""
    return (
        rule.jurisdiction,
        rule.code,
        rule.value,
        rule.unit,
        rule.size_from,
        rule.size_to,
        rule.valid_from,
    )


def mark_of(rule: Rule) -> str:
    """Give a short mark of a rule for an address; it tells nothing but says always the same."""
    return hashlib.sha256(repr(key_of(rule)).encode()).hexdigest()[:16]


def checked(rule: Rule, new: Rule) -> Rule:
    """Give a rule as it is after its source was read again."""
    return replace(rule, checked_on=new.checked_on, source=new.source, status=new.status)


def ended(rule: Rule, new: Rule) -> Rule:
    """Give a rule that holds until another day."""
    return replace(rule, valid_to=new.valid_to)


def applied(tables: Tables, agreed: Iterable[Proposal]) -> Tables:
    """Put agreed changes into tables, in their order.

    A change of a rule or pathway that is not there any more changes nothing; see `idle`.
    """
    for change in agreed:
        tables = _applied(tables, change)
    return tables


def idle(tables: Tables, agreed: Sequence[tuple[UUID, Proposal]]) -> frozenset[UUID]:
    """Pick the agreed changes that find nothing to change, since newer tables came along."""
    found = set()
    for change_id, change in agreed:
        after = _applied(tables, change)
        if after == tables:
            found.add(change_id)
        tables = after
    return frozenset(found)


def counting(kept: Iterable[tuple[UUID, Proposal]]) -> list[tuple[UUID, Proposal]]:
    """Pick the changes that count, in the order in which they were agreed.

    What was undone counts no more.
    """
    agreed = sorted((one for one in kept if one[1].state == "agreed"), key=lambda o: o[1].number)
    off = {change.undoes for _id, change in agreed}
    return [one for one in agreed if one[0] not in off and one[1].did != "undone"]


def against(change: Proposal, tables: Tables) -> list[Fault]:
    """List what stands against a change of the tables as they are."""
    if change.did == "rule added":
        return _against_rules(change.rules, tables)[0]
    if change.did in ("rule ended", "rule checked"):
        return _against_other(change, tables)
    if change.did == "pathway uploaded":
        return _against_pathway(change, tables)
    if change.did in ("pathway opened", "pathway closed"):
        return _against_opening(change, tables)
    return []


def against_undoing(
    target: UUID, kept: Sequence[tuple[UUID, Proposal]], shipped: Tables
) -> list[Fault]:
    """List what stands against undoing an agreed change: what is counted on cannot be taken away.

    A pathway stays, because households may be on it; it can be closed. A rule stays on which a
    pathway counts and which nothing else says.
    """
    count = counting(kept)
    found = dict(count).get(target)
    if found is None:
        return [Fault("no change", ", ".join(c.about for one, c in kept if one == target))]
    if found.did == "pathway uploaded":
        return [Fault("no undoing", found.about)]
    left = applied(shipped, (change for change_id, change in count if change_id != target))
    codes = {rule.code for rule in left.rules}
    needed = {code for pathway in left.pathways for code in codes_of(pathway)}
    lost = touched(found) & (needed - codes)
    return [Fault("no undoing", code) for code in sorted(lost)]


def newest(pathways: Iterable[Pathway]) -> tuple[Pathway, ...]:
    """Give the newest version of each pathway, in the order in which they first came."""
    found: dict[str, Pathway] = {}
    for pathway in pathways:
        if pathway.code not in found or pathway.version > found[pathway.code].version:
            found[pathway.code] = pathway
    return tuple(found.values())


def fresh(rules: Iterable[Rule], tables: Tables) -> tuple[Rule, ...]:
    """Leave out the rules of a file that are on file already, word for word."""
    on_file = set(map(_whole, tables.rules))
    return tuple(rule for rule in rules if _whole(rule) not in on_file)


def codes_of(pathway: Pathway) -> set[str]:
    """Give the codes of all rules on which a pathway counts."""
    steps = {code for step in pathway.steps for code in (step.opens, step.closes, step.takes)}
    return (steps | {benefit.rule for benefit in pathway.benefits}) - {""}


def touched(change: Proposal) -> set[str]:
    """Give the codes of the rules that a change is about."""
    return {rule.code for rule in change.rules}


def boundaries(change: Proposal) -> list[tuple[str, date, int]]:
    """List the days on which a change shows, with the size of household it is about.

    They are those around the first day, the first sure one and the last one of each of its rules.
    """
    rules = [*change.rules, *([change.was] if change.was else [])]
    return sorted(
        {
            (rule.code, date.fromordinal(day.toordinal() + by), rule.size_from or 1)
            for rule in rules
            for day in (rule.valid_from, rule.sure_from, rule.valid_to)
            if day is not None
            for by in AROUND
            if 1 <= day.toordinal() + by <= date.max.toordinal()
        }
    )


def _applied(tables: Tables, change: Proposal) -> Tables:
    if change.did in ("rule added", "pathway uploaded"):
        keys = {key_of(rule) for rule in tables.rules}
        rules = tuple(rule for rule in change.rules if key_of(rule) not in keys)
        held = {(pathway.code, pathway.version) for pathway in tables.pathways}
        new = change.pathway
        added = () if new is None or (new.code, new.version) in held else (new,)
        return Tables(tables.rules + rules, tables.pathways + added)
    if change.was is not None:
        key, (said,) = key_of(change.was), change.rules
        alter = ended if change.did == "rule ended" else checked
        rules = tuple(alter(rule, said) if key_of(rule) == key else rule for rule in tables.rules)
        return replace(tables, rules=rules)
    named, is_open = (change.code, change.version), change.did == "pathway opened"
    pathways = tuple(
        replace(one, is_open=is_open) if (one.code, one.version) == named else one
        for one in tables.pathways
    )
    return replace(tables, pathways=pathways)


def _against_rules(rules: Iterable[Rule], tables: Tables) -> tuple[list[Fault], Tables]:
    """List what stands against new rules, and give the tables with those that could be added."""
    faults: list[Fault] = []
    for rule in rules:
        found = _against_new(rule, tables)
        faults += found
        if not found:
            tables = replace(tables, rules=(*tables.rules, rule))
    return faults, tables


def _against_new(rule: Rule, tables: Tables) -> list[Fault]:
    if any(key_of(rule) == key_of(other) for other in tables.rules):
        return [Fault("on file", rule.code)]
    same = [other for other in tables.rules if other.code == rule.code]
    if any(other.jurisdiction != rule.jurisdiction for other in same):
        return [Fault("other country", rule.code)]
    if any(other.unit != rule.unit for other in same):
        return [Fault("other unit", rule.code)]
    if any(other.basis != rule.basis for other in same):
        return [Fault("other basis", rule.code)]
    if any(_contradict(rule, other) for other in same):
        return [Fault("says otherwise", rule.code)]
    return []


def _contradict(rule: Rule, other: Rule) -> bool:
    """Say whether two rules that both count begin on one day, for the same, with other values.

    What is proposed only, or not confirmed, may stand beside what holds.
    """
    counts = {"in force", "historic"}
    return (
        {rule.status, other.status} <= counts
        and rule.value != other.value
        and rule.valid_from == other.valid_from
        and (rule.size_from, rule.size_to) == (other.size_from, other.size_to)
    )


def _against_other(change: Proposal, tables: Tables) -> list[Fault]:
    (new,) = change.rules
    found = [rule for rule in tables.rules if change.was and key_of(rule) == key_of(change.was)]
    if not found:
        return [Fault("no rule", new.code)]
    alter = ended if change.did == "rule ended" else checked
    return [Fault("no change", new.code)] if alter(found[0], new) == found[0] else []


def _against_pathway(change: Proposal, tables: Tables) -> list[Fault]:
    pathway = change.pathway
    faults = [] if pathway is None else _against_version(pathway, tables)
    of_rules, together = _against_rules(change.rules, tables)
    faults += of_rules
    if pathway is not None:
        known = {rule.code for rule in together.rules}
        faults += [Fault("unknown rule", code) for code in sorted(codes_of(pathway) - known)]
        faults += [Fault("no clock", code) for code in _no_clocks(pathway, together)]
    return faults


def _no_clocks(pathway: Pathway, tables: Tables) -> list[str]:
    """List the rules that are to date a step and cannot: of no time, or counted from another day.

    Were they taken all the same, two different days would decide about one window.
    """
    found = {
        rule.code
        for step in pathway.steps
        for rule in tables.rules
        if rule.code in (step.opens, step.closes, step.takes)
        and (rule.basis != step.after or rule.unit not in TIMES)
    }
    return sorted(found)


def _against_version(pathway: Pathway, tables: Tables) -> list[Fault]:
    bad = [code for code in _codes_in(pathway) if not _is_code(code)]
    if bad or pathway.code == TAKEN:
        return [Fault("no code", code) for code in bad or [TAKEN]]
    same = [other for other in tables.pathways if other.code == pathway.code]
    if any(other.jurisdiction != pathway.jurisdiction for other in same):
        return [Fault("other country", pathway.code)]
    if any(other.version >= pathway.version for other in same):
        return [Fault("old version", pathway.code)]
    return []


def _codes_in(pathway: Pathway) -> list[str]:
    codes = [pathway.code, pathway.jurisdiction]
    codes += [fact.code for fact in pathway.facts] + [stage.code for stage in pathway.stages]
    codes += [step.code for step in pathway.steps]
    return codes + [benefit.code for benefit in pathway.benefits]


def _is_code(code: str) -> bool:
    return len(code) <= CODE_MAX and bool(re.fullmatch(CODE, code))


def _against_opening(change: Proposal, tables: Tables) -> list[Fault]:
    named = (change.code, change.version)
    found = [one for one in tables.pathways if (one.code, one.version) == named]
    if not found:
        return [Fault("no pathway", change.code)]
    same = found[0].is_open == (change.did == "pathway opened")
    return [Fault("no change", change.code)] if same else []


def _whole(rule: Rule) -> bytes:
    return msgspec.msgpack.encode(rule)


def of_country(tables: Tables, jurisdiction: str) -> tuple[Rule, ...]:
    """Give the rules of one country."""
    return tuple(rule for rule in tables.rules if rule.jurisdiction == jurisdiction)


def edition(tables: Tables) -> str:
    """Give a short mark of all rules and pathways, to see whether something was worked out by them.

    Cost: about a millisecond for a few hundred rules.
    """
    return hashlib.sha256(msgspec.msgpack.encode(tables)).hexdigest()[:16]
