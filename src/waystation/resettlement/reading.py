"""Reads tables of rules and pathways: those that come with the software, and those handed in.

One file a country: `[[rule]]` as often as there are figures, then at most one `[pathway]` with its
stages, steps and benefits. What is wrong is said with its line, its entry and what to do, all of it
at once.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.resettlement.dated import basis_of
from waystation.resettlement.values import TIMES, Pathway, Rule, Step, Tables

RULES = Path(__file__).parent / "rules"
LARGEST_LETTERS = 500_000
_PARTS = ("pathway", "rule")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_HEAD = re.compile(r"^\s*\[\[?\s*(?:pathway\.)?([a-z]+)\s*\]\]?")
_WITHIN = re.compile(r"`\$\.(steps|benefits)\[(\d+)\]")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Kind = TypeVar("Kind", Rule, Pathway)
_LANDS = {
    "own": "This organisation's own practice",
    "kr": "South Korea",
    "us": "United States",
    "th": "Thailand, the stage of waiting",
    "ca": "Canada, private sponsorship",
    "canada-west": "Canada West in the 1850s, for the demonstration",
}
_HEAD_OF_TABLE = """# Rules: every figure, from when it holds, and where it is from

Written by `resettlement.reading.as_table` from `resettlement/rules/*.toml`; a test refuses any
difference. A rule holds from its first day until the next of its code, unless a last day stands
here. The *basis* is the fact whose day decides. *Checked* is the day on which somebody read a copy
of the source; a copy can be older than that day, and a law can change after it. “Not verified”
means that nobody has read the source since it was noted. What is only proposed enters no sum."""
_COLUMNS = (
    "| Code | Figure | People | Valid | Basis | Status | Source | Checked | Note |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in a file: on which line (0: the whole file), in which entry, what to do."""

    line: int
    entry: str
    says: str
    hint: str


