"""The closed lists of giving: what a gift can be, and what can become of it. Pure."""

import calendar
from datetime import date

# How a gift came about.
GIFT_KINDS = ("one-time", "instalment", "pledge", "share", "matching", "in-kind", "event")
# By which way it came.
WAYS = ("hosted", "bank", "cheque", "cash", "in-kind", "none")
# begun: nothing came yet. lost: it never came, or a dispute was lost.
GIFT_STATES = ("begun", "paid", "failed", "part refunded", "refunded", "disputed", "lost")
RECURRING_STATES = ("begun", "active", "paused", "failing", "lapsed", "stopped", "ended")
# share: a part of somebody's revenues, month by month.
PLEDGE_KINDS = ("promise", "conditional", "share")
PLEDGE_STATES = ("asked", "open", "kept", "given up", "refused")
MATCH_STATES = ("asked", "open", "used up", "ended", "refused")
PUBLIC_STATES = ("draft", "open", "closed", "refused")
# How a giver wants to be shown, chosen for each gift anew.
SHOWN_AS = ("name", "initials", "team", "anonymous")
LANGUAGES = ("en", "ko")
# What strangers ask for; all of it comes into one inbox.
ASK_KINDS = (
    *("speaker", "volunteer", "registration", "subscriber"),
    *("team", "member", "matching", "in-kind", "share"),
)
# new: nobody decided, an address is not confirmed, a place is waited for. left: they went.
ASK_STATES = ("new", "taken", "refused", "done", "left")
EVENT_KINDS = ("lecture", "workshop", "sale", "other")
EVENT_STATES = ("draft", "open", "closed", "called off")
# year: of everything a donor gave in a year that stands on no other receipt.
RECEIPT_KINDS = ("gift", "year")
RECEIPT_STATES = ("issued", "void", "reissued")
INTERVALS = {"monthly": 1, "quarterly": 3, "yearly": 12}

# Money that nobody gave for anything narrower; where a monthly gift goes after its campaign.
CORE = "UNRESTRICTED"
# Days after a monthly gift first failed on which its giver hears of it; then it lapses.
DUNNING_DAYS = (0, 3, 7, 14)
LAPSES_AFTER_DAYS = 15
# A standing order that is so late has failed.
LATE_DAYS = 10
# A gift that was begun and not paid is taken for lost, by the way it was to come.
LOST_AFTER_DAYS = {"hosted": 7, "bank": 90, "cheque": 90, "cash": 30}

CENTS_MIN, CENTS_MAX = 100, 10_000_000_00
NAME_MAX, MESSAGE_MAX, ADDRESS_MAX = 120, 500, 254


def coarse(day: date) -> date:
    """Give the first of a day's month: as fine as a giver's days are told in plain columns."""
    return day.replace(day=1)


def later(day: date, months: int, *, anchor: date) -> date:
    """Give the day some months later, on the anchor's day of the month or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))


def next_after(on: date, every: str, *, anchor: date) -> date:
    """Give the day of the next instalment after one that came on a day.

    One that comes some days late moves no later one: the next is the first day of the series that
    is more than half an interval away.
    """
    months = INTERVALS[every]
    found = anchor
    while found <= on:
        found = later(found, months, anchor=anchor)
    before = later(found, -months, anchor=anchor)
    is_early = (found - on).days * 2 < (found - before).days
    return later(found, months, anchor=anchor) if is_early else found


def first_from(on: date, every: str, *, anchor: date) -> date:
    """Give the first day of a series that is not before a day: it goes on after a rest."""
    found = anchor
    while found < on:
        found = later(found, INTERVALS[every], anchor=anchor)
    return found
