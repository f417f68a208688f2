"""Two hundred planted words and every name of the demo: none of them is anywhere on the site.

A word is planted in every text of every sealed record that the cast can open, and in what is
written without a key besides: donors, memos, drafts. Then the whole site is read as a stranger
reads it: every address a page links to and every address there is a pattern for, in both
languages, with its headers, pictures, papers and feeds, and what the process keeps of its pages.
"""

import gzip
import random
import re
from collections import deque
from itertools import cycle
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver, reverse

from tests.test_access_table import walk
from waystation.base import clock
from waystation.base.ids import new_id
from waystation.cases.models import PersonRow
from waystation.cases.queries import open_person
from waystation.giving import pages, stamps
from waystation.giving.donors import services as donors
from waystation.giving.donors.domain import Donor
from waystation.giving.tests.site import at_site, visitor
from waystation.impact.stories import queries as telling
from waystation.impact.stories import services as stories
from waystation.impact.stories.domain import Draft, Words
from waystation.impact.stories.services import Written
from waystation.ledger import services as ledger
from waystation.network import queries as network
from waystation.testing import demo_stories
from waystation.testing.canaries import scan
from waystation.testing.cast import ALLAN, HARRIET, JULIA, LEVI
from waystation.vault.opening import open_row, swap
from waystation.vault.rows import SealedRow

__all__ = ["at_site", "visitor"]

