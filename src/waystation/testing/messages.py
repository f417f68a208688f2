"""Gathers every sentence of the screens into the catalogue that translators fill in.

Run as `python -m waystation.testing.messages`; with `--check` it writes nothing and fails if the
catalogue is not up to date.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from waystation.hazards.domain import PER_HOUR, WEIGHT
from waystation.hazards.rates import ALL_QUIET, PASSED, SEVERITIES
from waystation.network.tables import DEFAULT_BEDS

PACKAGE = Path(__file__).resolve().parent.parent
CATALOGUE = PACKAGE / "locale" / "ko" / "LC_MESSAGES" / "django.po"
LANGUAGE = "ko"
# Tests and rehearsals speak to nobody.
SKIPPED = {"tests", "testing", "migrations", "locale", "static"}

Places = tuple[int | tuple[int, int] | tuple[int, str], ...] | None
# Which arguments of which call hold a sentence; "c" marks the context.
KEYWORDS: dict[str, Places] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    # A reason of a risk: its text is translated when it is shown.
    "Because": (2,),
}
# Codes of closed lists; a screen says them with `pgettext("code", …)`.
CODE = "code"
LANDS = ("slave state", "border state", "free state", "abroad", "unknown")
CODES: dict[str, Iterable[str]] = {
    "network/domain.py": (*DEFAULT_BEDS, "origin", "station", "crossing"),
    "hazards/domain.py": (*PER_HOUR, *LANDS, *WEIGHT, "law", "day", "month", "year", "decade"),
    "hazards/rates.py": (*PASSED, ALL_QUIET, *SEVERITIES),
}
# What a module calls one of them by: `from django.utils.translation import gettext as say`.
ALIAS = re.compile(r"^(?:from django\.utils\.translation import |    )(\w+) as (\w+),?$", re.M)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*(?::\w+)?\}")
HEADER = """\
msgid ""
msgstr ""
"Language: ko\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


class Found(NamedTuple):
    """A sentence as it stands in the source: one form, or one for each English number."""

    path: str
    id: str | tuple[str, ...]
    context: str | None


def sources() -> list[Path]:
    """List the templates and Python files that may speak to somebody, in a fixed order."""
    found = (p for pattern in ("*.html", "*.py") for p in PACKAGE.rglob(pattern))
    return sorted(p for p in found if not SKIPPED & set(p.relative_to(PACKAGE).parts))


def sentences(path: Path) -> Iterator[Found]:
    """Find the sentences of one file, in the order in which they stand there.

    Raises:
      ValueError: a template's tags do not fit together.
    """
    text, name = path.read_text("utf-8"), path.relative_to(PACKAGE).as_posix()
    if path.suffix == ".html":
        try:
            text = templatize(text, origin=name)
        except SyntaxError as error:
            raise ValueError(f"{name}: {error}") from None
    known = KEYWORDS | {alias: KEYWORDS[of] for of, alias in ALIAS.findall(text) if of in KEYWORDS}
    calls = extract_python(BytesIO(text.encode()), known, [], {"encoding": "utf-8"})
    for _line, call, said, _comments in calls:
        yield from _as_found(name, known[str(call)] or (1,), said)


def _as_found(name: str, places: Places, said: object) -> Iterator[Found]:
    given = said if isinstance(said, tuple) else (said,)
    context, forms = None, []
    for place in places or ():
        number = place[0] if isinstance(place, tuple) else place
        text = given[number - 1] if number <= len(given) else None
        if isinstance(place, tuple):
            context = text
        elif text:
            forms.append(text)
    # A call with a variable in place of a sentence gives nothing; neither does a bare placeholder.
    if forms and any(letter.isalpha() for letter in PLACEHOLDER.sub("", forms[0])):
        yield Found(name, forms[0] if len(forms) == 1 else tuple(forms), context)


def gather() -> Catalog:
    """Make the catalogue of all sentences, without translations."""
    catalogue = Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False)
    spoken: Iterable[Found] = (found for path in sources() for found in sentences(path))
    for found in (*spoken, *_codes()):
        catalogue.add(found.id, context=found.context, locations=[(found.path, 0)])
    return catalogue


def _codes() -> Iterator[Found]:
    for path, codes in CODES.items():
        for code in codes:
            yield Found(path, code, CODE)


def on_file() -> Catalog:
    """Read the catalogue as it stands in the repository; an empty one if there is none."""
    if not CATALOGUE.is_file():
        return Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False)
    with CATALOGUE.open("rb") as reading:
        return read_po(reading, locale=LANGUAGE)


def merged() -> Catalog:
    """Take the translations on file over to the sentences that are spoken now.

    A sentence that was changed needs a new translation: none is guessed from a similar one.
    """
    known = on_file()
    catalogue = gather()
    for message in catalogue:
        old = known.get(message.id, message.context) if message.id else None
        if old is not None and type(old.id) is type(message.id):
            message.string = old.string
    return catalogue


def as_text(catalogue: Catalog) -> str:
    """Write a catalogue so that the same sentences always give the same bytes."""
    body = BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER + body.getvalue().decode()


def untranslated(catalogue: Catalog) -> list[Message]:
    """List the sentences without a finished translation."""
    return [m for m in catalogue if m.id and (m.fuzzy or not _forms(m) or not all(_forms(m)))]


def _forms(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(map(str, said))


def main(words: list[str] | None = None) -> int:
    """Bring the catalogue up to date and compile it, or with --check only say whether it is.

    Returns the exit code: 1 if --check found the file out of date or incomplete, else 0.
    """
    asked = argparse.ArgumentParser(prog="waystation.testing.messages", description=__doc__)
    asked.add_argument("--check", action="store_true", help="write nothing")
    check_only = asked.parse_args(words).check
    catalogue = merged()
    text, missing = as_text(catalogue), untranslated(catalogue)
    is_stale = not CATALOGUE.is_file() or CATALOGUE.read_text("utf-8") != text
    if is_stale and not check_only:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(text, "utf-8")
    if not check_only:
        with CATALOGUE.with_suffix(".mo").open("wb") as writing:
            write_mo(writing, on_file())
    for message in missing:
        sys.stdout.write(f"not translated: {message.id!r}\n")
    stale = "; the file is out of date: run `make messages`" if is_stale and check_only else ""
    sys.stdout.write(f"{len(catalogue)} sentences, {len(missing)} not translated{stale}\n")
    return 1 if check_only and (is_stale or missing) else 0


if __name__ == "__main__":
    sys.exit(main())
