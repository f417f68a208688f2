"""What a rule says on a day: known, uncertain or unknown, and never a guess. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from waystation.resettlement.values import Known, Rule, Tables, Told, Uncertain, Unknown
from waystation.resettlement.windows import opening_day

STALE_MONTHS = 12
_ONE_DAY = timedelta(days=1)


def told(code: str, on: date, tables: Tables, size: int = 1) -> Told:
    """Say what the rules of a code come to on a day, for a household of a size.

    What is only proposed makes the answer uncertain and never stands alone in a sum; so does what
    nobody has confirmed, and a day within a boundary that is known by month or year only.

    Args:
      code: of the rules.
      on: the day that decides; which one that is, is the basis of the rules.
      tables: all rules.
      size: how many people the household has.
    """
    of_code = [rule for rule in tables.rules if rule.code == code]
    fitting = [rule for rule in of_code if fits(rule, size)]
    if not fitting:
        return Unknown("no size" if of_code else "no rule")
    decided = [rule for rule in fitting if rule.status != "proposed"]
    may = [rule for rule in decided if _may_hold(rule, decided, on)]
    proposed = [rule for rule in fitting if rule.status == "proposed" and _lies_in(rule, on)]
    found = tuple(Known(rule.value, rule) for rule in (*may, *proposed))
    if not found:
        begins = [rule.valid_from for rule in decided if rule.valid_from]
        return Unknown("too early" if begins and on < min(begins) else "ended")
    if proposed:
        return Uncertain(found, "proposed")
    if any(rule.status == "unconfirmed" for rule in may):
        return Uncertain(found, "unconfirmed")
    latest = max(found, key=lambda known: known.rule.valid_from or date.min)
    if len({(rule.value, rule.unit) for rule in may}) > 1 or not _surely_holds(may, on):
        return Uncertain(found, "boundary")
    return latest


def fits(rule: Rule, size: int) -> bool:
    """Say whether a rule applies to a household of a size."""
    return rule.size_from <= size and (not rule.size_to or size <= rule.size_to)


def may_be(said: Told) -> tuple[Known, ...]:
    """Give every value that may hold, without what is only proposed: none where it is unknown."""
    if isinstance(said, Known):
        return (said,)
    if isinstance(said, Uncertain):
        return tuple(known for known in said.may if known.rule.status != "proposed")
    return ()


def rules_of(said: Told) -> tuple[Rule, ...]:
    """Give the rules that an answer rests on, with what is only proposed."""
    if isinstance(said, Known):
        return (said.rule,)
    return tuple(known.rule for known in said.may) if isinstance(said, Uncertain) else ()


def why_of(said: Told) -> tuple[str, ...]:
    """Give the codes of `wording.WHY` that say why an answer is not sure: none where it is."""
    return () if isinstance(said, Known) else (said.why,)


def basis_of(code: str, tables: Tables) -> str:
    """Give the fact whose day decides the rules of a code; nothing where there is no such rule."""
    return next((rule.basis for rule in tables.rules if rule.code == code), "")


def is_stale(rule: Rule, today: date) -> bool:
    """Say whether a rule was last checked more than a year ago.

    One that was never checked is not stale: it is not verified, and said to be so.
    """
    checked = rule.checked_on
    return checked is not None and today > opening_day(checked, STALE_MONTHS, "months")


def last_day_it_may_hold(rule: Rule, others: Iterable[Rule]) -> date | None:
    """Give the last day on which a rule may hold: its own, or until the next is sure.

    Args:
      rule: the one asked about.
      others: all that were decided for the same code and size.
    """
    if rule.valid_to:
        return rule.valid_to
    began = rule.valid_from or date.min
    sure = [
        other.sure_from or other.valid_from
        for other in others
        if other.valid_from and other.valid_from > began
    ]
    return min(day for day in sure if day) - _ONE_DAY if sure else None


def _may_hold(rule: Rule, others: list[Rule], on: date) -> bool:
    """Say whether a rule may hold on a day, given those that come after it."""
    last = last_day_it_may_hold(rule, others)
    return (rule.valid_from is None or rule.valid_from <= on) and (last is None or on <= last)


def _lies_in(rule: Rule, on: date) -> bool:
    """Say whether a day lies between a rule's own first and last."""
    return not (
        (rule.valid_from and on < rule.valid_from) or (rule.valid_to and on > rule.valid_to)
    )


def _surely_holds(may: list[Rule], on: date) -> bool:
    """Say whether one of the rules surely holds, or all that may say the same from before."""
    return len(may) > 1 or (may[0].sure_from or date.min) <= on
