"""From a reviewed match to a first message, and never without the yes of both sides. Pure.

`step` is the only maker of what a match is after its review. A yes is looked at again at every
reading: one that ran out or was taken back closes what it opened, whatever the state says.
"""

import itertools
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from waystation.tracing.asking.steps import (
    Ask,
    AskSeeker,
    End,
    PassOn,
    Say,
    SeekerSaid,
    SoughtSaid,
    Step,
    Withdraw,
)
from waystation.tracing.matching.domain import SAID_OTHERWISE, begun_again, said_no
from waystation.tracing.values import Act, Agreed, Asking, Match, MatchState, Word

WhyNot = Literal[
    "ended", "not reviewed", "asked already", "said no", "not asked", "old answer", "no consent",
    "too long", "child", "no day", "no yes", "seeker not asked", "not open", "no words", "full",
]  # fmt: skip
Next = Literal[
    "ask", "wait for the sought", "wait for the day", "ask again", "ask the seeker",
    "tell of life", "wait for the seeker", "open", "lapsed", "stopped", "over",
]  # fmt: skip

# A yes lasts so long at most; then it is asked for anew.
YES_MAX = timedelta(days=365)
LATER_MAX = timedelta(days=365)
# A question that nobody answered in so long may be put anew; answers to the old one count no more.
ASK_ANEW_AFTER = timedelta(days=14)
WORD_MAX, WORDS_MAX = 1_200, 40
# In nobody's hands: nothing is asked or told.
RESTING = ("ended", "candidate", "set aside")


