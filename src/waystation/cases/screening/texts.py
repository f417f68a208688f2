"""The questionnaires' own words, from files that name their source and licence."""

import functools
from pathlib import Path

import msgspec

from waystation.cases.screening.domain import MOST, QUESTIONS, TOOLS, Tool

FILES = Path(__file__).parent / "texts"


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A questionnaire in one language, word for word as it was tried out."""

    opening: str
    first: str
    questions: tuple[str, ...]
    answers: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A questionnaire: who made it, on what terms it may be used, and the languages it is in."""

    tool: Tool
    name: str
    source: str
    licence: str
    languages: dict[str, Wording]


@functools.cache
def sheets() -> dict[Tool, Sheet]:
    """Read all questionnaires.

    Raises:
      ValueError: a file has another number of questions or answers than its tool.
    """
    found = {}
    for tool in TOOLS:
        sheet = msgspec.json.decode((FILES / f"{tool}.json").read_bytes(), type=Sheet)
        for wording in sheet.languages.values():
            sizes = (len(wording.questions), len(wording.answers))
            if sheet.tool != tool or sizes != (QUESTIONS[tool], MOST[tool] + 1):
                raise ValueError(f"{tool}.json holds {sizes} questions and answers")
        found[tool] = sheet
    return found


def wording(tool: Tool, language: str) -> Wording | None:
    """Give a questionnaire in a language; None where no wording tried out in it is on file."""
    return sheets()[tool].languages.get(language)
