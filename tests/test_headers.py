"""Strict headers on every answer, errors and static files included, and no outside address."""

import re
from http.cookies import SimpleCookie
from typing import NamedTuple

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.conftest import Demo
from tests.test_access_table import addresses, again, undone
from waystation.base import rounds
from waystation.base.access import EVERYBODY
from waystation.base.errors import Later
from waystation.cases import queries as cases
from waystation.dispatch import services as dispatch
from waystation.network import queries as network
from waystation.routing import queries as plans
from waystation.routing import services as routing
from waystation.routing.domain import Question
from waystation.testing.cast import ALLAN, HARRIET, JACOB, LEVI, PASSMORE, WILLIAM
from waystation.testing.demo import CLOCK

# The same bytes for everybody, asked for anew each time: scripts of phone and tablet, and what
# describes them.
PUBLIC_FILES = (
    "/p/sw.js",
    "/p/manifest.webmanifest",
    "/tablet/sw.js",
    "/tablet/manifest.webmanifest",
    "/keys/pings/called.js",
)
STATIC = ("console.js", "waystation.css", "mark.svg", "phone.js", "fonts/Pretendard-Regular.woff2")
# Without a scheme only where a host with a dot follows: keys in a page may hold two strokes.
ADDRESS = re.compile(rb"https?://[^\s\"'<>()]+|//[\w@:-]+\.[^\s\"'<>()]+")
OWN = b"http://testserver/"
# Names of vocabularies, which nobody fetches.
VOCABULARIES = (b"http://www.w3.org/2000/svg", b"http://www.w3.org/1999/xlink")
# The phone's page alone may load the PIN's slow hash, and ask where it is.
PHONE_MAY = {"'wasm-unsafe-eval'"}
EVERYTHING_OFF = ("camera=()", "geolocation=()", "microphone=()", "payment=()", "usb=()")
# What stands in an address where there is nothing to show.
NOTHING_THERE = re.compile(r"0000-0000|R-ZZZZZ")
# Which pages may make which Trusted Types policies; any other page none.
CONSOLE, PHONE, NOBODY = ["default", "reading"], ["waystation"], ["'none'"]


def rules(response: HttpResponse) -> dict[str, list[str]]:
    """Take a page's content policy apart."""
    return {
        part.split()[0]: part.split()[1:]
        for part in response.get("Content-Security-Policy", "").split(";")
        if part.split()
    }


