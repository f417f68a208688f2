"""Strict headers on every answer, errors and static files included, and no outside address."""

import re
from http.cookies import SimpleCookie

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.test_access_table import addresses, again
from waystation.base.access import EVERYBODY
from waystation.cases import queries as cases
from waystation.dispatch import services as dispatch
from waystation.network import queries as network
from waystation.routing import queries as plans
from waystation.routing import services as routing
from waystation.routing.domain import Question
from waystation.testing.cast import ALLAN, HARRIET, JACOB, LEVI, PASSMORE, WILLIAM
from waystation.testing.demo import CLOCK

# The same bytes for everybody, asked for anew each time: the phone's script and its description.
PUBLIC_FILES = ("/p/sw.js", "/p/manifest.webmanifest")
STATIC = ("console.js", "waystation.css", "mark.svg", "phone.js", "fonts/Pretendard-Regular.woff2")
ADDRESS = re.compile(rb"(?:https?:)?//[^\s\"'<>()]+")
# Names of vocabularies, which nobody fetches.
VOCABULARIES = (b"http://www.w3.org/2000/svg", b"http://www.w3.org/1999/xlink")
EVERYTHING_OFF = ("camera=()", "geolocation=()", "microphone=()", "payment=()")


def faults(response: HttpResponse, *, kept: str = "no-store") -> list[str]:
    """Name every header that is missing or too lax; `kept` is what its caching must say."""
    csp = {
        part.split()[0]: part.split()[1:]
        for part in response.get("Content-Security-Policy", "").split(";")
        if part.split()
    }
    sources = [source for values in csp.values() for source in values]
    wanted = {
        "default-src": csp.get("default-src") == ["'none'"],
        "frame-ancestors": csp.get("frame-ancestors") == ["'none'"],
        "base-uri": csp.get("base-uri") == ["'none'"],
        "form-action": csp.get("form-action") == ["'self'"],
        "unsafe": not any("unsafe" in source for source in sources),
        "elsewhere": not any("." in source or "*" in source for source in sources),
        "nosniff": response.get("X-Content-Type-Options") == "nosniff",
        "referrer": response.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "opener": response.get("Cross-Origin-Opener-Policy") == "same-origin",
        "resource": response.get("Cross-Origin-Resource-Policy") == "same-origin",
        "permissions": all(off in response.get("Permissions-Policy", "") for off in EVERYTHING_OFF),
        "robots": "noindex" in response.get("X-Robots-Tag", ""),
        "cache": kept in response.get("Cache-Control", ""),
        "server": "Server" not in response and "X-Powered-By" not in response,
    }
    return [name for name, is_there in wanted.items() if not is_there]


def caching(url: str, method: str) -> str:
    """Say what an address's caching must say."""
    return "no-cache" if url in PUBLIC_FILES and method == "GET" else "no-store"


@pytest.fixture
def harriet(demo) -> Client:
    return demo.client(HARRIET)


@pytest.fixture
def pages(demo) -> dict[str, Client]:
    """Give pages with something on them, by address, each with a browser that may see it."""
    keyring = demo.keyring(HARRIET)
    question = Question(
        start="chestertown-md",
        targets=("philadelphia-pa",),
        people=11,
        children=5,
        start_at=CLOCK,
        group_label="Eleven",
    )
    plan_id = routing.make_plan(question=question, keyring=keyring, now=CLOCK)
    cheapest = min(
        range(len(plans.plan(plan_id, keyring).plan.routes)),
        key=lambda n: plans.plan(plan_id, keyring).plan.routes[n].cost_cents,
    )
    passage_id = dispatch.propose(
        plan_id=plan_id,
        route_no=cheapest,
        needs="",
        template="rescue-1855",
        keyring=keyring,
        now=CLOCK,
    )
    for member in (PASSMORE, JACOB):
        dispatch.approve(passage_id=passage_id, keyring=demo.keyring(member), now=CLOCK)
    tip = cases.tips(keyring, CLOCK)[0].id
    household = cases.waiting(keyring, CLOCK.date())[0].id
    region = network.partners(keyring)[0].region
    field = demo.client(HARRIET)
    found = {
        reverse("plan", args=[plan_id]): field,
        reverse("passage", args=[passage_id]): field,
        reverse("moving", args=[passage_id]): field,
        reverse("phones", args=[passage_id]): field,
        reverse("tip", args=[tip]): field,
        reverse("household", args=[household]): field,
        reverse("partners") + f"?at={region}": field,
    }
    for member in (HARRIET, WILLIAM, LEVI, ALLAN, PASSMORE):
        browser = demo.client(member)
        for address in addresses():
            if member.role in address.roles and address.url not in found:
                found[address.url] = browser
    return found | {address.url: Client() for address in addresses() if EVERYBODY in address.roles}


def test_every_address_answers_with_every_header(pages):
    lax = {
        (url, method): wrong
        for url, browser in pages.items()
        for method in ("GET", "POST")
        if (wrong := faults(again(browser).generic(method, url), kept=caching(url, method)))
    }

    assert lax == {}
    assert len(pages) > 50


