"""What may be done with gifts, for all who call from outside this area."""

from waystation.giving.gifts.matching import decide as decide_match
from waystation.giving.gifts.matching import end as end_match
from waystation.giving.gifts.matching import offer as offer_match
from waystation.giving.gifts.receiving import (
    again,
    begin,
    came_otherwise,
    dispute_lost,
    dispute_won,
    disputed,
    failed,
    paid,
    refunded,
)
from waystation.giving.gifts.recurring import (
    begin_recurring,
    change_amount,
    check_amount,
    check_pause,
    going,
    instalment_failed,
    instalment_paid,
    pause,
    resume,
    stop,
    tell_all_failing,
)
from waystation.giving.gifts.showing import show_gift_as

__all__ = [
    "again",
    "begin",
    "begin_recurring",
    "came_otherwise",
    "change_amount",
    "check_amount",
    "check_pause",
    "decide_match",
    "dispute_lost",
    "dispute_won",
    "disputed",
    "end_match",
    "failed",
    "going",
    "instalment_failed",
    "instalment_paid",
    "offer_match",
    "paid",
    "pause",
    "refunded",
    "resume",
    "show_gift_as",
    "stop",
    "tell_all_failing",
]
