"""Every address, every role and nobody, with and without a form's token: as the table says."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.conf import settings as configured
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from waystation.base import access, rounds
from waystation.base.access import EVERYBODY, ROLES
from waystation.base.models import Event
from waystation.base.steady import Steady
from waystation.testing.cast import ALLAN, HARRIET, JULIA, LEVI, PASSMORE, PETER, WILLIAM
from waystation.vault.door import opens_to

CAST = {member.role: member for member in (HARRIET, WILLIAM, LEVI, ALLAN, PASSMORE, JULIA, PETER)}
NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
# Another door, walked in test_site.py.
SITE_URLS = "waystation.config.site_urls"
# Something of every kind of parameter that stands for nothing that is there.
NOTHING = {"UUIDConverter": UUID(int=0), "StringConverter": "R-ZZZZZ", "IntConverter": 0}
# "There is no such …" (404, 409) and an empty form (422) come from behind the door.
REACHED = {200, 204, 302, 404, 405, 409, 422}
# Pages that a role may read and not act on; their views say so themselves.
READ_ONLY = {("phones", "approver"), ("all-phones", "approver"), ("tip-line", "case worker")}
# Pages of everybody that ask for a secret.
DOORS = {"sign-in", "recover", "join", "found", "passkey-ask"}
# What a phone is told that sends nothing sensible.
PHONE_ANSWERS = {200, 204, 400, 404, 405, 409, 413, 429}
# What phones and strangers send carries no cookie, so no form's token either.
OPEN_APIS = ("/p/api/", "/tell/api/", "/tablet/api/", "/mine/api/", "/search/api/")


class Address(NamedTuple):
    """One pattern of the address table: its view's name, its url name, and an example of it."""

    view: str
    name: str
    url: str

    @property
    def roles(self) -> frozenset[str]:
        return access.TABLE[self.view]


def walk(patterns, route: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route + str(pattern.pattern))
        else:
            yield route, pattern


def addresses() -> list[Address]:
    found = []
    for _, pattern in walk(get_resolver().url_patterns):
        kinds = pattern.pattern.converters.items()
        values = {name: NOTHING[type(kind).__name__] for name, kind in kinds}
        url = reverse(pattern.name, kwargs=values)
        found.append(Address(access.name_of(pattern.callback), pattern.name, url))
    return found


@contextmanager
def undone() -> Iterator[Any]:
    """Let a request do what it does, then take it back; tells how many rows it wrote."""
    with transaction.atomic():
        before = n_changes()
        yield lambda: n_changes() - before
        transaction.set_rollback(True)


def n_changes() -> int:
    """Say how many rows this connection, or this transaction, has written so far."""
    if connection.vendor == "sqlite":
        return connection.connection.total_changes
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        )
        return int(cursor.fetchone()[0])


def answer(client: Client, method: str, url: str) -> tuple[HttpResponse, int]:
    """Send a request; gives the answer and how many rows were written for it."""
    with undone() as written:
        response = again(client).generic(method, url)
        return response, written()


def again(client: Client, **options) -> Client:
    """Give the same browser anew, so that what an answer did to its cookies is undone too."""
    fresh = Client(**{"enforce_csrf_checks": client.handler.enforce_csrf_checks} | options)
    if fresh.handler.enforce_csrf_checks == client.handler.enforce_csrf_checks:
        fresh.handler = client.handler
    fresh.cookies = deepcopy(client.cookies)
    return fresh


def goes_to_the_door(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"] == reverse("sign-in")


@pytest.fixture
def clients(demo, monkeypatch) -> dict[str, Client]:
    """Sign one member of each role in, and bring nobody, by role; time stands still."""
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW)
    # The worker went round just now, as it does in life.
    rounds.note_round(Steady(NOW, rounds.uptime_s()))
    return at_work(demo) | {"nobody": Client()}


def at_work(demo) -> dict[str, Client]:
    """Sign one member of each role in; what waited for them in mail and notices is taken in."""
    found = {role: demo.client(member) for role, member in CAST.items()}
    for client in found.values():
        assert client.get("/").status_code == 200
    return found


def strict(client: Client) -> Client:
    """Give the same browser, where forms are checked for their token."""
    return again(client, enforce_csrf_checks=True)


def test_the_cast_has_somebody_in_every_role():
    assert set(CAST) == set(ROLES)


def test_every_address_has_a_line_in_the_table():
    assert unlisted() == []