class BadFile(Refused):
    """A file of rules cannot be read; `faults` has everything that is wrong with it."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(
            _("%(file)s, line %(line)s, %(entry)s: %(says)s")
            % {"file": name, "line": first.line, "entry": first.entry, "says": first.says},
            hint=first.hint,
        )
        self.faults = tuple(faults)


@cache
def shipped() -> Tables:
    """Read the shipped tables, once for each process.

    Raises:
      BadFile: one of them is wrong.
    """
    read_all = [read(path.read_text("utf-8"), path.name) for path in sorted(RULES.glob("*.toml"))]
    return Tables(
        tuple(rule for tables in read_all for rule in tables.rules),
        tuple(pathway for tables in read_all for pathway in tables.pathways),
    )


def read(text: str, name: str) -> Tables:
    """Read one country's file.

    That the rules its steps and benefits name exist is not asked here: see `missing`.

    Args:
      text: of the file.
      name: of the file, for what is said of it.

    Raises:
      BadFile: something is wrong; it tells everything that is.
    """
    if len(text) > LARGEST_LETTERS:
        raise BadFile(
            name,
            [
                Fault(
                    0, name, _("The file is too large."), _("A country fits into 500,000 letters.")
                )
            ],
        )
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = _AT_LINE.search(str(error))
        fault = Fault(
            int(at[1]) if at else len(text.splitlines()),
            name,
            _("This is no TOML: %(what)s.") % {"what": _AT_LINE.sub("", str(error)).strip()},
            _("Mend this line; nothing of the file was read."),
        )
        raise BadFile(name, [fault]) from error
    faults: list[Fault] = []
    lines = _lines(text)
    rules = tuple(_rules(raw, lines, faults))
    pathway = _one(raw.get("pathway"), Pathway, "pathway", lines, faults)
    for part in sorted(set(raw) - set(_PARTS)):
        faults.append(
            Fault(0, part, _("Nobody knows this part."), _("Use [[rule]] and [pathway] alone."))
        )
    if not faults:
        faults += [*_of_rules(rules, lines), *(_of_pathway(pathway, lines) if pathway else ())]
    if not faults and not rules and pathway is None:
        faults.append(Fault(0, name, _("The file is empty."), _("Add a [[rule]] or a [pathway].")))
    if faults:
        raise BadFile(name, sorted(faults, key=lambda fault: fault.line))
    return Tables(rules, (pathway,) if pathway else ())


def missing(pathway: Pathway, tables: Tables) -> tuple[str, ...]:
    """Give the codes of rules that a pathway names and nobody has written.

    Args:
      pathway: whose steps and benefits are looked through.
      tables: all rules there are.
    """
    named = [code for step in pathway.steps for code in (step.opens, step.closes, step.takes)]
    named += [benefit.rule for benefit in pathway.benefits]
    known = {rule.code for rule in tables.rules}
    return tuple(dict.fromkeys(code for code in named if code and code not in known))


def misplaced(pathway: Pathway, tables: Tables) -> tuple[str, ...]:
    """Give the codes of rules by which a step counts and which cannot be counted with.

    A rule that dates a step is one of time, and its basis is the fact after which the step comes:
    otherwise two different days would decide about one window.

    Args:
      pathway: whose steps are looked through.
      tables: all rules there are.
    """
    found = []
    for step in pathway.steps:
        for code in filter(None, (step.opens, step.closes, step.takes)):
            of_code = [rule for rule in tables.rules if rule.code == code]
            if of_code and (
                basis_of(code, tables) != step.after or any(r.unit not in TIMES for r in of_code)
            ):
                found.append(code)
    return tuple(dict.fromkeys(found))


def _rules(
    raw: dict[str, Any], lines: dict[tuple[str, int], int], faults: list[Fault]
) -> Iterator[Rule]:
    """Give every rule that can be read, and note what is wrong with the others."""
    entries = raw.get("rule", [])
    if not isinstance(entries, list):
        entries = [entries]
    for number, entry in enumerate(entries, start=1):
        code = entry.get("code", "") if isinstance(entry, dict) else ""
        called = f"rule {number} ({code})" if code else f"rule {number}"
        rule = _one(entry, Rule, called, lines, faults)
        if rule:
            yield rule


def _one(
    raw: object,
    kind: type[Kind],
    called: str,
    lines: dict[tuple[str, int], int],
    faults: list[Fault],
) -> Kind | None:
    """Turn one entry into a value; None where there is none, or where it is wrong."""
    if raw is None:
        return None
    what, _space, number = called.partition(" ")
    line = lines.get((what, int(number.split()[0]) if number else 1), 0)
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        if within := _WITHIN.search(str(error)):
            nth = int(within[2]) + 1
            called, line = f"{within[1][:-1]} {nth}", lines.get((within[1], nth), line)
        faults.append(
            Fault(line, called, str(error), _("Mend or remove this field; see docs/RULES.md."))
        )
    return None


def _of_rules(rules: Iterable[Rule], lines: dict[tuple[str, int], int]) -> Iterator[Fault]:
    """Say what is wrong with rules that can be read: codes, bases, and what stands twice."""
    basis: dict[str, str] = {}
    seen: set[tuple[object, ...]] = set()
    for number, rule in enumerate(rules, start=1):
        line, called = lines.get(("rule", number), 0), f"rule {number} ({rule.code})"
        if not _CODE.fullmatch(rule.code):
            yield Fault(
                line,
                called,
                _("This is no code."),
                _("Use small letters, digits and hyphens, such as kr-basic-money."),
            )
        if basis.setdefault(rule.code, rule.basis) != rule.basis:
            yield Fault(
                line,
                called,
                _("Rules of one code have more than one basis."),
                _("Give them one basis, or two codes."),
            )
        key = (rule.code, rule.value, rule.unit, rule.size_from, rule.size_to, rule.valid_from)
        if key in seen:
            yield Fault(line, called, _("This rule stands twice."), _("Remove one of them."))
        seen.add(key)


def _of_pathway(pathway: Pathway, lines: dict[tuple[str, int], int]) -> Iterator[Fault]:
    """Say what is wrong with a pathway that can be read: names that lead nowhere or stand twice."""
    top = lines.get(("pathway", 1), 0)
    codes = {
        "stage": [stage.code for stage in pathway.stages],
        "step": [step.code for step in pathway.steps],
        "benefit": [benefit.code for benefit in pathway.benefits],
        "fact": [fact.code for fact in pathway.facts],
    }
    for what, named in codes.items():
        for code in [code for code, times in Counter(named).items() if times > 1]:
            yield Fault(
                top, f"{what} {code}", _("This code stands twice."), _("Give each its own.")
            )
    steps = {step.code: step for step in pathway.steps}
    facts = {*codes["fact"], *codes["step"], *(step.sets for step in pathway.steps if step.sets)}
    if pathway.begins not in codes["fact"]:
        yield Fault(
            top,
            f"begins {pathway.begins}",
            _("No fact has this code."),
            _("Name it under facts."),
        )
    for number, step in enumerate(pathway.steps, start=1):
        line = lines.get(("steps", number), top)
        for says, hint in _of_step(step, steps, {*codes["stage"]}, facts):
            yield Fault(line, f"step {step.code}", says, hint)


def _of_step(
    step: Step, steps: dict[str, Step], stages: set[str], facts: set[str]
) -> Iterator[tuple[str, str]]:
    """Say what is wrong with one step among the others, and what to do."""
    if step.stage not in stages:
        yield (
            _("No stage has the code %(code)s.") % {"code": step.stage},
            _("Name it under stages."),
        )
    for code in (step.after, step.condition.on if step.condition else ""):
        if code and code not in facts:
            yield (
                _("No step and no fact has the code %(code)s.") % {"code": code},
                _("Name it under facts, or write the step."),
            )
    before = steps.get(step.after)
    if step.of == "household" and before and before.of == "person":
        yield (
            _("A household's step cannot wait for one person's."),
            _("Let it come after a step of the household, or a fact."),
        )
    if step.of == "person" and step.sets:
        yield (
            _("One person's step cannot set a day of the household."),
            _("Remove `sets`, or make it a step of the household."),
        )


def _lines(text: str) -> dict[tuple[str, int], int]:
    """Give the line on which the n-th table of each name begins."""
    found: dict[tuple[str, int], int] = {}
    counts: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _HEAD.match(line):
            counts[head[1]] += 1
            found[head[1], counts[head[1]]] = number
    return found


def as_table(tables: Tables) -> str:
    """Write every figure as Markdown: value, for whom, validity, basis, status, source, checked.

    Args:
      tables: all rules.
    """
    parts = [_HEAD_OF_TABLE]
    for land in dict.fromkeys(rule.jurisdiction for rule in tables.rules):
        parts += [f"\n## {_LANDS.get(land, land)}\n", *_COLUMNS]
        parts += [_row(rule) for rule in tables.rules if rule.jurisdiction == land]
    return "\n".join(parts) + "\n"


def _row(rule: Rule) -> str:
    """Write one rule as a line of a table."""
    if not rule.size_from and not rule.size_to:
        size = "any"
    elif rule.size_from == rule.size_to:
        size = str(rule.size_from)
    else:
        size = f"{rule.size_from} " + (f"to {rule.size_to}" if rule.size_to else "and more")
    begins = "" if rule.valid_from is None else f"from {rule.valid_from}"
    if rule.sure_from:
        begins += f" at the earliest, surely from {rule.sure_from}"
    valid = ", ".join(filter(None, (begins, f"to {rule.valid_to}" if rule.valid_to else "")))
    cells = (
        f"`{rule.code}`",
        f"{rule.value:,} {rule.unit}",
        size,
        valid or "until the next, or not said",
        f"`{rule.basis}`",
        rule.status,
        rule.source,
        str(rule.checked_on or "not verified"),
        rule.note,
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
