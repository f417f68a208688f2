"""Who asks, about what and how: the matrix of every address, made from the address table itself.

Objects are of five kinds. *own*: a row in a compartment the reader holds; *other*: a true copy of
it in a compartment nobody of the cast holds; *gone*: the id of a row that was deleted; *strange*:
the id of a row of another table; *random*: an id that never was; *mixed*, where an address names
two: something of another's under something of one's own. All but *own* must be one to whoever
asks, byte for byte.
"""

import os
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from tests.test_access_table import undone, walk
from waystation.base import access
from waystation.cases import attaching, purging
from waystation.cases import services as cases
from waystation.cases.domain import Tip
from waystation.cases.models import GroupRow, HouseholdRow, PurgeRow, TipRow
from waystation.cases.queries import waiting
from waystation.dispatch import services as dispatch
from waystation.dispatch.models import PassageRow, StageRow
from waystation.hazards import services as hazards
from waystation.hazards.models import HaltRow, HazardRow
from waystation.ledger.models import Entry
from waystation.network import changes
from waystation.network import queries as network
from waystation.network import services as networking
from waystation.network.domain import Closure
from waystation.network.models import ChangeRow, PlaceRow, ProposalRow
from waystation.routing import services as routing
from waystation.routing.domain import Question
from waystation.routing.models import PlanRow
from waystation.testing.demo import CLOCK
from waystation.vault import cells, invitations, register
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring
from waystation.vault.models import Cell as VaultCell
from waystation.vault.models import FileRow, RegisterRow, User
from waystation.vault.rows import SealedRow

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
KINDS = ("own", "other", "mixed", "gone", "strange", "random")
SAFE, UNSAFE = ("GET", "HEAD", "OPTIONS"), ("POST", "PUT", "PATCH", "DELETE")
# What each parameter stands for. A parameter without a line fails the matrix.
OBJECTS: dict[str, type[models.Model]] = {
    "tip_id": TipRow,
    "household_id": HouseholdRow,
    "file_id": FileRow,
    "case_id": HouseholdRow,
    "case": HouseholdRow,
    "purge_id": PurgeRow,
    "group_id": GroupRow,
    "record_id": PlaceRow,
    "proposal_id": ProposalRow,
    "report_id": HazardRow,
    "halt_id": HaltRow,
    "change_id": ChangeRow,
    "plan_id": PlanRow,
    "passage_id": PassageRow,
    "stage_id": StageRow,
    "undoes": Entry,
    "user_id": User,
    "cell": VaultCell,
    "row_id": RegisterRow,
    "alarm_id": RegisterRow,
}
# Parameters that name no row of anybody: one value that is there.
WORDS: dict[str, Any] = {"code": "R-ZZZZZ", "language": "en", "kind": "place"}
# What a form needs before the page looks at what it is about; all others are sent empty.
FORMS: dict[str, dict[str, str]] = {
    "propose": {"route": "0", "template": "rescue-1855", "needs": ""},
    "tip-grade": {"source_grade": "B", "word_grade": "2", "reason": "known for years"},
    "tip-decide": {"state": "checking", "reason": "asked around"},
    "household-contact": {"how": "at the well", "phrase": "geese fly early"},
    "danger-withdraw": {"reason": "it was a rumour"},
    "network-end-rest": {"why": "the water fell"},
    "network-drop": {"why": "no longer needed"},
    "alarm-answered": {"note": "spoken to; she is safe"},
    "case-keep": {"until": "1860-01-01", "reason": "a court asked"},
    "purge-ask": {"why": "asked", "reason": "the family asked"},
    "colleague-except": {"exception": "identity desk"},
}
TOKEN = "t" * 32
# Where the company of eleven waits.
START = "chestertown-md"
# A form's token is masked anew on every page, and an address may stand in the page it answers.
MASKED = re.compile(rb"\b[A-Za-z0-9]{64}\b")