class NotNow(ValueError):
    """A step that may not be taken; `wording.WHY_NOT` says it in words and what would help."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why)
        self.why = why


class Living(NamedTuple):
    """Who of the sought is still there: in the register and in date, or still searching."""

    ids: Collection[UUID]

    def has(self, match: Match) -> bool:
        """Say whether the sought of a match is there."""
        return (match.entry or match.other) in self.ids


def step(match: Match, act: Step, *, at: datetime, by: UUID, name: str) -> Match:
    """Take one step; what it led to is noted with who took it.

    Raises:
      NotNow: the match is not where this step begins, or lacks what it needs.
    """
    noted = Act(at=at, by=by, name=name, to=match.state, says=act.words)
    if match.state in RESTING:
        return _said_at_rest(match, act, noted)
    made = _STEPS[type(act)](match, act, at)
    return replace(made, acts=(*match.acts, replace(noted, to=made.state)))


def _said_at_rest(match: Match, act: Step, noted: Act) -> Match:
    """Note what one side says while nothing is asked of anybody: it is their last word, no more.

    A no counts whenever it is heard, so that nobody is asked again who said it. What an officer let
    rest comes before them again where the sought takes their no back, or a seeker says yes of
    themselves; what one side ended stays over until that side agrees anew.
    """
    is_officers = match.taken_back is None
    if isinstance(act, SoughtSaid) and act.said != "not asked":
        heard = _sought_word(match, act, noted.at)
        heard = replace(heard, acts=(*match.acts, replace(noted, to=act.said)))
        if said_no(match) and not said_no(heard) and is_officers:
            return begun_again(heard, replace(noted, to="candidate", says=SAID_OTHERWISE))
        return heard
    if isinstance(act, SeekerSaid):
        heard = _seeker_said(match, act, noted.at)
        was_over = match.state == "ended" and match.seeker_asked.asked_on is None
        if act.said == "yes" and was_over and is_officers and not said_no(match):
            return begun_again(heard, replace(noted, to="candidate"))
        return replace(heard, acts=(*match.acts, noted))
    raise NotNow("ended" if match.state == "ended" else "not reviewed")


def opened_at(match: Match) -> datetime | None:
    """Say when the contact of a match was opened last; None: it never was, or nobody noted it."""
    pairs = itertools.pairwise(("", *(act.to for act in match.acts)))
    opened = [to == "contact" != before for before, to in pairs]
    return max((act.at for act, it in zip(match.acts, opened, strict=True) if it), default=None)


def is_open(match: Match, today: date) -> bool:
    """Say whether words pass today: both sides said yes, in date, and neither took it back."""
    return match.state == "contact" and _both(match, today)


def may_hear_of_life(match: Match, today: date) -> bool:
    """Say whether the seeker may be told that the sought lives, and nothing else."""
    return match.state == "alive only" and _both(match, today)


def next_step(match: Match, today: date, living: Living) -> Next:
    """Say what is to be done about a match that was reviewed."""
    if match.state in RESTING:
        return "over"
    if not living.has(match):
        return "stopped"
    if match.state in ("yes", "seeker asked", "contact", "alive only"):
        if not _stands(match.sought_yes, today):
            return "lapsed"
        if match.state == "contact" and not _stands(match.seeker_yes, today):
            return "ask the seeker"
    return _next(match, today)


def _next(match: Match, today: date) -> Next:
    if match.state == "asked" and _is_long_asked(match, today):
        return "ask again"
    if match.state in ("later", "reviewed") and match.ask_on is not None and today < match.ask_on:
        return "wait for the day"
    if match.state == "later":
        return "ask again"
    if match.state == "alive only":
        if may_hear_of_life(match, today):
            return "tell of life"
        return "wait for the seeker" if match.seeker_asked.asked_on else "ask the seeker"
    simple: dict[MatchState, Next] = {
        "reviewed": "stopped" if said_no(match) else "ask",
        "asked": "wait for the sought",
        "yes": "ask the seeker",
        "seeker asked": "wait for the seeker",
        "contact": "open",
        "no": "stopped",
    }
    return simple[match.state]


def _both(match: Match, today: date) -> bool:
    return _stands(match.sought_yes, today) and _stands(match.seeker_yes, today)


def _stands(agreed: Agreed | None, today: date) -> bool:
    return agreed is not None and agreed.stands_on(today)


def _ask(match: Match, act: Ask, at: datetime) -> Match:
    today = at.date()
    lapsed = match.state in ("yes", "seeker asked", "contact", "alive only")
    if said_no(match):
        raise NotNow("said no")
    waits = match.state == "asked" and not _is_long_asked(match, today)
    if waits or (lapsed and _stands(match.sought_yes, today)):
        raise NotNow("asked already")
    if match.ask_on is not None and today < match.ask_on:
        raise NotNow("no day")
    asked = Asking(nth=match.sought_asked.nth + 1, asked_on=today, key=act.key, watch=act.watch)
    asked_by = _papers(match, act)
    return _unsaid(match, at, state="asked", sought_asked=asked, ask_on=None, papers=asked_by)


def _is_long_asked(match: Match, today: date) -> bool:
    asked_on = match.sought_asked.asked_on
    return asked_on is not None and today >= asked_on + ASK_ANEW_AFTER


def _sought_said(match: Match, act: SoughtSaid, at: datetime) -> Match:
    # Whoever said no can say otherwise, whenever the no was heard.
    if match.sought_asked.asked_on is None and act.said != "no" and not said_no(match):
        raise NotNow("not asked")
    heard = _sought_word(match, act, at)
    if act.said == "no":
        return _unsaid(heard, at, state="no", ask_on=None)
    if act.said == "not asked":
        return _unsaid(heard, at, state="reviewed", ask_on=None)
    if act.said == "later":
        return _unsaid(heard, at, state="later")
    if act.said == "alive only":
        fresh = _unsaid(heard, at, state="alive only", ask_on=None)
        return replace(fresh, sought_yes=act.agreed)
    if match.state in ("yes", "seeker asked") or is_open(match, at.date()):
        return replace(heard, sought_yes=act.agreed)
    fresh = _unsaid(heard, at, state="yes", ask_on=None)
    return replace(fresh, sought_yes=act.agreed)


def _sought_word(match: Match, act: SoughtSaid, at: datetime) -> Match:
    """Take the last word of the sought, if it counts; a no always does."""
    heard = replace(match, sought_asked=_heard(match.sought_asked, act))
    if act.said == "later":
        said_at = act.said_at or at
        _must_be_soon(act.ask_on, said_at.date())
        _must_be_since(match, said_at)
        return replace(heard, ask_on=act.ask_on)
    if act.said in ("yes", "alive only"):
        _must_be_since(match, _agreed(act, at).noted_at)
    return heard


def _heard(asked: Asking, act: SoughtSaid | SeekerSaid) -> Asking:
    """Take an answer to the last question, once."""
    if asked.nth == 0:
        raise NotNow("not asked")
    if act.nth != asked.nth or act.turn <= asked.turn:
        raise NotNow("old answer")
    return replace(asked, turn=act.turn, watch=None)


def _ask_seeker(match: Match, act: AskSeeker, at: datetime) -> Match:
    if match.state not in ("yes", "alive only", "contact"):
        raise NotNow("asked already" if match.state == "seeker asked" else "no yes")
    if not _stands(match.sought_yes, at.date()):
        raise NotNow("no yes")
    if _stands(match.seeker_yes, at.date()):
        raise NotNow("asked already")
    asked = Asking(nth=match.seeker_asked.nth + 1, asked_on=at.date(), key=act.key, watch=act.watch)
    state: MatchState = "alive only" if match.state == "alive only" else "seeker asked"
    papers = _papers(match, act)
    return replace(match, state=state, seeker_asked=asked, seeker_yes=None, papers=papers)


def _papers(match: Match, act: Ask | AskSeeker) -> tuple[UUID, ...]:
    return match.papers if act.paper is None else (*match.papers, act.paper)


def _seeker_said(match: Match, act: SeekerSaid, at: datetime) -> Match:
    if match.seeker_asked.nth == 0:
        raise NotNow("seeker not asked")
    heard = _heard(match.seeker_asked, act)
    if act.said == "no":
        state: MatchState = "yes" if match.state in ("seeker asked", "contact") else match.state
        # Their own no ends the question; a new one begins with the officer.
        over = replace(heard, asked_on=None)
        return _dropped(replace(match, state=state, seeker_asked=over, seeker_yes=None))
    is_asked = heard.asked_on is not None
    if not (is_asked and match.state in ("seeker asked", "contact", "alive only")):
        # It opens nothing: an officer reads it and asks them.
        _agreed(act, at)
        return replace(match, seeker_asked=heard)
    if match.state == "contact" and not is_open(match, at.date()):
        # What was closed is opened by a new question alone.
        raise NotNow("seeker not asked")
    if not _stands(match.sought_yes, at.date()):
        raise NotNow("no yes")
    agreed = _agreed(act, at)
    if match.state == "alive only":
        return replace(match, seeker_asked=heard, seeker_yes=agreed)
    return replace(match, state="contact", seeker_asked=heard, seeker_yes=agreed)


def _withdraw(match: Match, act: Withdraw, at: datetime) -> Match:
    taken = f"{act.side}_yes"
    agreed: Agreed | None = getattr(match, taken)
    over = replace(_over(match), taken_back=act.side, taken_back_at=act.since or at)
    return replace(over, **{taken: replace(agreed, withdrawn_at=at)}) if agreed else over


def _end(match: Match, _act: End, _at: datetime) -> Match:
    return _over(match)


def _say(match: Match, act: Say, at: datetime) -> Match:
    text = act.text.strip()
    if not text or len(text) > WORD_MAX:
        raise NotNow("no words")
    agreed = match.sought_yes if act.side == "sought" else match.seeker_yes
    if not _stands(agreed, at.date()) or match.state not in ("yes", "seeker asked", "contact"):
        raise NotNow("not open")
    if len(match.words) >= WORDS_MAX:
        raise NotNow("full")
    return replace(match, words=(*match.words, Word(side=act.side, text=text, said_at=at)))


def _pass_on(match: Match, _act: PassOn, at: datetime) -> Match:
    if not is_open(match, at.date()):
        raise NotNow("not open")
    words = (word if word.passed_at else replace(word, passed_at=at) for word in match.words)
    return replace(match, words=tuple(words))


def _unsaid(match: Match, at: datetime, **fields: Any) -> Match:
    """Give a match in which the sought's yes no longer counts, nor what stood on it."""
    old = match.sought_yes
    gone = replace(old, withdrawn_at=old.withdrawn_at or at) if old else None
    seeker = replace(match.seeker_asked, asked_on=None, watch=None)
    return _dropped(replace(match, sought_yes=gone, seeker_yes=None, seeker_asked=seeker, **fields))


