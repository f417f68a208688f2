"""Blocks of words for whoever reads a page without an account: a plan, or how a search stands.

The same blocks feed the console, paper and the telephone, so that nobody is shown another text
than the one who made it sees. Pure.
"""

from datetime import date
from typing import Literal, get_args

import msgspec

Language = Literal["en", "ko"]
# How a line stands; a reader sees a word for it, never a colour alone.
LineState = Literal["", "done", "now", "late", "to come"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
LASTS_DAYS = (30, 90, 180)


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing a document says.

    Attributes:
      said: the word for its state.
      whose: of which person of the household it is, in words; empty: of all of them.
      when: by when, from when or how long.
      notes: what else belongs to it, such as what to bring.
      source: where it is written and when somebody last looked.
    """

    heading: str = ""
    state: LineState = ""
    said: str = ""
    whose: str = ""
    when: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""


class Section(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a document; `code` names it for programs."""

    code: str
    title: str
    lead: str = ""
    lines: tuple[Line, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A text in one language, as it is on a day; it holds no name and no place."""

    language: Language
    title: str
    lead: str
    made: str
    sections: tuple[Section, ...]
    foot: str


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a link's box: the text in every language that had room."""

    documents: tuple[Document, ...]
    until: date


def lasts_until(today: date, days: int) -> date:
    """Say on which day a link that is made or renewed now is good for the last time.

    Raises:
      ValueError: it is none of the spans offered.
    """
    if days not in LASTS_DAYS:
        raise ValueError(f"a link lasts one of {LASTS_DAYS} days, not {days}")
    return date.fromordinal(today.toordinal() + days)
