"""The rows of giving: ids, states, sums and what is published in clear; names in boxes."""

from waystation.giving.models.core import (
    BoxRow,
    CampaignRow,
    DonorRow,
    GiftRow,
    MatchRow,
    MemberRow,
    PledgeDue,
    PledgeRow,
    RecurringRow,
    SiteStamp,
    TeamRow,
)

__all__ = [
    "BoxRow",
    "CampaignRow",
    "DonorRow",
    "GiftRow",
    "MatchRow",
    "MemberRow",
    "PledgeDue",
    "PledgeRow",
    "RecurringRow",
    "SiteStamp",
    "TeamRow",
]
