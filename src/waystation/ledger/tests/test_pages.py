"""The money pages: who may see which, what they show, and a gift booked by hand."""

import pytest
from django.test import Client
from django.urls import URLPattern, include, path

from waystation.base import clock
from waystation.base.errors import Forbidden, Refused
from waystation.base.ids import new_id
from waystation.ledger import queries, services, triggers
from waystation.ledger.budgets import services as budgets
from waystation.ledger.models import Entry, EntryBody
from waystation.ledger.tests.conftest import TODAY
from waystation.ledger.urls import urlpatterns as addresses
from waystation.vault import cells, door, staff

SHELL = (
    "{% block title %}{% endblock %}|{% block status %}{% endblock %}|"
    "{% block actions %}{% endblock %}{% block main %}{% endblock %}"
)
urlpatterns = [path("money/", include("waystation.ledger.urls"))]
# The areas test their own.
pages = [page for page in addresses if isinstance(page, URLPattern)]


@pytest.fixture(autouse=True)
def _bare_shell(settings):
    """Stand on a shell of one line, so that these pages are tested without the others."""
    settings.ROOT_URLCONF = __name__
    settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
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


def client_of(settings, role: str, slots: list) -> Client:
    staff.admit(name=role, alias=role[:4], role=role, passphrase="north star", slots=slots)
    client = Client()
    client.cookies[settings.DOOR_COOKIE] = door.sign_in(role, "north star", now=clock.real_now())
    return client


@pytest.fixture
def levi_sees(book, finance_slot, settings):
    return client_of(settings, "finance officer", [finance_slot])


@pytest.fixture
def harriet_sees(book, settings):
    return client_of(settings, "field manager", [cells.found("network")])


@pytest.fixture
def fund(book):
    code = budgets.open_rescue(
        entry_id=new_id(), template="rescue-3000", n_people=2, case_token=bytes(16), on=TODAY
    )
    budgets.pay_stage(
        entry_id=new_id(), fund=code, costs={"transportation": 110_000}, on=TODAY, memo="by canal"
    )
    return code


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_money_page_says_what_is_free_and_that_the_books_balance(levi_sees, fund):
    page = text(levi_sees.get("/money/"))

    assert "$4,000.00" in page  # 10,000 less a rescue of two.
    assert "Books balance to the cent: 4 entries" in page
    assert fund in page
    assert "Book a gift" in page


def test_a_field_manager_sees_funds_and_budgets_but_no_memo_and_no_journal(harriet_sees, fund):
    money, one = text(harriet_sees.get("/money/")), text(harriet_sees.get(f"/money/fund/{fund}/"))

    assert "Book a gift" not in money
    assert "Journal" not in money
    # Transportation 1,000 for two, 1,100 spent, 100 of it from contingency.
    assert "$1,100.00" in one
    assert "$100.00 given" in one
    assert "canal" not in one
    assert "Check every note" not in money
    for closed in ("/money/journal/", "/money/journal.csv", "/money/gift/", "/money/check/"):
        with pytest.raises(Forbidden):
            harriet_sees.get(closed)


@pytest.mark.parametrize("role", ["case worker", "security officer", "approver"])
def test_other_roles_see_no_money(book, settings, role):
    client = client_of(settings, role, [])

    for page in pages:
        url = f"/money/{page.pattern}".replace("<str:code>", "UNRESTRICTED")
        with pytest.raises(Forbidden):
            client.get(url.replace("<uuid:undoes>", str(book)))


@pytest.mark.parametrize(
    "page",
    [
        *("", "journal/", "journal.csv", "fund/UNRESTRICTED/", "gift/", "check/"),
        "entry/00000000-0000-0000-0000-000000000001/reverse/",
    ],
)
def test_nobody_sees_money_unsigned(book, page):
    with pytest.raises(door.SignedOut):
        Client().get(f"/money/{page}")


