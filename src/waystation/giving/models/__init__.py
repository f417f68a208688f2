"""The rows of giving: ids, states, sums and what is published in clear; names in boxes."""

from waystation.giving.models.advocacy import AskRow, EventRow
from waystation.giving.models.campaigns import PageAskRow, PersonPrice
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
from waystation.giving.models.donors import BlotRow, DonorWord, MergeRow, PermissionRow
from waystation.giving.models.gifts import GiftEntry
from waystation.giving.models.letters import LetterRow
from waystation.giving.models.own import OwnVisit
from waystation.giving.models.payments import (
    ForgedCount,
    HandleRow,
    NameRow,
    NoticeRow,
    PayoutRow,
    TransferRow,
    TrialCheckout,
    TrialPayment,
)
from waystation.giving.models.receipts import OrganisationRow, ReceiptGift, ReceiptRow
from waystation.giving.models.standards import DataFile, DataRelease, OpenGrant

__all__ = [
    "AskRow",
    "BlotRow",
    "BoxRow",
    "CampaignRow",
    "DataFile",
    "DataRelease",
    "DonorRow",
    "DonorWord",
    "EventRow",
    "ForgedCount",
    "GiftEntry",
    "GiftRow",
    "HandleRow",
    "LetterRow",
    "MatchRow",
    "MemberRow",
    "MergeRow",
    "NameRow",
    "NoticeRow",
    "OpenGrant",
    "OrganisationRow",
    "OwnVisit",
    "PageAskRow",
    "PayoutRow",
    "PermissionRow",
    "PersonPrice",
    "PledgeDue",
    "PledgeRow",
    "ReceiptGift",
    "ReceiptRow",
    "RecurringRow",
    "SiteStamp",
    "TeamRow",
    "TransferRow",
    "TrialCheckout",
    "TrialPayment",
]
