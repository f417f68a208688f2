"""What a giver sets going on the public site. Needs no key: what they typed is sealed at once."""

from datetime import datetime

from waystation.giving.campaigns.queries import target
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.aims import Aim
from waystation.giving.gifts.domain import Asked
from waystation.giving.models import GiftRow, RecurringRow


def begin(asked: Asked, *, now: datetime) -> GiftRow | RecurringRow:
    """Begin a gift, or one that repeats."""
    if asked.every:
        return gifts.begin_recurring(asked, now=now)
    return gifts.begin(asked, now=now)


def aim(campaign: str, now: datetime) -> Aim:
    """Say what a promise made from a campaign's page, or from none, is for.

    Raises:
      Refused: the campaign takes no gifts any more.
    """
    if not campaign:
        return Aim()
    found = target(campaign, "", "", now.date())
    return Aim(found.fund, found.campaign, None, None, found.counts_until)