def test_a_stranger_gets_every_header_on_the_way_to_the_door(demo):
    lax = {
        url: wrong
        for url in (address.url for address in addresses())
        if (wrong := faults(Client().get(url), kept=caching(url, "GET")))
    }

    assert lax == {}


def test_errors_carry_every_header(harriet, monkeypatch):
    no_token = again(harriet, enforce_csrf_checks=True)
    broken = again(harriet, raise_request_exception=False)

    answers = {
        400: harriet.get("/", headers={"host": "elsewhere.example"}),
        403: no_token.post(reverse("move-clock")),
        404: harriet.get("/nothing/here/"),
        405: harriet.get(reverse("lock")),
        409: harriet.get(reverse("plan", args=["00000000-0000-0000-0000-000000000000"])),
    }
    monkeypatch.setattr("waystation.web.board.clock.now", lambda: 1 / 0)
    answers[500] = broken.get("/")

    assert {code: reply.status_code for code, reply in answers.items()} == {c: c for c in answers}
    assert {code: faults(reply) for code, reply in answers.items()} == {c: [] for c in answers}


def test_an_error_does_not_repeat_what_was_asked_for(harriet):
    answer = harriet.get("/chestertown/<script>sing(1)</script>/")

    assert answer.status_code == 404
    assert b"sing(" not in answer.content
    assert b"chestertown" not in answer.content


@pytest.mark.parametrize("name", STATIC)
def test_static_files_carry_the_headers_too_and_may_be_kept_for_a_while(demo, name):
    answer = Client().get(f"/static/waystation/{name}")

    if answer.status_code == 404:
        pytest.skip("the screens have not been built")
    assert answer.status_code == 200
    assert faults(answer, kept="max-age") == []


def test_the_control_finds_a_lax_answer():
    lax = HttpResponse("")
    lax["Content-Security-Policy"] = "default-src 'self' cdn.example; script-src 'unsafe-inline'"

    assert {"default-src", "unsafe", "elsewhere", "nosniff", "cache"} <= set(faults(lax))


def test_only_the_door_gives_a_session_and_it_is_out_of_a_scripts_reach(demo):
    for address in addresses():
        if EVERYBODY in address.roles:
            assert configured.DOOR_COOKIE not in Client().get(address.url).cookies

    signed = Client().post(
        reverse("sign-in"), {"name": HARRIET.name, "passphrase": HARRIET.passphrase}
    )

    cookie = signed.cookies[configured.DOOR_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]
    assert not cookie["expires"]
    assert not cookie["domain"]


def test_a_wrong_passphrase_gives_no_session(demo):
    refused = Client().post(reverse("sign-in"), {"name": HARRIET.name, "passphrase": "wrong"})

    assert refused.status_code == 403
    assert configured.DOOR_COOKIE not in refused.cookies


def test_the_phones_page_and_its_answers_set_no_cookie_at_all(demo):
    for address in addresses():
        if address.url.startswith("/p/"):
            for method in ("GET", "POST"):
                assert Client().generic(method, address.url).cookies == SimpleCookie()


def test_locking_takes_the_cookie_back_and_empties_the_cache(harriet):
    answer = harriet.post(reverse("lock"))

    assert answer.cookies[configured.DOOR_COOKIE].value == ""
    assert answer["Clear-Site-Data"] == '"cache"'
    assert harriet.get("/").status_code == 302


def outside(body: bytes) -> list[bytes]:
    """List the addresses of other hosts in a page."""
    found = ADDRESS.findall(body)
    return [one for one in found if not one.startswith(VOCABULARIES) and one != b"//"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_page_holds_an_address_of_anybody_else(pages, language):
    found = {}
    read = 0
    for url, browser in pages.items():
        page = again(browser)
        page.cookies[configured.LANGUAGE_COOKIE_NAME] = language
        answer = page.get(url)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            read += 1
            found[url] = outside(answer.content)

    assert {url: hosts for url, hosts in found.items() if hosts} == {}
    assert read > 25


def test_the_control_finds_an_address_of_somebody_else():
    page = b'<svg xmlns="http://www.w3.org/2000/svg"><img src="//cdn.example/x.png">'

    assert outside(page) == [b"//cdn.example/x.png"]
    assert outside(b'<a href="https://tiles.example/">') == [b"https://tiles.example/"]


def test_the_pages_with_something_on_them_are_really_there(pages):
    full = [url for url in pages if not re.search(r"0000-0000|R-ZZZZZ", url)]
    shown = {url: again(pages[url]).get(url).status_code for url in full}

    # Addresses that take forms only answer 405; plan, passage and the rest answer with a page.
    assert set(shown.values()) <= {200, 405}
    assert sum(code == 200 for code in shown.values()) > 20
    passage = next(url for url in full if url.startswith("/passages/") and url.count("/") == 3)
    assert b"Chestertown" in again(pages[passage]).get(passage).content
