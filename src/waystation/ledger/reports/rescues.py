"""What rescues were to cost and did cost, as tables and pictures."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from waystation.base.money import dollars
from waystation.ledger.budgets import queries as budgets
from waystation.ledger.budgets.figures import RescueMoney
from waystation.ledger.chart import ALL_CATEGORIES
from waystation.ledger.reports import costing, drawing, months, queries
from waystation.ledger.reports.costing import Change, CostPeriod
from waystation.ledger.reports.drawing import Bar, Point
from waystation.ledger.reports.tables import (
    COUNT,
    MONEY,
    Asked,
    Column,
    Picture,
    Report,
    Row,
    Table,
)
from waystation.ledger.reports.wording import COST_NAMES, WAY_NAMES

WAYS = ("direct", "all-in")


def budget(asked: Asked) -> Report:
    """Set what the rescues closed in some months were to cost against what they did cost."""
    first, last = months.first_day(asked.since), months.last_day(asked.until)
    every = budgets.rescues()
    over = [one for one in every if one.closed_on and first <= one.closed_on <= last]
    going = [one for one in every if one.closed_on is None]
    n_people = sum(one.n_people for one in over)
    tables = [
        _by_category(over, n_people),
        _by_rescue("closed", _("Rescues closed in these months"), over),
    ]
    if going:
        tables.append(_by_rescue("open", _("Rescues still open"), going))
    planned, spent = _sums(over)
    says = _("%(n)d rescues closed, %(people)d people: %(planned)s budgeted, %(spent)s spent.") % {
        "n": len(over),
        "people": n_people,
        "planned": dollars(planned),
        "spent": dollars(spent),
    }
    title = _("Budget and spending by category")
    chart = drawing.bars(_category_bars(over), title)
    note = _("The frame is the budget, the bar what was spent.")
    pictures = (Picture(title, chart, note),) if over else ()
    return Report("budget", _("Budget versus actual"), says, tuple(tables), pictures)


def _sums(rescues: Sequence[RescueMoney]) -> tuple[int, int]:
    return sum(x.planned_cents for x in rescues), sum(x.cost_cents for x in rescues)


def _of_category(rescues: Sequence[RescueMoney]) -> dict[str, tuple[int, int]]:
    """Add budget and spending up by category, those that any of the rescues has."""
    found = dict.fromkeys(ALL_CATEGORIES, (0, 0))
    for rescue in rescues:
        for part in rescue.parts:
            planned, spent = found[part.category]
            found[part.category] = planned + part.planned_cents, spent + part.cost_cents
    return {category: both for category, both in found.items() if any(both)}


def _by_category(rescues: Sequence[RescueMoney], n_people: int) -> Table:
    names = (_("Budget"), _("Spent"), _("Difference"))
    each = (_("Budget for each person"), _("Spent for each person"))
    columns = [Column(_("Category")), *(Column(name, MONEY) for name in (*names, *each))]
    rows = []
    for category, (planned, spent) in _of_category(rescues).items():
        told = (planned, spent, spent - planned)
        per = (costing.each(planned, n_people), costing.each(spent, n_people))
        rows.append(Row((str(COST_NAMES[category]), *told, *per)))
    planned, spent = _sums(rescues)
    per = (costing.each(planned, n_people), costing.each(spent, n_people))
    rows.append(Row((_("Together"), planned, spent, spent - planned, *per), "sum"))
    note = _(
        "Contingency that came from another rescue is part of the budget it came into. What the "
        "general fund paid where a budget did not suffice is part of what was spent."
    )
    return Table("categories", _("By category"), tuple(columns), tuple(rows), note)


def _by_rescue(key: str, title: str, rescues: Sequence[RescueMoney]) -> Table:
    columns = (
        Column(_("Fund")),
        Column(_("People"), COUNT),
        Column(_("Budget"), MONEY),
        Column(_("Spent"), MONEY),
        Column(_("Difference"), MONEY),
        Column(_("Left"), MONEY),
    )
    rows = [
        Row((x.fund, x.n_people, *_of_rescue(x)), "", x.fund)
        for x in sorted(rescues, key=lambda x: (str(x.closed_on or ""), x.fund))
    ]
    sums = [sum(column) for column in zip(*map(_of_rescue, rescues), strict=True)] or [0] * 4
    rows.append(Row((_("Together"), sum(x.n_people for x in rescues), *sums), "sum"))
    return Table(key, title, columns, tuple(rows))


def _of_rescue(one: RescueMoney) -> tuple[int, ...]:
    difference = one.cost_cents - one.planned_cents
    return one.planned_cents, one.cost_cents, difference, one.left_cents


def _category_bars(rescues: Sequence[RescueMoney]) -> list[Bar]:
    bars = []
    for category, (planned, spent) in _of_category(rescues).items():
        written = _("%(spent)s of %(planned)s") % {
            "spent": dollars(spent),
            "planned": dollars(planned),
        }
        kind = "over" if spent > planned else "spent"
        bars.append(Bar(str(COST_NAMES[category]), written, 0, spent, kind, planned))
    return bars


def cost(asked: Asked) -> Report:
    """Show what bringing one person out cost, both ways, how that went, and what moved it."""
    periods = queries.cost_periods(spans(asked))
    # Before the first rescue there is nothing to tell.
    first = next((n for n, one in enumerate(periods) if one.n_people), 0)
    periods = periods[first:]
    whole = queries.cost_periods([(asked.since, asked.until)])[0]
    tables = [_periods(periods, whole), _kinds(whole)]
    told = [one for one in periods if one.n_people]
    pictures = [_trend(periods)] if told else []
    for way in WAYS if len(told) > 1 else ():
        moved = costing.change(told[-2], told[-1], way)
        if moved is not None:
            tables.append(_steps(way, told[-2], told[-1], moved))
            pictures.append(_waterfall(way, told[-2], told[-1], moved))
    title = _("Cost of a rescue")
    return Report("cost", title, _says(whole), tuple(tables), tuple(pictures))


def spans(asked: Asked) -> list[tuple[int, int]]:
    """Cut the months asked for into months, or into whole quarters."""
    if asked.by != "quarter":
        return [(month, month) for month in months.between(asked.since, asked.until)]
    found, first = [], months.quarter_of(asked.since)[0]
    while first <= asked.until:
        found.append(months.quarter_of(first))
        first = months.moved(first, 3)
    return found


def _says(whole: CostPeriod) -> str:
    direct, all_in = whole.per_person("direct"), whole.per_person("all-in")
    if direct is None or all_in is None:
        return _("No rescue was closed in these months, so no cost can be told.")
    return _("A person cost %(direct)s direct and %(all_in)s all-in.") % {
        "direct": dollars(direct),
        "all_in": dollars(all_in),
    }


def span_name(one: CostPeriod) -> str:
    """Name a month, or a quarter by its first and last month."""
    if one.since == one.until:
        return months.written(one.since)
    return f"{months.written(one.since)} – {months.written(one.until)}"


def _short(one: CostPeriod) -> str:
    if one.since == one.until:
        return months.written(one.since)
    return f"{one.since // 100} Q{(one.since % 100 + 2) // 3}"


def _periods(periods: Sequence[CostPeriod], whole: CostPeriod) -> Table:
    columns = (
        Column(_("Months")),
        Column(_("Rescues closed"), COUNT),
        Column(_("People"), COUNT),
        Column(_("Direct, a person"), MONEY),
        Column(_("All-in, a person"), MONEY),
        Column(_("Direct, a rescue"), MONEY),
        Column(_("All-in, a rescue"), MONEY),
    )
    rows = [Row((span_name(one), *_of_period(one))) for one in periods]
    rows.append(Row((_("Together"), *_of_period(whole)), "sum"))
    note = _(
        "Direct: all that was booked for the rescues closed in these months, divided by their "
        "people. All-in: everything spent in these months, whatever for, divided by the same "
        "people. A resettlement share that is still to be paid comes on top of direct."
    )
    return Table("cost", _("Cost of a person and of a rescue"), columns, tuple(rows), note)


def _of_period(one: CostPeriod) -> tuple[int | None, ...]:
    people = (one.per_person("direct"), one.per_person("all-in"))
    rescues = (one.per_rescue("direct"), one.per_rescue("all-in"))
    return (one.n_rescues, one.n_people, *people, *rescues)


def _kinds(whole: CostPeriod) -> Table:
    names = (_("Direct"), _("All-in"), _("Direct, a person"), _("All-in, a person"))
    columns = [Column(_("Spent on")), *(Column(name, MONEY) for name in names)]
    rows = []
    for kind in costing.COST_KINDS:
        both = [whole.by(way).get(kind, 0) for way in WAYS]
        if any(both):
            per = [costing.each(cents, whole.n_people) for cents in both]
            rows.append(Row((str(COST_NAMES[kind]), *both, *per)))
    sums = (whole.direct_cents, whole.all_in_cents)
    per = [whole.per_person(way) for way in WAYS]
    rows.append(Row((_("Together"), *sums, *per), "sum"))
    return Table("kinds", _("What it was spent on"), tuple(columns), tuple(rows))


def _trend(periods: Sequence[CostPeriod]) -> Picture:
    points = [
        Point(_short(one), one.per_person("direct"), one.per_person("all-in")) for one in periods
    ]
    title = _("Cost of a person as it went")
    names = (str(WAY_NAMES["direct"]), str(WAY_NAMES["all-in"]))
    note = _("Where nobody was brought out there is no figure.")
    return Picture(title, drawing.trend(points, title, names), note)


def _title(way: str, before: CostPeriod, after: CostPeriod) -> str:
    return _("What moved the %(way)s cost of a person: %(before)s to %(after)s") % {
        "way": WAY_NAMES[way],
        "before": _short(before),
        "after": _short(after),
    }


def _steps(way: str, before: CostPeriod, after: CostPeriod, moved: Change) -> Table:
    columns = (Column(_("Reason")), Column(_("A person"), MONEY))
    rows = [Row((span_name(before), moved.before_cents))]
    rows += [Row((str(COST_NAMES[step.kind]), step.cents)) for step in moved.steps]
    rows.append(Row((span_name(after), moved.after_cents), "sum"))
    return Table(f"steps-{way}", _title(way, before, after), columns, tuple(rows))


def _waterfall(way: str, before: CostPeriod, after: CostPeriod, moved: Change) -> Picture:
    bars = [Bar(_short(before), dollars(moved.before_cents), 0, moved.before_cents)]
    level = moved.before_cents
    for step in moved.steps:
        sign = "+" if step.cents > 0 else ""
        kind = "up" if step.cents > 0 else "down"
        written = f"{sign}{dollars(step.cents)}"
        bars.append(Bar(str(COST_NAMES[step.kind]), written, level, level + step.cents, kind))
        level += step.cents
    bars.append(Bar(_short(after), dollars(moved.after_cents), 0, moved.after_cents))
    title = _title(way, before, after)
    return Picture(title, drawing.bars(bars, title))
