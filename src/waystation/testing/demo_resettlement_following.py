"""How one household of the demo has fared in its first year and a half.

Everything that is told here is invented: the books say who came and when, not how they were asked.
"""

from datetime import date, datetime, timedelta

from waystation.cases import queries as cases
from waystation.resettlement.following import queries, services
from waystation.resettlement.following.domain import (
    CrisisPlan,
    FollowUp,
    Said,
    Topic,
    Willing,
)
from waystation.resettlement.stays import handing
from waystation.resettlement.stays import queries as stays
from waystation.testing import history
from waystation.vault.door import Who

# What two of them said at each check, topic by topic, and on which rung they stood.
TOPICS: tuple[Topic, ...] = ("housing", "income", "language", "contacts", "health", "safety")
TOLD: dict[str, tuple[tuple[tuple[int, ...], int, str], ...]] = {
    "check-3": (((2, 1, 4, 2, 3, 2), 4, "a bed that is mine"), ((2, 2, 4, 1, 2, 2), 3, "")),
    "check-6": (((3, 2, 4, 3, 3, 3), 5, "work at a hotel"), ((3, 2, 4, 2, 3, 3), 5, "a trade")),
    "check-12": (((4, 3, 4, 4, 3, 3), 7, "I read a letter"), ((3, 3, 4, 3, 3, 4), 6, "")),
}
HAND_OVERS = ("hand-over-3", "hand-over-12")
INVENTED = " (invented)"


def furnish(harriet: Who, william: Who, now: datetime) -> None:
    """Tell how the household that came earliest to these two has fared since."""
    found = [
        line
        for line in cases.lines(harriet.keyring, now.date())
        if line.household.code == history.CAME_EARLIER
    ]
    for line in found:
        _ask(line, william, now)
        _hand_over(line, william, now)
        _write_down(line, william, now)


def _ask(line: cases.Line, who: Who, now: datetime) -> None:
    for check in queries.checks(line.id, who.keyring, now.date()):
        code, opens = check.view.step.code, check.view.opens
        if code not in TOLD or not check.may_ask or opens is None:
            continue
        for nth, (levels, rung, reached) in enumerate(TOLD[code]):
            told = FollowUp(
                person=line.household.people[nth],
                step=code,
                on=opens + timedelta(days=5),
                months=3,
                said=tuple(Said(*one) for one in zip(TOPICS, levels, strict=True)),
                ladder=rung,
                reached=(reached + INVENTED,) if reached else (),
                alone=True,
            )
            is_last = nth == len(TOLD[code]) - 1
            services.keep_follow_up(
                household_id=line.id, told=told, finishes=is_last, keyring=who.keyring, now=now
            )


def _hand_over(line: cases.Line, who: Who, now: datetime) -> None:
    """Let the next worker have met them, as they say."""
    for step in stays.course_of(line.id, who.keyring, now.date()):
        if step.step.code in HAND_OVERS and step.state in ("open", "late"):
            on: date = (step.opens or now.date()) + timedelta(days=3)
            handing.hand_over(
                household_id=line.id,
                step=step.step.code,
                on=on,
                to="Wesleyan chapel" + INVENTED,
                packet=(),
                said_by=line.household.people[0],
                keyring=who.keyring,
                now=now,
            )


def _write_down(line: cases.Line, who: Who, now: datetime) -> None:
    case, keyring = line.id, who.keyring
    first, second = line.household.people[:2]
    card = CrisisPlan(
        person=second,
        signs=("I do not sleep for three nights" + INVENTED,),
        helps=("to walk to the canal, not alone" + INVENTED,),
        calls=("the friend I came with, at the hotel" + INVENTED,),
        never=("leave me by myself" + INVENTED,),
        language="English",
    )
    services.keep_plan(household_id=case, plan=card, keyring=keyring, now=now)
    services.note_offered(household_id=case, person_id=second, keyring=keyring, now=now)
    wish = Willing(
        person=first,
        ways=("mentor", "peer group"),
        languages=("English",),
        since=now.date(),
        words="on Sundays" + INVENTED,
    )
    services.note_willing(household_id=case, willing=wish, keyring=keyring, now=now)