class Cell(NamedTuple):
    """One address with one kind of object in it."""

    view: str
    name: str
    kind: str  # one of KINDS, or "" where the address names no object
    url: str
    ids: tuple[UUID, ...]

    @property
    def roles(self) -> frozenset[str]:
        return access.TABLE[self.view]


def furnish(harriet: Who, allan: Who) -> dict[str, UUID]:
    """Put one of everything that has an address on file, in compartments of the cast.

    Gives the ids of those that the matrix cannot find by their table alone.
    """
    keyring = harriet.keyring
    company = [v for v in waiting(keyring, CLOCK.date()) if v.household.place == START]
    ids = [view.id for view in company]
    question = Question(
        start=START,
        targets=("philadelphia-pa",),
        people=sum(view.size for view in company),
        children=sum(view.n_children for view in company),
        start_at=CLOCK,
        group=cases.form_group(household_ids=ids, keyring=keyring, now=CLOCK),
    )
    plan = routing.make_plan(question=question, keyring=keyring, now=CLOCK)
    dispatch.propose(
        plan_id=plan, route_no=0, needs="", template="rescue-1855", keyring=keyring, now=CLOCK
    )
    leg = network.network(keyring).legs[0]
    hazards.halt(what="leg", slug=leg.slug, why="ice", by="Harriet", keyring=keyring, now=CLOCK)
    place = PlaceRow.objects.filter(cell__in=keyring.cells).first()
    days = Closure(first=CLOCK.date(), last=CLOCK.date(), why="flood")
    networking.rest(record_id=place.id, days=days, by="Harriet", keyring=keyring, now=CLOCK)
    gone = networking.retired(PlaceRow.objects.last().id, keyring, CLOCK.date())
    networking.propose(
        did=changes.RETIREMENT, records=(gone,), why="x", by="Harriet", keyring=keyring, now=CLOCK
    )
    return _of_cases(company[0].id, harriet) | _of_security(harriet, allan)


def _of_cases(household: UUID, harriet: Who) -> dict[str, UUID]:
    keyring = harriet.keyring
    file = attaching.attach(
        household_id=household, title="letter", content=b"words", keyring=keyring, now=CLOCK
    )
    said = Tip(heard_at=CLOCK, place=START, words="said twice")
    tip = cases.hear_tip(tip=said, keyring=keyring, now=CLOCK)
    purge = purging.ask(
        case_id=tip,
        why="mistake",
        reason="twice",
        asked_by="Harriet",
        keyring=keyring,
        now=CLOCK,
    )
    return {"household_id": household, "file_id": file.id, "purge_id": purge}


def _of_security(harriet: Who, allan: Who) -> dict[str, UUID]:
    invitations.invite(alias="New", role="approver", language="en", by=allan, now=CLOCK)
    (invited,) = invitations.waiting(allan, now=CLOCK)
    alarm = register.Alarm(harriet.user_id, CLOCK.date())
    row = register.write(alarm, keyring=allan.keyring, now=CLOCK)
    return {"row_id": invited.row.id, "alarm_id": row.id, "user_id": harriet.user_id}


def parameters() -> set[str]:
    """Name every parameter of the address table that stands for a row."""
    found = set()
    for _, pattern in walk(get_resolver().url_patterns):
        found |= set(pattern.pattern.converters)
    return found - set(WORDS)


