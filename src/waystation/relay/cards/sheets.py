"""The paper card as a sheet: A4 or Letter, black on white, with no mark of who made it."""

from pathlib import Path

from waystation.base import papers
from waystation.dispatch.domain import StageOfPassage, Words
from waystation.relay.cards import domain, spoken
from waystation.relay.cards.domain import LETTERS, ONCE, Card
from waystation.relay.cards.texts import TEXTS
from waystation.relay.orders.words_in import said_in

TEMPLATE = Path(__file__).parents[1] / "templates" / "relay" / "card.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}


def sheet(card: Card, stage: StageOfPassage, language: str, *, taken: bool) -> dict[str, object]:
    """Lay out what stands on a card: no name, no place, no day, no number of a stage.

    Args:
      taken: the guide before leaves the people alone.
    """
    text = TEXTS[language]
    rows = []
    for nth, line in enumerate(card.lines):
        letter = LETTERS[nth - len(ONCE)] if nth >= len(ONCE) else ""
        what = text[_key(line.what, stage, taken=taken)]
        mark = f"{what} ({letter})" if letter else what
        rows.append([mark, spoken.in_words(line.code, language), spoken.in_digits(line.code)])
    return {
        "title": text["title"],
        "how": text["how"],
        "head": [text["meaning"], text["words"], text["numbers"]],
        "lines": rows,
        "knows": text["knows"],
        "words": _recognition(stage, language, taken=taken),
        "foot": text["foot"],
    }


def pdf(
    card: Card, stage: StageOfPassage, language: str, *, taken: bool, paper: str = "a4"
) -> bytes:
    """Print a card in a language that our fonts have letters for.

    Args:
      paper: "a4" or "letter".
    """
    shown = sheet(card, stage, language, taken=taken) | {"paper": PAPERS[paper]}
    return papers.pdf(TEMPLATE, shown, language)


def _key(what: str, stage: StageOfPassage, *, taken: bool) -> str:
    verb = domain.verb(what, stage, taken=taken)
    return {"accepted": "received"}.get(verb, verb)


def _recognition(stage: StageOfPassage, language: str, *, taken: bool) -> list[str]:
    text, leaves = TEXTS[language], stage.apart and not stage.last
    return [
        text["meet_apart"] if taken else _asked(text["meet"], stage.meet, language),
        text["hand_apart"] if leaves else _asked(text["hand"], stage.hand, language),
    ]


def _asked(sentence: str, words: Words, language: str) -> str:
    """Say two words of recognition as the guide says them and as the other side may know them."""
    return sentence.format(ask=_both(words.ask, language), answer=_both(words.answer, language))


def _both(word: str, language: str) -> str:
    own = said_in(word, language)
    return own if own == word else f"{own} ({word})"
