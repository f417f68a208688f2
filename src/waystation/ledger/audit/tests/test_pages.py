"""The auditor's page: who may see and do what, from the pack to the opened sample."""

import io
import zipfile

import msgspec
import pytest
from django.test import Client
from django.urls import include, path

from waystation.base import clock
from waystation.base.errors import Forbidden
from waystation.base.ids import new_id
from waystation.ledger.audit import queries, services
from waystation.ledger.audit.domain import Opening
from waystation.ledger.models import AuditPack
from waystation.vault import audit, door, staff

SHELL = "{% block title %}{% endblock %}|{% block main %}{% endblock %}"
urlpatterns = [path("money/", include("waystation.ledger.urls"))]
FINANCE, SECURITY = "finance officer", "security officer"
WORDS = "five random words for a pack"
ROOM = "money/audit/00000000-0000-0000-0000-000000000001/"


@pytest.fixture(autouse=True)
def _bare_shell(settings):
    """Stand on a shell of one line, so that these pages are tested without the others."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"shell.html": SHELL}),
                    "django.template.loaders.app_directories.Loader",
                ],
                "builtins": ["waystation.web.templatetags.words"],
            },
        }
    ]


@pytest.fixture(autouse=True)
def _open_packs(monkeypatch):
    """Let packs lie open: a passphrase costs a second each time, and is tested elsewhere."""
    monkeypatch.setattr(services.boxes, "seal_for_carrying_by_words", lambda _words, body: body)


@pytest.fixture
def client_of(settings):
    def made(role, *slots):
        staff.admit(name=role, alias=role, role=role, passphrase="north star", slots=list(slots))
        client = Client()
        cookie = door.sign_in(role, "north star", now=clock.real_now())
        client.cookies[settings.DOOR_COOKIE] = cookie
        return client

    return made


@pytest.fixture
def levi_sees(book, security_slot, finance_slot, client_of):
    return client_of(FINANCE, finance_slot)


@pytest.fixture
def allan_sees(book, security_slot, client_of):
    return client_of(SECURITY, security_slot)


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def form(**more):
    return {"pack_id": str(new_id()), "auditor": "Gerrit & Sons", "words": WORDS, **more}


def test_from_the_pack_to_the_opened_sample_across_two_desks(levi_sees, allan_sees):
    said = form()

    made = levi_sees.post("/money/audit/pack/", said)
    room = f"/money/audit/{said['pack_id']}/"
    waiting = text(levi_sees.get(room))
    asked = text(allan_sees.get(room))
    drawn = allan_sees.post(f"{room}draw/", {"secret": "follow the gourd"})
    shown = text(levi_sees.post(f"{room}open/", {"show": "yes"}))
    file = levi_sees.post(f"{room}open/", {"file": "yes"})

    assert made["Content-Disposition"] == 'attachment; filename="pack.zip.age"'
    assert "README.txt" in zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    assert "Nothing is drawn yet." in waiting
    assert "Draw the sample" not in waiting
    assert "Draw the sample" in asked
    assert "Gerrit" not in asked
    assert drawn.status_code == 302
    assert "from the Quaker meeting" in shown
    assert "$" not in shown.split("<table")[1]
    assert "10000.00" in shown
    opening = msgspec.json.decode(file.content, type=Opening)
    assert sorted(entry.number for entry in opening.entries) == [1, 2]


def test_the_list_says_how_far_each_pack_is(levi_sees, allan_sees):
    said = form()
    empty = text(levi_sees.get("/money/audit/"))
    levi_sees.post("/money/audit/pack/", said)

    for_finance = text(levi_sees.get("/money/audit/"))
    for_security = text(allan_sees.get("/money/audit/"))

    assert "No pack was made yet." in empty
    assert "Gerrit &amp; Sons" in for_finance
    assert "waits for the auditor" in for_security
    assert "Gerrit" not in for_security
    assert "Make the pack" not in for_security
    assert "Save the journal" not in for_security


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"words": "too short"}, "This passphrase is too short."),
        ({"auditor": ""}, "This form is not understood."),
        ({"since": "soon"}, "This form is not understood."),
        ({"since": "1855-13"}, "This form is not understood."),
        ({"since": "2026-04"}, "Nothing was booked from"),
    ],
)
def test_a_form_that_makes_no_pack_says_why_and_keeps_what_was_typed(levi_sees, more, says):
    page = text(levi_sees.post("/money/audit/pack/", form(**more)), 422)

    assert says in page
    assert more.get("auditor", "Gerrit &amp; Sons") in page
    assert not AuditPack.objects.exists()


def test_words_that_are_refused_are_said_on_the_page(levi_sees, allan_sees):
    said = form()
    levi_sees.post("/money/audit/pack/", said)

    page = text(allan_sees.post(f"/money/audit/{said['pack_id']}/draw/", {"secret": "short"}), 422)

    assert "8 to 200 characters" in page
    assert 'value="short"' in page
    early = text(levi_sees.post(f"/money/audit/{said['pack_id']}/open/"), 422)
    assert "No sample is drawn from this pack yet." in early


def test_a_journal_leaves_with_amounts_and_no_memo_and_is_in_the_chain(levi_sees, allan):
    response = levi_sees.post("/money/audit/journal/", {"form": "hledger", "year": "2026"})

    journal = text(response)
    assert response["Content-Disposition"] == 'attachment; filename="2026.journal"'
    assert "(000001) gift" in journal
    assert "10000.00 USD" in journal
    assert "Quaker" not in journal
    assert "Coffin" not in journal
    (told,) = audit.entries(allan, kinds=["taken out"])
    assert told.says == {"of": "hledger 2026"}


def test_the_donors_table_is_told_once_a_quarter_is_closed(levi_sees, monkeypatch):
    none = text(levi_sees.get("/money/audit/donors.csv"))
    rows = [queries.donors.Row("2026Q1", "2026Q1", "RESCUE-GENERAL", "gifts", 1_050_000)]
    monkeypatch.setattr(queries, "donor_table", lambda: rows)

    table = text(levi_sees.get("/money/audit/donors.csv"))
    book = levi_sees.get("/money/audit/donors.xlsx")
    page = text(levi_sees.get("/money/audit/donors/"))

    assert none == "from,to,fund,what,usd\n"
    assert table == "from,to,fund,what,usd\n2026Q1,2026Q1,RESCUE-GENERAL,gifts,10500.00\n"
    assert book.content[:2] == b"PK"
    assert "$10,500.00" in page


def test_finance_draws_nothing_and_security_takes_nothing_out(levi_sees, allan_sees):
    for url in ("pack/", "journal/", "donors/", "donors.csv", "donors.xlsx"):
        with pytest.raises(Forbidden):
            getattr(allan_sees, "get" if "donors" in url else "post")(f"/money/audit/{url}")
    with pytest.raises(Forbidden):
        allan_sees.post(f"/{ROOM}open/")
    with pytest.raises(Forbidden):
        levi_sees.post(f"/{ROOM}draw/", {"secret": "follow the gourd"})


@pytest.mark.parametrize("role", ["field manager", "case worker", "approver"])
def test_others_see_no_pack(book, client_of, role):
    client = client_of(role)

    for url in ("", "donors/", "donors.csv", "donors.xlsx", ROOM.removeprefix("money/audit/")):
        with pytest.raises(Forbidden):
            client.get(f"/money/audit/{url}")
    for url in ("pack/", "journal/"):
        with pytest.raises(Forbidden):
            client.post(f"/money/audit/{url}")


def test_a_pack_that_is_none_is_not_found(levi_sees, allan_sees):
    assert levi_sees.get(f"/{ROOM}").status_code == 404
    assert allan_sees.post(f"/{ROOM}draw/", {"secret": "follow the gourd"}).status_code == 404
    assert levi_sees.post(f"/{ROOM}open/").status_code == 404