def test_every_line_of_the_table_has_an_address():
    reached = {address.view for address in addresses()}
    reached |= {access.name_of(p.callback) for _, p in walk(get_resolver(SITE_URLS).url_patterns)}
    ours = {
        view for view in access.TABLE if ".tests." not in view and view.startswith("waystation.")
    }

    assert ours - reached == set()


def test_every_address_has_a_name_and_no_name_stands_twice():
    names = [address.name for address in addresses()]

    assert all(names)
    assert len(set(names)) == len(names)
    assert len(names) > 40


@pytest.mark.sqlite_only("walks through every page, which is the same on either database")
@pytest.mark.long
def test_nobody_is_shown_the_door_other_roles_are_refused_and_looking_changes_nothing(clients):
    wrong, wrote = [], []
    for address in addresses():
        for role, client in clients.items():
            for method in ("GET", "POST"):
                response, rows = answer(client, method, address.url)
                if not is_right(address, role, method, response):
                    wrong.append((address.url, role, method, response.status_code))
                if rows and method == "GET":
                    wrote.append((address.url, role, rows))

    # The other methods, for one's own and others' objects, are tried in test_matrix.py.
    assert wrong == []
    assert wrote == []


@pytest.mark.sqlite_only("walks through every page, which is the same on either database")
@pytest.mark.long
def test_without_its_token_a_form_is_refused_and_writes_nothing(clients):
    wrong = []
    for address in addresses():
        is_api = address.url.startswith(OPEN_APIS)
        for role, client in clients.items():
            response, rows = answer(strict(client), "POST", address.url)
            right = PHONE_ANSWERS if is_api else {403}
            if response.status_code not in right or rows:
                wrong.append((address.url, role, response.status_code, rows))

    assert wrong == []


def test_a_token_from_elsewhere_is_no_token(clients):
    client = strict(clients["field manager"])

    response = client.post(
        reverse("move-clock"), {"step": "hour"}, headers={"origin": "https://elsewhere.example"}
    )

    assert response.status_code == 403


def test_answers_without_a_cookie_do_not_depend_on_who_is_signed_in(clients):
    for address in addresses():
        # Every riddle of the page for strangers is a new one.
        if address.url.startswith(OPEN_APIS) and address.name != "tell-ask":
            said = {
                (response.status_code, response.content)
                for client in clients.values()
                for response in [answer(strict(client), "POST", address.url)[0]]
            }
            assert len(said) == 1


# The controls: what the tests above look for, done wrong on purpose, is found.


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("no line in the table")


@opens_to("field manager")
def writes(request: HttpRequest) -> HttpResponse:
    Event.objects.create(kind="tip.heard", subject=UUID(int=0), cell=UUID(int=0), day=NOW.date())
    return HttpResponse("written by looking")


def unguarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a line, but no door")


access.allow(unguarded, frozenset({"finance officer"}))
urlpatterns = [
    path("bare/", bare, name="bare"),
    path("writes/", writes, name="writes"),
    path("unguarded/", unguarded, name="unguarded"),
    path("sign-in/", bare, name="sign-in"),
    path("", bare, name="board"),
]


def test_wrong_pages_are_found(clients, settings):
    settings.ROOT_URLCONF = __name__

    assert {"bare", "sign-in", "board"} == set(unlisted())
    assert answer(clients["field manager"], "GET", "/writes/")[1] == 1
    found = Address(access.name_of(unguarded), "unguarded", "/unguarded/")
    response, _ = answer(clients["case worker"], "GET", found.url)
    assert not is_right(found, "case worker", "GET", response)
    assert not is_right(found, "nobody", "GET", response)


def test_what_a_request_did_is_taken_back(clients, settings):
    settings.ROOT_URLCONF = __name__
    before = Event.objects.count()

    answer(clients["field manager"], "GET", "/writes/")

    assert Event.objects.count() == before
    assert configured.DOOR_COOKIE in clients["field manager"].cookies


def unlisted() -> list[str]:
    """Name the addresses whose view has no line in the table."""
    return [address.name for address in addresses() if address.view not in access.TABLE]


def is_right(address: Address, role: str, method: str, response: HttpResponse) -> bool:
    """Say whether an answer is what the table promises this role at this address."""
    if EVERYBODY in address.roles:
        # 403 is what a door says to an empty passphrase or code.
        wrong_secret = address.name in DOORS and response.status_code == 403
        return wrong_secret or response.status_code in (PHONE_ANSWERS | REACHED)
    if role == "nobody":
        return goes_to_the_door(response)
    if role not in address.roles:
        return response.status_code == 403
    if (address.name, role) in READ_ONLY and method == "POST":
        return response.status_code == 403
    return response.status_code in REACHED and not goes_to_the_door(response)