class Objects:
    """For each parameter an id of each kind; the copies of others' rows are made once."""

    def __init__(self, *keyrings: Keyring, picked: dict[str, UUID]) -> None:
        self.elsewhere = cells.found("cases").cell
        self.held = {cell for keyring in keyrings for cell in keyring.cells}
        self.picked = picked
        self.ids = {name: self._of(name) for name in sorted(parameters())}

    def _of(self, name: str) -> dict[str, UUID]:
        table = OBJECTS[name]
        own = table.objects.get(pk=self.picked[name]) if name in self.picked else self._own(table)
        stranger = self._own(HouseholdRow if table is not HouseholdRow else PlanRow)
        found = {"own": own.pk, "strange": stranger.pk, "random": uuid4(), "gone": uuid4()}
        if issubclass(table, SealedRow):
            found["other"], found["gone"] = self._copy(own).pk, self._copy(own).pk
            table.objects.filter(pk=found["gone"]).delete()
        return found

    def _own(self, table: type[models.Model]) -> Any:
        rows = table.objects.all()
        if issubclass(table, SealedRow):
            rows = rows.filter(cell__in=self.held)
        found = rows.first()
        assert found is not None, f"the matrix has no {table.__name__} of its own"
        return found

    def _copy(self, row: Any) -> Any:
        """Put the same row into a compartment nobody of the cast holds."""
        copy = deepcopy(row)
        copy.pk, copy.cell = uuid4(), self.elsewhere
        copy.body = bytes(row.body[:10]) + os.urandom(len(row.body) - 10)
        for field in row._meta.concrete_fields:
            if field.is_relation and issubclass(field.related_model, SealedRow):
                # What it hangs on is another's too, or own pages would meet it.
                setattr(copy, field.name, self._copy(getattr(row, field.name)))
        if hasattr(copy, "case"):
            copy.case = copy.pk if row.case == row.pk else uuid4()
        copy.save(force_insert=True)
        return copy

    def cells(self) -> Iterator[Cell]:
        """Give every address with every kind of object it can name."""
        for _, pattern in walk(get_resolver().url_patterns):
            view, names = access.name_of(pattern.callback), set(pattern.pattern.converters)
            words = {name: WORDS[name] for name in names & set(WORDS)}
            named = [name for name in pattern.pattern.converters if name not in WORDS]
            for kind in self.kinds(named):
                ids = tuple(self._one(name, kind, name == named[-1]) for name in named)
                url = reverse(pattern.name, kwargs=words | dict(zip(named, ids, strict=True)))
                yield Cell(view, pattern.name, kind, url, ids)

    def kinds(self, named: list[str]) -> list[str]:
        """Say which kinds of object an address can name."""
        if not named:
            return [""]
        found = [kind for kind in KINDS if all(kind in self.ids[name] for name in named)]
        return [*found, "mixed"] if len(named) > 1 and "other" in self.ids[named[-1]] else found

    def _one(self, name: str, kind: str, is_last: bool) -> UUID:
        if kind == "mixed":
            return self.ids[name]["other" if is_last else "own"]
        return self.ids[name][kind]


def ask(client: Client, method: str, cell: Cell, *, form: str = "good") -> tuple[Any, int]:
    """Send one request and undo it; gives the answer and how many rows were written for it.

    Args:
      form: whether a form's token comes with it: "good", "none", or "elsewhere" for a good one
        that another site sends.
    """
    fresh = Client(enforce_csrf_checks=True)
    fresh.cookies = deepcopy(client.cookies)
    headers = dict(getattr(client, "said", {}))
    if form != "none":
        fresh.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        headers["X-CSRFToken"] = TOKEN
    if form == "elsewhere":
        headers["Origin"] = "https://elsewhere.example"
    with undone() as written:
        body = urlencode(FORMS.get(cell.name, {}))
        kind = "application/x-www-form-urlencoded"
        response = fresh.generic(method, cell.url, body, content_type=kind, headers=headers)
        return response, written()


def bare(response: HttpResponse, cell: Cell) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """Reduce an answer to what somebody could learn from it: its own id and masks are taken out."""
    content = MASKED.sub(b"MASK", b"".join(response))
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    for one in cell.ids:
        for text in (str(one), one.hex):
            content = content.replace(text.encode(), b"ID")
            headers = {name: value.replace(text, "ID") for name, value in headers.items()}
    return response.status_code, content, tuple(sorted(headers.items()))