def test_the_journal_shows_memos_and_filters(levi_sees, fund):
    page = text(levi_sees.get("/money/journal/"))
    gifts = text(levi_sees.get("/money/journal/?kind=gift&since=2026-03-02"))
    none = text(levi_sees.get(f"/money/journal/?fund={fund}&until=2020-01-01"))
    wrong = text(levi_sees.get("/money/journal/?since=yesterday"))

    assert "by canal" in page
    assert "from the Quaker meeting" in gifts
    assert "by canal" not in gifts
    assert "No entry matches." in none
    assert "not understood" in wrong


def test_the_table_for_spreadsheets_has_a_row_a_line_and_no_formula(levi_sees, book):
    services.record_gift(entry_id=new_id(), cents=5, on=TODAY, memo='=HYPERLINK("x")')

    response = levi_sees.get("/money/journal.csv")

    rows = text(response).splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="journal.csv"'
    assert len(rows) == 1 + 6
    assert rows[1].startswith("1,2026-03-02,gift,Assets:Bank:Operating,RESCUE-GENERAL,10000.00,")
    assert "\"'=HYPERLINK" in rows[5]
    assert rows[6].split(",")[5] == "-0.05"


def test_a_book_that_is_not_whole_says_where_and_what_to_do(levi_sees, book):
    from django.db import connection

    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET booked_on='2020-01-01' WHERE number=1")
    triggers.install(connection)

    page = text(levi_sees.get("/money/"))

    assert "The book is not whole." in page
    assert "First at entry 1." in page
    assert "Books balance" not in page


def test_the_trial_balance_stands_at_nothing_in_every_fund(levi_sees, fund):
    page = levi_sees.get("/money/check/")

    trial = page.context["trial"]
    assert [(one.fund, one.currency, one.off_cents) for one in trial] == [
        (code, "USD", 0) for code in sorted(["RESCUE-GENERAL", "UNRESTRICTED", fund])
    ]
    assert f"{fund} together" in text(page)
    assert "Checked" not in text(page)


def test_every_note_is_checked_when_asked(levi_sees, fund):
    page = text(levi_sees.post("/money/check/"))

    assert "Checked: 4 entries, and every note is the one that was posted." in page


def test_an_exchanged_note_is_found_by_the_check_of_every_note_only(levi_sees, book):
    first, second = EntryBody.objects.order_by("entry__number")
    EntryBody.objects.filter(pk=first.pk).update(box=bytes(second.box))

    assert "Books balance to the cent" in text(levi_sees.get("/money/"))
    checked = text(levi_sees.post("/money/check/"))

    assert "A note is not the one that was posted" in checked
    assert "First at entry 1." in checked
    assert "every note is the one" not in checked


def test_without_finances_key_no_note_is_called_checked(book, settings):
    client = client_of(settings, "finance officer", [])

    with pytest.raises(Refused):
        client.post("/money/check/")


