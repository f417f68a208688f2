"""Whom the first of those who arrived can call, as their plans say it; both are invented."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from waystation.resettlement.mine import services
from waystation.resettlement.mine.domain import Beside, PlanGiven
from waystation.vault.keyring import Keyring

PEOPLE = (
    Beside(
        name="Aunt Dinah",
        what="work, school and finding your way in town",
        hours="Tuesdays and Fridays, 9 to 12",
        languages="English",
        reach="the white house behind the mill; knock twice",
        sees="this plan",
    ),
    Beside(
        name="Mr. Reed",
        what="whatever one of us did wrong",
        hours="any evening",
        languages="English",
        reach="at the print shop, by the back door",
        sees="nothing",
        past=True,
    ),
)
HOUSEHOLDS = 2


def furnish(households: Sequence[UUID], keyring: Keyring, now: datetime) -> None:
    """Name whom some households can call, and note that their plan was read to them."""
    for household in households[:HOUSEHOLDS]:
        for one in PEOPLE:
            services.add_beside(household_id=household, beside=one, keyring=keyring, now=now)
        given = PlanGiven(on=now.date(), how="aloud", language="en")
        services.note_given(household_id=household, given=given, keyring=keyring, now=now)