pytestmark = [pytest.mark.long, pytest.mark.django_db]
N_WORDS, ROWS_A_TABLE, LETTERS_MIN = 200, 30, 8
LINK = re.compile(rb'(?:href|src|content|action)="([^"#?]+)|<loc>([^<]+)</loc>')
HERE = re.compile(r"^(?:https?://[^/]+)?(/[^/].*|/)$")
# What is put into an address that no page links to.
STAND_INS = {
    "SlugConverter": "nobody", "StringConverter": "nobody",
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip


@pytest.fixture
def words():
    """Invent two hundred names and places that stand nowhere else."""
    draw = random.Random(1872)
    begin, middle, end = (
        ("Brun", "Corv", "Dask", "Fenn", "Hald", "Jorv", "Kest", "Morl", "Prax", "Zwol"),
        ("ibel", "imor", "oski", "uvan", "yrth"),
        ("hollow", "wick", "mere", "stadt"),
    )
    found = [f"{one}{two}{three}" for one in begin for two in middle for three in end]
    draw.shuffle(found)
    assert len(set(found)) == N_WORDS
    return found


@pytest.fixture
def names(demo):
    """Name the passengers and partners that Harriet knows, each by the whole name."""
    keyring = demo.who(HARRIET).keyring
    rows = PersonRow.objects.filter(cell__in=keyring.cells)
    called = {name.text for row in rows for name in open_person(row, keyring).names}
    called |= {partner.name for partner in network.partners(keyring)}
    found = [one for one in called if " " in one and sum(map(str.isalnum, one)) >= LETTERS_MIN]
    assert len(found) > 40
    return sorted(found)


@pytest.fixture
def n_planted(demo, words, names):
    """Plant every word wherever the cast writes; gives how often one was planted."""
    next_word = cycle(words).__next__
    harriet, allan, julia, levi = (demo.who(one) for one in (HARRIET, ALLAN, JULIA, LEVI))
    if not telling.published("en", clock.now().date()):
        demo_stories.furnish(julia, levi, allan, clock.now())
    n = _gifts_and_drafts(julia, next_word)
    for table in apps.get_models():
        if issubclass(table, SealedRow):
            n += sum(_plant(table, who.keyring, next_word) for who in (harriet, allan))
    stamps.touch()
    pages.forget()
    return n


def _plant(table: type[SealedRow], keyring: Any, next_word: Any) -> int:
    """Put a word behind every text of a table's records; their keys are all that changes them."""
    n = 0
    for row in table._default_manager.filter(cell__in=keyring.cells)[:ROWS_A_TABLE]:
        said, found = _marked(open_row(row, dict, keyring), next_word)
        swap(row, said, keyring, on=row.day)
        n += found
    return n


def _marked(value: Any, next_word: Any) -> tuple[Any, int]:
    """Give a value with a word behind each of its texts, and how many it has."""
    if isinstance(value, str):
        return f"{value} {next_word()}", 1
    if isinstance(value, list | tuple):
        parts = [_marked(one, next_word) for one in value]
        return [one for one, _n in parts], sum(n for _one, n in parts)
    if isinstance(value, dict):
        marked = {key: _marked(one, next_word) for key, one in value.items()}
        return {key: one for key, (one, _n) in marked.items()}, sum(
            n for _one, n in marked.values()
        )
    return value, 0


def _gifts_and_drafts(julia: Any, next_word: Any) -> int:
    """Plant words where nothing is opened to write: memos, donors, and drafts of stories."""
    now, on = clock.now(), clock.now().date()
    for n in range(10):
        said = {"memo": next_word(), "payee": next_word()}
        ledger.record_gift(entry_id=new_id(), cents=10_000 + n, on=on, **said)
        donors.welcome(
            Donor(
                name=next_word(), email=f"giver{n}@example.org", address=next_word(),
                notes=next_word(), phone=next_word(), tax_id=next_word(),
            ),
            now=now,
        )  # fmt: skip
        both = Words(title=next_word(), text=next_word(), changed=next_word(), alt=next_word())
        draft = Draft(
            kind="story", slug=next_word().lower(), en=both, ko=both, until=on,
            is_historical=True, source=next_word(),
        )  # fmt: skip
        stories.draft(written=Written(draft), who=julia, now=now)
    return 10 * 13


def test_no_planted_word_and_no_name_is_anywhere_on_the_site(
    n_planted, words, names, visitor, tmp_path
):
    answers = _site(visitor)
    for n, (url, (status, body)) in enumerate(answers.items()):
        (tmp_path / f"{n}").write_bytes(f"{status} {url}\n".encode() + body)
    for n, page in enumerate(pages._shelf.pages.values()):
        (tmp_path / f"kept-{n}").write_bytes(gzip.decompress(page.packed) + page.body)
    shown = {url for url, (status, _body) in answers.items() if status == 200}
    assert n_planted > 1_000
    assert {"/en/", "/ko/", "/en/stories/", "/ko/stories/", "/sitemap.xml"} <= shown
    assert len(shown) > 40

    addresses = list(answers)
    leaks = [
        (addresses[int(one.file)] if one.file.isdigit() else one.file, one.word, one.form)
        for one in scan(tmp_path, words)
    ]
    named = [
        (url, name)
        for url, (_status, body) in answers.items()
        for name in names
        if name.encode() in body
    ]

    assert (leaks, named) == ([], [])


def _site(visitor: Client) -> dict[str, tuple[int, bytes]]:
    """Read the site by its links, then what no page links to; gives what each address answered."""
    waiting = deque(["/", "/en/", "/ko/", "/sitemap.xml", "/robots.txt", *_by_pattern()])
    answers: dict[str, tuple[int, bytes]] = {}
    while waiting:
        url = waiting.popleft()
        if url in answers or url.startswith("/static/"):
            continue
        answer = visitor.get(url)
        body = b"".join(answer) if answer.streaming else answer.content
        said = "".join(f"{name}: {value}\n" for name, value in answer.items()).encode()
        answers[url] = answer.status_code, said + body
        if answer.status_code == 200:
            links = (one or other for one, other in LINK.findall(body))
            waiting += [found[1] for link in links if (found := HERE.match(link.decode()))]
    return answers


def _by_pattern() -> list[str]:
    """Give an address of every pattern, in both languages where it has one."""
    found = []
    for _route, pattern in walk(get_resolver().url_patterns):
        kinds = pattern.pattern.converters.items()
        url = reverse(pattern.name, kwargs={k: STAND_INS[type(v).__name__] for k, v in kinds})
        found += [url, url.replace("/en/", "/ko/", 1)]
    return found
