"""A request with an API token: what it reaches, and what stays shut."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from waystation.base import access
from waystation.base.errors import Forbidden
from waystation.vault import door, tokens
from waystation.vault.door import opens_to
from waystation.vault.tests.harriet import NAME, NOON, PASSPHRASE
from waystation.vault.visits import SignedOut


@pytest.fixture
def cookie(harriet):
    return door.sign_in(NAME, PASSPHRASE, now=NOON)


@pytest.fixture
def token(harriet):
    return tokens.make(harriet.door, name="counter", purposes=("network",), days=7, now=NOON)


def reading(method, token):
    request = getattr(RequestFactory(), method)("/", HTTP_AUTHORIZATION=f"Bearer {token}")
    return door.signed_in(request, "field manager")


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_token_reads(token, monkeypatch, method):
    monkeypatch.setattr(door.clock, "real_now", lambda: NOON)

    who = reading(method, token)

    assert (who.alias, who.by_token) == ("Harriet", True)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_token_does_nothing_but_read(token, monkeypatch, method):
    monkeypatch.setattr(door.clock, "real_now", lambda: NOON)

    with pytest.raises(Forbidden, match="only reads"):
        reading(method, token)


def test_a_token_does_not_stand_in_for_another_role_nor_a_cookie_for_a_token(
    token, cookie, monkeypatch
):
    monkeypatch.setattr(door.clock, "real_now", lambda: NOON)
    request = RequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {token}")

    with pytest.raises(Forbidden):
        door.signed_in(request, "finance officer")
    with pytest.raises(SignedOut):
        reading("get", cookie)
    with pytest.raises(SignedOut):
        door.who_is(token, now=NOON)


def test_a_token_reads_no_page_about_keys(token, monkeypatch):
    monkeypatch.setattr(door.clock, "real_now", lambda: NOON)
    monkeypatch.setattr(access, "TABLE", {})

    def page(request):
        return HttpResponse("read")

    page.__module__ = "waystation.vault.views_keys"
    request = RequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {token}")

    with pytest.raises(Forbidden, match="No token"):
        opens_to("field manager")(page)(request)
    page.__module__ = "waystation.network.views"
    assert opens_to("field manager")(page)(request).content == b"read"


def test_a_token_that_asks_too_often_waits(token, monkeypatch):
    monkeypatch.setattr(door.clock, "real_now", lambda: NOON)
    monkeypatch.setattr(door.limits, "_now_s", lambda: 0.0)

    for _ in range(10):
        reading("get", token)

    with pytest.raises(door.limits.Slowed) as slowed:
        reading("get", token)
    assert slowed.value.wait_s == 1
