"""What is refused at the end of a passage, and what to do instead."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.base.errors import Refused
from waystation.dispatch.arrival.domain import (
    PICK_UP_MAX,
    Arrival,
    Count,
    Debrief,
    accounted,
    is_exact,
    led_any,
)
from waystation.dispatch.arrival.queries import KeptArrival
from waystation.dispatch.domain import OPEN_STATES, Passage
from waystation.vault.door import Who


def is_near(end: KeptArrival) -> bool:
    """Say whether the people are on the last stage, or there."""
    passage, last = end.kept.passage, end.kept.stages[-1].stage
    under_way = passage.state in OPEN_STATES and last.state in ("met", "handed over")
    return passage.state == "arrived" or under_way


def refuse_far(end: KeptArrival) -> None:
    """Refuse to count people before they are on the last stage, or on a passage that is over."""
    if not is_near(end):
        raise Refused(
            _("Nobody is on the last stage of this passage yet."),
            hint=_("Wait for the word of its guide, then count."),
        )


def refuse_over(passage: Passage) -> None:
    """Refuse to write about the end of a passage that never got there."""
    if passage.state not in (*OPEN_STATES, "arrived"):
        raise Refused(_("This passage is not under way."), hint=_("Look at where it stands now."))


def refuse_exact(words: str) -> None:
    """Refuse words for a pick-up that lead to the very spot, or are too long for a phone."""
    if is_exact(words):
        raise Refused(
            _("These words lead to the very spot."),
            hint=_(
                "Leave out house and telephone numbers, addresses and exact positions: say what "
                "somebody on the way can see, such as a mill or a bend of the river."
            ),
        )
    if len(words.encode()) > PICK_UP_MAX:
        raise Refused(
            _("These words are too long for a phone."),
            hint=_("Write them in %(n)d letters at most, fewer in Korean.") % {"n": PICK_UP_MAX},
        )


def refuse_unaccounted(arrival: Arrival, count: Count) -> None:
    """Refuse a roll call that leaves somebody out without a word, or counts strangers in.

    Raises:
      Refused: it says how many are not accounted for.
    """
    if count.present < 0:
        raise Refused(_("Fewer than nobody cannot be there."), hint=_("Count again."))
    short = accounted(arrival.expected, arrival.missing, count.present)
    if short > 0:
        raise Refused(
            ngettext(
                "%(n)d person is not accounted for.", "%(n)d people are not accounted for.", short
            )
            % {"n": short},
            hint=_(
                "Count again. If it stays so, say below how many are missing, who they are without "
                "a name, and where they were last seen: that opens an incident."
            ),
        )
    if short < 0 and not count.more:
        raise Refused(
            ngettext(
                "%(n)d person more than set out was counted.",
                "%(n)d people more than set out were counted.",
                -short,
            )
            % {"n": -short},
            hint=_(
                "Count again, or note first that somebody missing was found. If a child was born "
                "or somebody joined them on the way, say so."
            ),
        )


def refuse_uncounted(arrival: Arrival) -> None:
    """Refuse to close a passage before everybody who set out is accounted for."""
    if arrival.counted is None:
        raise Refused(
            _("Nobody has counted the people yet."),
            hint=_("Count them on the page of the arrival, then record it."),
        )
    refuse_unaccounted(arrival, arrival.counted)


def refuse_early(end: KeptArrival) -> None:
    """Refuse a debrief before the people have arrived."""
    if end.kept.passage.state != "arrived":
        raise Refused(
            _("This passage has not arrived yet."), hint=_("Record the arrival first, then ask.")
        )


def refuse_day(debrief: Debrief, end: KeptArrival, today: date) -> None:
    """Refuse a debrief of a day before the people came, or of one still to come."""
    arrived_at = end.kept.passage.arrived_at
    if debrief.on > today or (arrived_at and debrief.on < arrived_at.date()):
        raise Refused(
            _("The debrief cannot have been on that day."),
            hint=_("Give a day from the arrival to today."),
        )


def refuse_leader(debrief: Debrief, end: KeptArrival) -> None:
    """Refuse a debrief by somebody who led a part of the way.

    People tell the one who led them what that one wants to hear.
    """
    if led_any(debrief.leader, debrief.led_by, (one.stage for one in end.way)):
        raise Refused(
            _("Whoever led these people over a part of their way does not lead the debrief."),
            hint=_("Ask somebody who led no stage of it."),
        )


def refuse_second(debrief: Debrief | None, end: KeptArrival, who: Who) -> Debrief:
    """Give the debrief that waits for a second hand, if this person may lay it on.

    Raises:
      Refused: none waits, they wrote it themselves, or they led a part of the way.
    """
    if debrief is None or debrief.told_by is not None:
        raise Refused(
            _("No debrief waits for a second hand."), hint=_("Look at where it stands now.")
        )
    if debrief.written_by == who.user_id:
        raise Refused(
            _("You wrote this debrief yourself."),
            hint=_("Another colleague has to read it before its facts are told."),
        )
    if led_any("", who.alias, (one.stage for one in end.way)):
        raise Refused(
            _("You led these people over a part of their way."),
            hint=_("A colleague who led no stage of it has to read the debrief."),
        )
    return debrief