def test_an_entry_is_reversed_after_a_last_look_and_once(levi_sees, book):
    small = new_id()
    services.record_gift(entry_id=small, cents=20_000, on=TODAY, memo="from the sewing circle")
    url = f"/money/entry/{small}/reverse/"
    assert url in text(levi_sees.get("/money/journal/"))
    look = levi_sees.get(url)
    assert "from the sewing circle" in text(look)
    given = {"entry_id": look.context["form"]["entry_id"].value(), "memo": "typed twice"}

    answers = [levi_sees.post(url, given) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert Entry.objects.count() == 4
    assert queries.balance("RESCUE-GENERAL") == 1_000_000
    assert Entry.objects.get(pk=given["entry_id"]).made_by is not None
    landed = text(levi_sees.get(answers[0]["Location"]))
    assert "Entry 4 is booked." in landed
    assert "typed twice" in landed
    # Neither what is undone nor what undoes it can be reversed again.
    assert url not in landed
    assert f"/money/entry/{given['entry_id']}/reverse/" not in landed


def test_a_large_entry_is_reversed_by_nobody_alone(levi_sees, book):
    url = f"/money/entry/{book}/reverse/"
    look = levi_sees.get(url)
    assert "waits for a second finance officer" in text(look)
    given = {"entry_id": look.context["form"]["entry_id"].value(), "memo": "typed twice"}

    answers = [levi_sees.post(url, given) for _ in range(2)]

    assert [a["Location"] for a in answers] == ["/money/approvals/"] * 2
    assert Entry.objects.count() == 2
    assert "An entry undone" in text(levi_sees.get("/money/approvals/"))


def test_what_cannot_be_reversed_says_why(levi_sees, fund):
    opening = Entry.objects.get(kind="rescue-opened").pk
    url = f"/money/entry/{opening}/reverse/"

    response = levi_sees.post(url, {"entry_id": str(new_id())})

    assert response.status_code == 422
    assert "Close the rescue" in response.content.decode()
    assert url not in text(levi_sees.get("/money/journal/"))


def test_a_reversal_without_an_id_of_its_own_books_nothing(levi_sees, book):
    response = levi_sees.post(f"/money/entry/{book}/reverse/", {"memo": "why"})

    assert response.status_code == 422
    assert Entry.objects.count() == 2


def test_only_finance_reverses(harriet_sees, book):
    with pytest.raises(Forbidden):
        harriet_sees.post(f"/money/entry/{book}/reverse/", {"entry_id": str(new_id())})

    assert Entry.objects.count() == 2


def test_an_entry_that_is_not_there_is_not_found(levi_sees, book):
    assert levi_sees.get(f"/money/entry/{new_id()}/reverse/").status_code == 404


def test_a_gift_is_looked_at_once_more_and_then_booked_once(levi_sees, book):
    empty = text(levi_sees.get("/money/gift/"))
    given = {"amount": "1,234.50", "fund": "UNRESTRICTED", "payee": "A. Mott", "memo": "by hand"}
    given["entry_id"] = str(new_id())
    assert 'name="entry_id"' in empty

    look = text(levi_sees.post("/money/gift/", given))
    assert "$1,234.50" in look
    assert Entry.objects.count() == 2
    answers = [levi_sees.post("/money/gift/", given | {"confirm": "yes"}) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert queries.balance("UNRESTRICTED") == 50_000 + 123_450
    assert Entry.objects.count() == 3
    landed = text(levi_sees.get(answers[0]["Location"]))
    assert "Entry 3 is booked." in landed
    assert "A. Mott" in landed


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "12.5"), ("amount", "-3"), ("fund", "CONTINGENCY-NEXT"), ("entry_id", "7")],
)
def test_a_gift_that_is_not_understood_is_asked_again(levi_sees, book, field, value):
    given = {"amount": "5", "fund": "UNRESTRICTED", "entry_id": str(new_id()), "confirm": "yes"}

    response = levi_sees.post("/money/gift/", given | {field: value})

    assert response.status_code == 422
    assert Entry.objects.count() == 2


def test_a_gift_under_a_used_id_is_refused_with_what_to_do(levi_sees, book):
    given = {"amount": "5", "fund": "UNRESTRICTED", "entry_id": str(book), "confirm": "yes"}

    response = levi_sees.post("/money/gift/", given)

    assert response.status_code == 422
    assert "says something else" in response.content.decode()


def test_a_gift_needs_the_forms_own_token(settings, levi_sees, book):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = levi_sees.cookies

    response = strict.post("/money/gift/", {"amount": "5", "confirm": "yes"})

    assert response.status_code == 403


def test_a_fund_that_is_not_there_is_not_found(levi_sees, book):
    assert levi_sees.get("/money/fund/R-NOPE/").status_code == 404


def test_empty_pages_say_how_to_fill_them(db, settings, finance_slot):
    client = client_of(settings, "finance officer", [finance_slot])

    assert "There is no book yet." in text(client.get("/money/"))
    services.found_book(on=TODAY)
    assert "No rescue has a budget yet." in text(client.get("/money/"))
    assert "Nothing is booked in this fund yet." in text(client.get("/money/fund/RESETTLEMENT/"))