def faults(response: HttpResponse, *, kept: str = "no-store", url: str = "") -> list[str]:
    """Name every header that is missing or too lax; `kept` is what its caching must say."""
    csp = rules(response)
    is_phone = url == reverse("phone")
    may = PHONE_MAY if is_phone else set()
    sources = [source for values in csp.values() for source in values if source not in may]
    powers = response.get("Permissions-Policy", "")
    if is_phone:
        powers = powers.replace("geolocation=(self)", "geolocation=()")
    wanted = {
        "default-src": csp.get("default-src") == ["'none'"],
        "frame-ancestors": csp.get("frame-ancestors") == ["'none'"],
        "base-uri": csp.get("base-uri") == ["'none'"],
        "form-action": csp.get("form-action") == ["'self'"],
        "trusted types": csp.get("require-trusted-types-for") == ["'script'"],
        "policies": csp.get("trusted-types") in (CONSOLE, PHONE, NOBODY),
        "unsafe": not any("unsafe" in source for source in sources),
        "elsewhere": not any("." in source or "*" in source for source in sources),
        "nosniff": response.get("X-Content-Type-Options") == "nosniff",
        "referrer": response.get("Referrer-Policy") == "no-referrer",
        "opener": response.get("Cross-Origin-Opener-Policy") == "same-origin",
        "embedder": response.get("Cross-Origin-Embedder-Policy") == "require-corp",
        "resource": response.get("Cross-Origin-Resource-Policy") == "same-origin",
        "permissions": all(off in powers for off in EVERYTHING_OFF),
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


class Read(NamedTuple):
    """A page as somebody who may see it got it, in English."""

    browser: Client
    answer: HttpResponse


@pytest.fixture(scope="module")
def pages(_demo_in_place, django_db_blocker) -> dict[str, Read]:
    """Read every address once, by whoever may see it, most of them with something on them."""
    # No worker runs here, whatever a test before this file left.
    (configured.HOME / rounds.SEEN).unlink(missing_ok=True)
    with django_db_blocker.unblock():
        found = prepared(Demo())
        return {url: Read(browser, again(browser).get(url)) for url, browser in found.items()}


def prepared(demo: Demo) -> dict[str, Client]:
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
        # One visit a person: a second would end the first.
        browser = field if member is HARRIET else demo.client(member)
        for address in addresses():
            if member.role in address.roles and address.url not in found:
                found[address.url] = browser
    return found | {address.url: Client() for address in addresses() if EVERYBODY in address.roles}


@pytest.mark.sqlite_only("walks through every page, which is the same on either database")
@pytest.mark.long
def test_every_address_answers_with_every_header(demo, pages):
    lax = {}
    for url, (browser, read) in pages.items():
        with undone():
            sent = again(browser).post(url)
        for method, answer in (("GET", read), ("POST", sent)):
            if wrong := faults(answer, kept=caching(url, method), url=url):
                lax[url, method] = wrong

    assert lax == {}
    assert len(pages) > 50


def test_a_stranger_gets_every_header_on_the_way_to_the_door(demo):
    lax = {
        url: wrong
        for url in (address.url for address in addresses())
        if (wrong := faults(Client().get(url), kept=caching(url, "GET"), url=url))
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
        413: harriet.post(reverse("move-clock"), {"to": "x" * 300_000}),
    }
    monkeypatch.setattr("waystation.web.board.clock.now", lambda: 1 / 0)
    answers[500] = broken.get("/")

    assert {code: reply.status_code for code, reply in answers.items()} == {c: c for c in answers}
    assert {code: faults(reply) for code, reply in answers.items()} == {c: [] for c in answers}


def test_whoever_comes_too_often_is_told_when_to_come_back(harriet, monkeypatch):
    def crowded(*shown):
        raise Later("Too often.", hint="Soon.", wait_s=7)

    monkeypatch.setattr("waystation.web.board.render", crowded)

    answer = harriet.get("/")

    assert (answer.status_code, answer["Retry-After"]) == (429, "7")
    assert "Too often." in answer.content.decode()
    assert faults(answer) == []


def test_what_is_too_large_is_not_even_read(harriet):
    claimed = {"CONTENT_LENGTH": str(9 * 1_024 * 1_024 + 1)}
    answers = [
        harriet.post(reverse("move-clock"), **claimed),
        Client().post(reverse("sign-in"), **claimed),
        harriet.post(reverse("move-clock"), CONTENT_LENGTH="many"),
    ]

    assert [answer.status_code for answer in answers] == [413] * 3
    assert all("more than can be taken at once" in answer.content.decode() for answer in answers)
    assert [faults(answer) for answer in answers] == [[]] * 3


def test_only_the_consoles_pages_may_read_markup_into_a_page(harriet):
    for response in (harriet.get("/"), harriet.get("/sources/")):
        assert rules(response)["trusted-types"] == CONSOLE
    for response in (Client().get(reverse("sign-in")), harriet.get("/nothing/here/")):
        assert rules(response)["trusted-types"] == NOBODY
    assert rules(Client().get(reverse("phone")))["trusted-types"] == PHONE


def test_only_the_phones_page_may_load_a_program_and_ask_where_it_is(harriet):
    phone, others = Client().get(reverse("phone")), (harriet.get("/"), Client().get("/tablet/"))

    assert rules(phone)["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert "geolocation=(self)" in phone["Permissions-Policy"]
    for other in others:
        assert rules(other)["script-src"] == ["'self'"]
        assert "geolocation=()" in other["Permissions-Policy"]


def test_over_https_browsers_are_told_to_stay_with_it(demo, settings):
    settings.SECURE = True

    answer = Client().get(reverse("sign-in"))

    assert answer["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("origin", "site", "code"),
    [
        ("null", "same-origin", 302),
        ("http://testserver", "same-origin", 302),
        ("http://testserver", None, 302),
        (None, None, 302),
        # A form of another page, of a frame in a box, of a browser that does not say.
        ("null", "cross-site", 403),
        ("null", "same-site", 403),
        ("null", "none", 403),
        ("null", None, 403),
        ("null", "same-origin, cross-site", 403),
        ("http://elsewhere.example", "same-origin", 403),
        ("http://testserver:8000", "same-site", 403),
    ],
)
def test_a_form_without_an_origin_is_good_only_if_the_browser_says_whence_it_came(
    demo, origin, site, code
):
    browser = Client(enforce_csrf_checks=True)
    browser.get(reverse("sign-in"))
    token = browser.cookies[configured.CSRF_COOKIE_NAME].value
    told = {"HTTP_ORIGIN": origin, "HTTP_SEC_FETCH_SITE": site}
    said = {name: value for name, value in told.items() if value is not None}
    sent = {"code": "ko", "back": "/", "csrfmiddlewaretoken": token}

    assert browser.post(reverse("language"), sent, **said).status_code == code
    # Saying whence it came is not enough: the token is asked for all the same.
    sent["csrfmiddlewaretoken"] = "x" * len(token)
    assert browser.post(reverse("language"), sent, **said).status_code == 403


def test_a_token_that_opens_nothing_is_told_so_and_shown_no_door(demo):
    answer = Client().get("/people/", headers={"authorization": "Bearer nothing"})

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert faults(answer) == []


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

    missing = {"default-src", "unsafe", "elsewhere", "nosniff", "cache", "embedder", "policies"}
    assert missing <= set(faults(lax))


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


def test_the_pages_of_phones_and_tablets_and_their_answers_set_no_cookie_at_all(demo):
    for address in addresses():
        if address.url.startswith(("/p/", "/tablet/")):
            for method in ("GET", "POST"):
                assert Client().generic(method, address.url).cookies == SimpleCookie()


@pytest.mark.parametrize(
    ("act", "forgets"),
    [
        ("lock", '"cache"'),
        ("leave", '"cache", "cookies"'),
        ("wipe", '"cache", "cookies", "storage"'),
    ],
)
def test_leaving_ends_the_visit_and_the_browser_forgets_as_much_as_was_asked(harriet, act, forgets):
    assert harriet.get(reverse(act)).status_code == 405

    answer = harriet.post(reverse(act))

    assert answer.cookies[configured.DOOR_COOKIE].value == ""
    assert answer["Clear-Site-Data"] == forgets
    assert harriet.get("/").status_code == 302


def outside(body: bytes) -> list[bytes]:
    """List the addresses of other hosts in a page."""
    found = ADDRESS.findall(body)
    return [one for one in found if not one.startswith((*VOCABULARIES, OWN))]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.long
@pytest.mark.sqlite_only("walks through every page, which is the same on either database")
def test_no_page_holds_an_address_of_anybody_else(demo, pages, language):
    found = {}
    for url, (browser, read) in pages.items():
        answer = read
        if is_page(read) and language == "ko":
            page = again(browser)
            page.cookies[configured.LANGUAGE_COOKIE_NAME] = language
            answer = page.get(url)
        if is_page(answer):
            found[url] = outside(answer.content)

    assert {url: hosts for url, hosts in found.items() if hosts} == {}
    assert len(found) > 25


def is_page(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def test_the_control_finds_an_address_of_somebody_else():
    page = b'<svg xmlns="http://www.w3.org/2000/svg"><img src="//cdn.example/x.png">'

    assert outside(page) == [b"//cdn.example/x.png"]
    assert outside(b'<a href="https://tiles.example/">') == [b"https://tiles.example/"]
    assert outside(b'<a href="http://testserver.example/">') == [b"http://testserver.example/"]


@pytest.mark.long
@pytest.mark.sqlite_only("walks through every page, which is the same on either database")
def test_the_pages_with_something_on_them_are_really_there(pages):
    full = {url: read.answer for url, read in pages.items() if not NOTHING_THERE.search(url)}

    # Addresses that take forms only answer 405; plan, passage and the rest answer with a page.
    # The founding page is shut, the passkey step is for whoever is halfway in, no worker runs.
    others = {
        url: got.status_code for url, got in full.items() if got.status_code not in (200, 405)
    }
    # What is asked of a plan for all leads to the newest one.
    shut = {
        reverse("found"): 409,
        reverse("passkey-ask"): 302,
        reverse("worker-age"): 503,
        reverse("together-suppose"): 302,
    }
    assert others == shut
    assert sum(got.status_code == 200 for got in full.values()) > 20
    passage = next(url for url in full if url.startswith("/passages/") and url.count("/") == 3)
    assert b"Chestertown" in full[passage].content
