"""The public site, address by address: open to everybody, strict, its own, and of nobody else."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.test_access_table import walk
from tests.test_headers import EVERYTHING_OFF, is_page, outside, rules
from waystation.base import access
from waystation.base.access import EVERYBODY
from waystation.giving.tests.office import _own_home, slots
from waystation.giving.tests.site import at_site, visitor
from waystation.web.middleware import CONSOLE_ALWAYS

__all__ = ["_own_home", "at_site", "slots", "visitor"]

SITE, CONSOLE = "waystation.config.site_urls", "waystation.config.urls"
# Something of every kind of parameter that stands for nothing that is there.
NOTHING = {"UUIDConverter": UUID(int=0), "IntConverter": 0}
FORGED = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"origin": "https://elsewhere.example"},
    {"origin": "https://elsewhere.example", "sec-fetch-site": "same-origin"},
    {"origin": "null"},
    {},
)
OURS = (
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "same-origin", "origin": "null"},
    {"sec-fetch-site": "same-origin", "origin": "http://testserver"},
    {"origin": "http://testserver"},
)


class Address(NamedTuple):
    """One pattern of the site: its url name, an example of it, and its view."""

    name: str
    url: str
    pattern: URLPattern


def addresses() -> Iterator[Address]:
    """List every address of the site, with its English example."""
    for route, pattern in walk(get_resolver(SITE).url_patterns):
        url = f"{route}{pattern.pattern}"
        for name, kind in pattern.pattern.converters.items():
            example = str(NOTHING.get(type(kind).__name__, "nothing"))
            url = re.sub(rf"<(\w+:)?{name}>", example, url)
        yield Address(pattern.name, url, pattern)


@pytest.fixture
def answers(slots, visitor) -> dict[str, HttpResponse]:
    """Every address of the site, as a reader gets it; most have nothing on them yet."""
    visitor.raise_request_exception = False
    return {address.url: visitor.get(address.url) for address in addresses()}


def faults(response: HttpResponse) -> list[str]:
    """Name every header of the site that is missing or too lax."""
    csp, framed = rules(response), getattr(response, "framed", False)
    wanted = {
        "default-src": csp.get("default-src") == ["'none'"],
        "script-src": csp.get("script-src") == ["'none'"],
        "form-action": csp.get("form-action") == ["'self'"],
        "frame-ancestors": csp.get("frame-ancestors") == (["*"] if framed else ["'none'"]),
        "frame options": framed == ("X-Frame-Options" not in response),
        "unsafe": not any("unsafe" in one for values in csp.values() for one in values),
        "nosniff": response.get("X-Content-Type-Options") == "nosniff",
        "referrer": response.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "opener": response.get("Cross-Origin-Opener-Policy") == "same-origin",
        "embedder": response.get("Cross-Origin-Embedder-Policy") == "require-corp",
        "permissions": all(off in response["Permissions-Policy"] for off in EVERYTHING_OFF),
        "may be found": "X-Robots-Tag" not in response,
        "cache": "Cache-Control" in response,
        "no cookie": not response.cookies,
        "server": "Server" not in response,
    }
    return [name for name, is_there in wanted.items() if not is_there]


def test_every_address_of_the_site_is_open_to_everybody_and_says_so_in_the_table():
    lines = {
        one.name: access.TABLE.get(access.name_of(one.pattern.callback)) for one in addresses()
    }

    assert {name: line for name, line in lines.items() if line != {EVERYBODY}} == {}
    assert len(lines) > 20
    assert {name for name in lines if not name.startswith("site-")} == set()


def test_no_name_and_no_view_of_one_door_is_at_the_other():
    console = [pattern for _, pattern in walk(get_resolver(CONSOLE).url_patterns)]
    site = [one.pattern for one in addresses()]

    assert {one.name for one in console} & {one.name for one in site} == set()
    assert {one.callback for one in console} & {one.callback for one in site} == set()


def test_the_site_knows_no_session_no_console_and_no_cookie():
    settings = import_module("waystation.config.site_settings")

    assert not any("session" in one.lower() or "FormCheck" in one for one in settings.MIDDLEWARE)
    assert "waystation.web.shell.context" not in str(settings.TEMPLATES)
    assert settings.ROOT_URLCONF == SITE
    assert "X-Robots-Tag" in CONSOLE_ALWAYS


def test_a_console_page_is_nowhere_on_the_site(slots, visitor):
    for url in ("/sign-in/", "/en/sign-in/", "/money/", "/giving/", "/p/", "/tell/", "/people/"):
        assert visitor.get(url, follow=True).status_code == 404


def test_every_answer_carries_every_header_and_no_address_of_the_site_breaks(answers):
    assert {url: wrong for url, one in answers.items() if (wrong := faults(one))} == {}
    assert {url: one.status_code for url, one in answers.items() if one.status_code >= 500} == {}
    assert sum(is_page(one) for one in answers.values()) > 8


def test_no_page_has_a_script_or_an_address_of_anybody_else(answers):
    for url, one in answers.items():
        if one.get("Content-Type", "").startswith("text/html"):
            assert b"<script" not in one.content, url
            assert b" style=" not in one.content, url
            assert outside(one.content) == [], url


def test_every_page_has_a_twin_in_korean(slots, visitor):
    for address in addresses():
        if address.url.startswith("/en/"):
            twin = visitor.get(address.url.replace("/en/", "/ko/", 1))
            if is_page(twin):
                assert b'<html lang="ko"' in twin.content, address.url
                assert twin["Content-Language"] == "ko"


def test_a_form_from_elsewhere_is_refused_everywhere_and_one_of_ours_nowhere(slots, at_site):
    taking = [one for one in addresses() if not getattr(one.pattern.callback, "csrf_exempt", 0)]

    for address in taking:
        assert Client(headers=FORGED[0]).post(address.url).status_code == 403, address.url
    for said in FORGED:
        answer = Client(headers=said).post("/en/give/in-kind/")
        assert (answer.status_code, faults(answer)) == (403, []), said
    for said in OURS:
        assert Client(headers=said).post("/en/give/in-kind/").status_code == 422, said
    page = Client(headers=FORGED[0]).post("/en/give/").content.decode()
    assert "did not come from a page of ours" in page


def test_errors_look_like_the_site_and_carry_every_header(slots, visitor, monkeypatch):
    visitor.raise_request_exception = False
    answers = {
        400: visitor.get("/en/", headers={"host": "elsewhere.example"}),
        404: visitor.get("/en/nothing/"),
        405: visitor.post("/en/"),
        409: visitor.post("/en/give/", {"campaign": "nothing"}),
        413: visitor.post("/en/give/", {"message": "x" * 300_000}),
        422: visitor.post("/en/give/"),
    }
    monkeypatch.setattr("waystation.impact.front.site_views.prices.all_in_cost", lambda: 1 / 0)
    answers[500] = visitor.get("/en/")
    for _ in range(40):
        answers[429] = visitor.post("/en/give/")

    assert {code: one.status_code for code, one in answers.items()} == {c: c for c in answers}
    assert {code: faults(one) for code, one in answers.items() if faults(one)} == {}
    assert int(answers[429]["Retry-After"]) > 0
    for code in (404, 409, 413, 422, 429, 500):
        assert b"site.css" in answers[code].content, code
    assert b"/nothing/" not in answers[404].content


def test_over_https_browsers_are_told_to_stay_with_it(slots, visitor, settings):
    settings.SECURE = True

    assert visitor.get("/en/")["Strict-Transport-Security"] == "max-age=31536000"


def test_absolute_addresses_begin_with_the_sites_own(slots, visitor, settings):
    settings.SITE_ORIGIN = "https://give.example.org"

    page = visitor.get("/en/about/").content.decode()

    assert '<link rel="canonical" href="https://give.example.org/en/about/">' in page
    assert 'hreflang="ko" href="https://give.example.org/ko/about/"' in page
