"""The parts of a plan that speak of money: what is due, what it costs, and who says so."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from waystation.cases.person_words import day_words
from waystation.resettlement import wording
from waystation.resettlement.dated import is_stale
from waystation.resettlement.dues import CURRENCIES, sums
from waystation.resettlement.means.wording import sum_of
from waystation.resettlement.mine.domain import Language, Line, Section
from waystation.resettlement.mine.material import Lent, Material, merged, whose_is
from waystation.resettlement.values import Due, Known, Rule, Uncertain, Unit

BETWEEN = " · "


def what_is_due(material: Material, language: Language) -> Section:
    """Say what the people of a household get, what it comes to, and what nobody knows for sure.

    The loan of somebody else is no part of it.
    """
    mine = [one for one in material.dues if not one.benefit.is_debt]
    lines = [*_together(mine)]
    lines += merged(_told(due, material, language) for due in mine if not due.not_added)
    smaller = dict.fromkeys(due.benefit.title.told(language) for due in mine if due.not_added)
    if smaller:
        why = _("Only the largest one of a kind is paid to a person.")
        lines.append(Line(heading=_("Not paid on top"), text=", ".join(smaller), notes=(why,)))
    return Section(
        code="get",
        title=_("What you get"),
        lead=_("This is yours by law or by a rule. Nobody may sell it to you."),
        lines=tuple(lines),
    )


def what_it_costs(material: Material, language: Language) -> Section:
    """Say that nothing is owed to us, and name the loan of somebody else for what it is."""
    lines = [
        Line(
            heading=_("You owe us nothing, now or later."),
            text=_("Nobody may ask you for money, work, papers or anything else for this journey."),
            notes=(
                _("What we give you is yours. Nobody will ever ask for it again."),
                _("You may say no to anything here, and still get everything else."),
            ),
        )
    ]
    own = [_lent(one, material) for one in material.lent]
    usual = [
        _usual(one, material, language) for one in material.dues if one.benefit.is_debt and not own
    ]
    lines += merged((*own, *usual))
    return Section(code="cost", title=_("What it costs you: nothing"), lines=tuple(lines))


def _usual(due: Due, material: Material, language: Language) -> Line:
    """Say what somebody else usually lends on this pathway, before they lend it."""
    return Line(
        heading=due.benefit.title.told(language),
        whose=whose_is(due.person, material),
        when=_amount(due),
        text=due.benefit.paid.told(language),
        notes=_not_ours(),
        source=sources_of(_rules(due), material.today),
    )


def _lent(one: Lent, material: Material) -> Line:
    """Say what somebody else has lent, as the paper says that the people have of it."""
    first = one.first_payment_on
    asked = _("They ask for money from: %(day)s") % {"day": day_words(first)} if first else ""
    return Line(
        heading=_("Money that somebody else lent you: %(lender)s") % {"lender": one.lender},
        whose=whose_is(one.person, material),
        when=sum_of(one.minor, one.currency),
        text=asked,
        notes=_not_ours(),
    )


def _not_ours() -> tuple[str, ...]:
    return (
        _("This money is not from us. It stands between you and whoever lent it to you."),
        _("We never collect it, take no share of it and remind nobody for others."),
        _("If it weighs on you, ask us: there may be help, by the same rules for all."),
    )


def sources_of(rules: Sequence[Rule], today: date) -> str:
    """Say where figures are written and when somebody last looked there."""
    return BETWEEN.join(dict.fromkeys(_source(rule, today) for rule in rules))


def _together(found: Sequence[Due]) -> Iterable[Line]:
    """Say what everything comes to, where there is more than one thing to add."""
    for one in sums(found):
        if len(one.added) > 1 and one.most:
            least, most = _money(one.least, one.unit), _money(one.most, one.unit)
            said = most if least == most else _("%(least)s to %(most)s") % {
                "least": least,
                "most": most,
            }  # fmt: skip
            if one.each:
                said = f"{said}, {wording.EACH[one.each]}"
            notes = (_("What is not decided yet is not counted."),)
            yield Line(heading=_("All of this together"), when=said, notes=notes)


def _told(due: Due, material: Material, language: Language) -> Line:
    counted = [_("Counted on: %(day)s") % {"day": day_words(due.on)}] if due.on else []
    return Line(
        heading=due.benefit.title.told(language),
        whose=whose_is(due.person, material),
        when=_amount(due),
        text=due.benefit.paid.told(language),
        notes=tuple(counted),
        source=sources_of(_rules(due), material.today),
    )


def _amount(due: Due) -> str:
    if isinstance(due.told, Known):
        said = _figure(due.told)
        if due.benefit.is_most:
            said = _("At most: %(figure)s") % {"figure": said}
        return f"{said}, {wording.EACH[due.benefit.each]}" if due.benefit.each else said
    why = str(wording.WHY.get(due.told.why, due.told.why))
    if isinstance(due.told, Uncertain):
        amounts = dict.fromkeys(_figure(one) for one in due.told.may)
        may = _(" or ").join(amounts)
        return _("Not sure: %(amounts)s. %(why)s") % {"amounts": may, "why": why}
    return _("Nobody can tell yet. %(why)s") % {"why": why}


def _figure(known: Known) -> str:
    """Say a sum with the name of its money, which a child can read, and not with its code."""
    said = _money(known.value, known.rule.unit)
    if known.rule.status == "proposed":
        return _("%(figure)s (not decided yet)") % {"figure": said}
    return said


def _money(value: int, unit: Unit) -> str:
    return f"{value:,} {wording.UNITS[unit]}" if unit in CURRENCIES else wording.amount(value, unit)


def _rules(due: Due) -> tuple[Rule, ...]:
    if isinstance(due.told, Known):
        return (due.told.rule,)
    return tuple(one.rule for one in due.told.may) if isinstance(due.told, Uncertain) else ()


def _source(rule: Rule, today: date) -> str:
    named = {"source": rule.source}
    if rule.checked_on is None:
        return _("Source: %(source)s (nobody has checked it yet)") % named
    named["day"] = day_words(rule.checked_on)
    if is_stale(rule, today):
        return _("Source: %(source)s (checked long ago, ask again: %(day)s)") % named
    return _("Source: %(source)s (checked: %(day)s)") % named
