"""How people fare, as a page shows it: drawings with the words of the reader's language."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from waystation.cases.screening import domain as screening
from waystation.cases.screening.queries import Answered
from waystation.cases.screening.texts import sheets
from waystation.cases.screening.wording import BANDS
from waystation.resettlement.following import charting
from waystation.resettlement.following.charting import Line, Mark
from waystation.resettlement.following.domain import CHECKS, LADDER_MAX, TOPICS, FollowUp
from waystation.resettlement.following.queries import Lives, Screened
from waystation.resettlement.following.wording import TOPICS as TOPIC_WORDS
from waystation.resettlement.following.wording import level

LADDER_NUMBERS = (0, 2, 4, 6, 8, 10)
PTSD_NUMBERS = (0, 1, 2, 3, 4, 5)


class Fares(NamedTuple):
    """One person on the page of following: both drawings, and the table beside them.

    `rows` are the things asked, each with what was said at the checks of `columns`.
    """

    who: Lives
    steps: str
    ladder: str
    columns: tuple[int, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    reached: tuple[tuple[int, tuple[str, ...]], ...]
    wishes: tuple[str, ...]


class Drawn(NamedTuple):
    """One questionnaire of one person: its name, its drawing, and the answers in words."""

    name: str
    chart: str
    rows: tuple[tuple[Answered, str], ...]


def fares(who: Lives) -> Fares:
    """Draw how one person fares at each check they were asked at."""
    told = {kept.value.months: kept.value for kept in who.told}
    columns = tuple(sorted(told))
    rows: list[tuple[str, tuple[str, ...]]] = [
        (str(TOPIC_WORDS[topic]), tuple(level(topic, told[m].level(topic)) for m in columns))
        for topic in TOPICS
    ]
    rungs = tuple("" if told[m].ladder is None else str(told[m].ladder) for m in columns)
    rows.append((_("Rung of the ladder, 0 to 10"), rungs))
    return Fares(
        who=who,
        steps=_steps(told) if any(one.said for one in told.values()) else "",
        ladder=_ladder(told),
        columns=columns,
        rows=tuple(row for row in rows if any(row[1])),
        reached=tuple((m, told[m].reached) for m in columns if told[m].reached),
        wishes=told[columns[-1]].wishes if columns else (),
    )


def screened(who: Screened) -> list[Drawn]:
    """Draw what one person answered to each questionnaire over time."""
    found = []
    for tool in screening.TOOLS:
        answered = [one for one in who.answered if one.screening.tool == tool]
        if answered:
            rows = tuple((one, str(BANDS.get(one.counted.band or "", ""))) for one in answered)
            found.append(Drawn(sheets()[tool].name, _totals(tool, answered), rows[::-1]))
    return found


def _steps(told: dict[int, FollowUp]) -> str:
    rows = [
        (
            str(TOPIC_WORDS[topic]),
            {m: value for m, one in told.items() if (value := one.level(topic)) is not None},
        )
        for topic in TOPICS
    ]
    return charting.steps(
        [row for row in rows if row[1]],
        columns=sorted(told),
        title=_("What they told at each check, as one to four bars"),
        caption=_("months after the beginning"),
    )


def _ladder(told: dict[int, FollowUp]) -> str:
    """Draw the rungs; the checks stand at equal steps, for the first year is told most often."""
    marks = [
        Mark(
            at=CHECKS.index(months) / (len(CHECKS) - 1),
            value=rung,
            when=str(months),
            says=_("after %(n)d months: rung %(rung)d") % {"n": months, "rung": rung},
        )
        for months in sorted(told)
        if (rung := told[months].ladder) is not None
    ]
    if not marks:
        return ""
    title = _("On which rung of the ladder they say they stand")
    caption = _("months after the beginning")
    return charting.over_time(
        marks, title=title, top=LADDER_MAX, numbers=LADDER_NUMBERS, caption=caption
    )


def _totals(tool: screening.Tool, answered: Sequence[Answered]) -> str:
    top = screening.QUESTIONS[tool] * screening.MOST[tool]
    first, last = answered[0].screening.on, answered[-1].screening.on
    span = (last - first).days
    marks = [
        Mark(
            at=(one.screening.on - first).days / span if span else 0.5,
            value=one.counted.total,
            when=one.screening.on.isoformat(),
            says=_says(one),
            at_least=bool(one.counted.n_unsaid),
        )
        for one in answered
    ]
    title = _("What the answers came to, over time")
    if tool != "phq-9":
        return charting.over_time(marks, title=title, top=top, numbers=PTSD_NUMBERS)
    starts = [start for start, _band in screening.BANDS]
    bands = [Line(start, str(BANDS[band])) for start, band in screening.BANDS]
    return charting.over_time(marks, title=title, top=top, numbers=starts, bands=bands)


def _says(one: Answered) -> str:
    values: dict[str, Any] = {
        "day": one.screening.on.isoformat(),
        "total": one.counted.total,
        "most": one.counted.most,
    }
    if one.counted.n_unsaid:
        return _("%(day)s: at least %(total)d of %(most)d") % values
    return _("%(day)s: %(total)d of %(most)d") % values
