"""What becomes of gifts that repeat when a campaign or a team ends: they go on, for the whole work.

Their givers are told before the next instalment, once.
"""

from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from waystation.giving.letters import services as letters
from waystation.giving.models import RecurringRow

# States in which another instalment may come.
GOING_ON = ("begun", "active", "paused", "failing")


def n_repeating(*, campaign: UUID | None = None, team: UUID | None = None) -> int:
    """Count the gifts still going on that count for a campaign or a team."""
    return _going_on(campaign, team).count()


def shorten(
    last: date, *, campaign: UUID | None = None, team: UUID | None = None, now: datetime
) -> int:
    """Let gifts that repeat count no longer than a day, tell their givers, and count them.

    Nobody's gift counts longer than was said when it began. Belongs to the transaction of the end.
    """
    longer = Q(counts_until__isnull=True) | Q(counts_until__gt=last)
    found = list(_going_on(campaign, team).filter(longer).select_related("donor"))
    for row in found:
        once = f"campaign ends {row.pk}"
        letters.wait(row.donor, "campaign-ends", {"until": last.isoformat()}, now=now, once=once)
    changed = RecurringRow.objects.filter(pk__in=[row.pk for row in found])
    changed.update(counts_until=last, revision=F("revision") + 1)
    return len(found)


def _going_on(campaign: UUID | None, team: UUID | None) -> QuerySet[RecurringRow]:
    found = RecurringRow.objects.filter(state__in=GOING_ON)
    return found.filter(campaign=campaign) if campaign else found.filter(team=team)
