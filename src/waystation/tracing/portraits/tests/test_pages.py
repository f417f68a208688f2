"""The pages of portraits, as an officer and the witness beside them use them."""

import ast
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.models import PortraitRow
from waystation.tracing.portraits import queries, services
from waystation.tracing.portraits.tests.builders import a_picture, finished_by

SOURCE = Path(__file__).parents[3]
# Whatever compares people with people; it never sees a face.
COMPARES = (
    "tracing/names", "tracing/papers", "tracing/requests", "tracing/register", "tracing/matching",
    "tracing/partners", "tracing/pfif", "tracing/batch", "tracing/asking", "cases/matching",
    "kernel/pairing.py", "kernel/linking.py", "kernel/lattice.py",
)  # fmt: skip
LABEL = "never used for matching"


@pytest.fixture
def browser(sign_in):
    return sign_in(name="PETER")


def url(name, portrait_id, *more):
    return reverse(name, args=[portrait_id, *more])


def imported(path: Path) -> set[str]:
    """Name every module and every name a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_nothing_that_compares_people_can_see_a_face():
    seen = {
        str(path): {name for name in imported(path) if "portraits" in name or "evolve" in name}
        for place in COMPARES
        for path in sorted((SOURCE / place).rglob("*.py")) or [SOURCE / place]
        if path.exists() and "tests" not in path.parts
    }

    assert len(seen) > 20
    assert {path: names for path, names in seen.items() if names} == {}


def test_the_warning_is_read_first_and_without_a_yes_nothing_begins(browser, request_id):
    address = f"{reverse('portrait-new')}?search={request_id}"
    page = browser.get(address).content.decode()
    assert "can change the memory itself" in page

    said = {"search": request_id, "support": "a sister", "language": "Korean", "form": "spoken"}
    assert browser.post(reverse("portrait-new"), said).status_code == 422
    assert not PortraitRow.objects.exists()
    begun = browser.post(reverse("portrait-new"), said | {"warned": "on"})
    assert begun.url == url("portrait-tell", PortraitRow.objects.get().id)


@pytest.mark.parametrize(
    "name", ["portrait", "portrait-tell", "portrait-ask", "portrait-array", "portrait-sheet"]
)
def test_every_page_of_the_interview_has_its_stop_button(browser, portrait_id, name):
    browser.post(url("portrait-array", portrait_id), {"act": "begin"})
    browser.post(url("portrait-array", portrait_id), {"act": "sheet", "pick": ["3"]})

    page = browser.get(url(name, portrait_id)).content.decode()
    assert f'action="{url("portrait-stop", portrait_id)}"' in page


def test_the_whole_way_works_by_plain_forms(browser, portrait_id, peter):
    told = browser.post(url("portrait-tell", portrait_id), {"free": "She hummed."})
    assert told.url == url("portrait-ask", portrait_id)
    asked = {"age": "41", "trait-warmth": "6", "gesture": "a nod"}
    assert browser.post(url("portrait-ask", portrait_id), asked).status_code == 302
    array, sheet = url("portrait-array", portrait_id), url("portrait-sheet", portrait_id)
    browser.post(array, {"act": "begin"})
    assert browser.post(array, {"act": "next", "pick": ["1", "2", "5", "8"]}).status_code == 422
    browser.post(array, {"act": "next", "pick": ["1", "2", "5"]})
    browser.post(array, {"act": "next", "pick": ["0"]})
    browser.post(array, {"act": "back"})
    browser.post(array, {"act": "sheet", "pick": ["7"]})
    before = queries.portrait(portrait_id, peter).portrait.sketch.face
    browser.post(sheet, {"act": "show", "age": "80", "mark": "scar", "place": "chin"})
    browser.post(sheet, {"act": "undo"})
    browser.post(sheet, {"act": "keep", "says": "eyes right"})

    one = queries.portrait(portrait_id, peter).portrait
    assert (one.told.free, one.told.traits, one.told.age) == ("She hummed.", {"warmth": 6}, 41)
    assert (len(one.rounds), one.versions[0].face) == (2, before)
    assert one.versions[0].marks[0].kind == "scar"
    page = browser.get(url("portrait", portrait_id)).content.decode()
    assert "eyes right" in page
    assert "cool – warm: 6/7" in page


def test_every_drawing_says_on_its_face_what_it_is_not(browser, portrait_id):
    array = url("portrait-array", portrait_id)
    browser.post(array, {"act": "begin"})
    shown = browser.get(array).content.decode()
    browser.post(array, {"act": "sheet", "pick": ["7"]})
    browser.post(url("portrait-sheet", portrait_id), {"act": "imagine", "age": "60"})
    browser.post(url("portrait-sheet", portrait_id), {"act": "keep", "says": ""})

    assert shown.count('<svg class="sketch') == shown.count(">drawing aid</text>") == 18
    for name in ("portrait", "portrait-sheet"):
        page = browser.get(url(name, portrait_id)).content.decode()
        assert LABEL in page.split('<svg class="sketch')[1].split("</svg>")[0]
        assert "imagined: how they may look today" in page


def test_stop_stops_at_once_and_asks_what_becomes_of_it(browser, portrait_id):
    stopped = browser.post(url("portrait-stop", portrait_id))
    assert stopped.url == url("portrait-end", portrait_id)
    assert browser.post(url("portrait-tell", portrait_id), {"free": "x"}).status_code == 422
    assert browser.post(url("portrait-end", portrait_id), {}).status_code == 422
    assert PortraitRow.objects.count() == 1

    browser.post(url("portrait-end", portrait_id), {"sure": "on"})
    assert not PortraitRow.objects.exists()


def test_a_finished_portrait_is_kept_shown_and_printed_on_a4(browser, portrait_id, peter):
    sent = {
        "content": SimpleUploadedFile("mother.png", a_picture(), "image/png"),
        "credit": "Drawn by a friend",
        "kind": "then",
        "age": "30",
    }
    assert browser.post(url("portrait-upload", portrait_id), sent).status_code == 302

    picture = browser.get(url("portrait-picture", portrait_id))
    assert picture["Content-Type"] == "image/png"
    assert "mother" not in picture["Content-Disposition"]
    gift = browser.get(url("portrait-gift", portrait_id)).content.decode()
    # 800 points at 300 dpi are 67.7 mm, 256 points of a screen.
    assert "68 by 85 mm" in gift
    assert 'width="256"' in gift


def test_a_use_is_handed_out_only_while_the_family_allows_it(browser, portrait_id, vina):
    finished_by(vina, portrait_id)
    address = url("portrait-hand-out", portrait_id)
    assert browser.post(address, {"purpose": "exhibition"}).status_code == 422
    browser.post(url("portrait-review", portrait_id))
    yes = {"purpose": "exhibition", "given_on": TODAY.isoformat(), "form": "signed"}
    assert browser.post(url("portrait-allow", portrait_id), yes).status_code == 302

    handed = browser.post(address, {"purpose": "exhibition"})
    assert handed["Content-Disposition"].startswith("attachment")
    services.disallow(portrait_id=portrait_id, purpose="exhibition", keyring=vina, now=NOW)
    assert browser.post(address, {"purpose": "exhibition"}).status_code == 422


@pytest.mark.usefixtures("portrait_id")
def test_beside_a_request_stands_nothing_before_review_and_consent(browser, request_id):
    page = browser.get(f"{reverse('portraits-shown')}?search={request_id}").content.decode()

    assert "<img" not in page


@pytest.mark.parametrize("role", ["case worker", "field manager", "security officer"])
def test_nobody_but_a_tracing_officer_opens_a_portrait(sign_in, portrait_id, desk, role):
    other = sign_in(role=role, cell=desk.cases)

    assert other.get(url("portrait", portrait_id)).status_code in (302, 403, 404)
    assert other.get(reverse("portraits")).status_code in (302, 403, 404)


def test_what_lies_in_another_compartment_looks_like_what_never_was(sign_in, portrait_id, desk):
    other = sign_in(name="OTHER", cell=desk.abroad)
    there, never = (
        other.get(url("portrait", one)) for one in (portrait_id, PortraitRow(cell=portrait_id).id)
    )

    assert there.status_code == never.status_code == 409
    assert PortraitRow.objects.filter(pk=portrait_id).exists()