def _dropped(match: Match) -> Match:
    """Let go of words that were not passed: they were meant for a contact that is not open."""
    return replace(match, words=tuple(word for word in match.words if word.passed_at))


def _over(match: Match) -> Match:
    sought = replace(match.sought_asked, watch=None)
    seeker = replace(match.seeker_asked, watch=None)
    ask_on, asked_on = match.ask_on, match.sought_asked.asked_on
    if match.state == "asked" and asked_on is not None:
        # Begun anew it is no sooner asked again than if it had gone on.
        ask_on = asked_on + ASK_ANEW_AFTER
    ended = replace(match, state="ended", sought_asked=sought, seeker_asked=seeker, ask_on=ask_on)
    return _dropped(ended)


def _agreed(act: SoughtSaid | SeekerSaid, at: datetime) -> Agreed:
    """Give the yes of an answer, if it can be one today."""
    agreed = act.agreed
    if agreed is None or not agreed.stands_on(at.date()):
        raise NotNow("no consent")
    if agreed.until - agreed.given_on > YES_MAX:
        raise NotNow("too long")
    if act.is_child and not (act.guardian.strip() and act.best_interests):
        raise NotNow("child")
    return agreed


def _must_be_since(match: Match, said_at: datetime) -> None:
    """Refuse what the sought said before they agreed to be found, or before the last end."""
    ends = (act.at for act in match.acts if act.to == "ended")
    ended_at = max(ends, default=None)
    if ended_at is not None and said_at <= ended_at:
        raise NotNow("old answer")
    if match.sought_since is not None and said_at < match.sought_since:
        raise NotNow("old answer")


def _must_be_soon(day: date | None, today: date) -> None:
    if day is None or not today < day <= today + LATER_MAX:
        raise NotNow("no day")


_STEPS: dict[type[Any], Callable[[Match, Any, datetime], Match]] = {
    Ask: _ask,
    SoughtSaid: _sought_said,
    AskSeeker: _ask_seeker,
    SeekerSaid: _seeker_said,
    Withdraw: _withdraw,
    End: _end,
    Say: _say,
    PassOn: _pass_on,
}
