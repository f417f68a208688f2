"""The pages of cash in the field and of what waits, as finance officers use them."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import include, path, reverse

from waystation.base import clock
from waystation.base.errors import Forbidden
from waystation.ledger.approving import queries as approvals
from waystation.ledger.budgets import services as budgets
from waystation.ledger.field.tests.conftest import NOW, given
from waystation.ledger.models import Advance, CashCount, Entry
from waystation.vault import cells, door, staff

SHELL = (
    "{% block title %}{% endblock %}|{% block status %}{% endblock %}|"
    "{% block actions %}{% endblock %}{% block main %}{% endblock %}"
)
urlpatterns = [path("money/", include("waystation.ledger.urls"))]


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
                "context_processors": ["django.template.context_processors.request"],
                "builtins": ["waystation.web.templatetags.words"],
            },
        }
    ]


def client_of(settings, name, role, slots):
    staff.admit(name=name, alias=name, role=role, passphrase="north star", slots=slots)
    client = Client()
    client.cookies[settings.DOOR_COOKIE] = door.sign_in(name, "north star", now=clock.real_now())
    return client


@pytest.fixture
def officers(desk, finance_slot, settings):
    """Let two finance officers sign in."""
    clock.stand_at(NOW)
    return [
        client_of(settings, name, "finance officer", [finance_slot]) for name in ("Levi", "Grace")
    ]


@pytest.fixture
def levi_asks(officers):
    return officers[0]


@pytest.fixture
def grace_asks(officers):
    return officers[1]


def hidden(page):
    """Read the id that an empty form was given."""
    return re.search(r'name="entry_id" value="([^"]+)"', page.content.decode())[1]


def give(client, **typed):
    first = client.get("/money/advances/new/")
    sent = {
        "entry_id": hidden(first),
        "advance_id": uuid4(),
        "name": "T. G.",
        "kind": "guide",
        "what_for": "fares",
        "fund": "RESCUE-GENERAL",
        "currency": "USD",
        "amount": "12.50",
        "due_on": "2026-03-16",
    }
    sent |= typed
    return sent, client.post("/money/advances/new/", sent)


def test_an_advance_is_looked_at_once_more_and_then_booked_once(levi_asks):
    before = Advance.objects.count()
    sent, look = give(levi_asks)
    assert "Your hand is enough" in look.content.decode()
    assert Advance.objects.count() == before

    for _again in range(2):
        booked = levi_asks.post("/money/advances/new/", sent | {"confirm": "yes"})
        assert booked.url == f"/money/advances/{sent['advance_id']}/?said=booked"

    assert Advance.objects.count() == before + 1
    page = levi_asks.get(booked.url).content.decode()
    assert "$12.50 still out." in page
    assert "T. G." in page


@pytest.mark.parametrize(("typed", "says"), [
    ({"amount": "much"}, "is not an amount of USD"),
    ({"amount": ""}, "Say how much."),
    ({"due_on": "2026-03-01"}, "is over"),
    ({"fund": "R-ZZZZZ"}, "valid choice"),
])  # fmt: skip
def test_what_is_wrong_with_an_advance_is_said_and_nothing_is_booked(levi_asks, typed, says):
    before = Advance.objects.count()

    _sent, answer = give(levi_asks, **typed)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Advance.objects.count() == before


def test_above_the_limit_it_waits_and_the_other_officer_approves_it(
    levi_asks, grace_asks, settings
):
    settings.MONEY_LIMITS = {"finance officer": (1_000, 50_000)}
    sent, look = give(levi_asks)
    assert "needs a second hand" in look.content.decode()

    answer = levi_asks.post("/money/advances/new/", sent | {"confirm": "yes"})
    assert answer.url == "/money/approvals/"
    page = reverse("money-proposal", args=[sent["entry_id"]])
    own = levi_asks.post(page, {"act": "approve"})
    assert own.status_code == 422
    assert "themselves" in own.content.decode()

    assert grace_asks.post(page, {"act": "approve"}).url == "/money/approvals/"
    entry = Entry.objects.get(pk=sent["entry_id"])
    assert entry.made_by != entry.approved_by
    assert "This is settled already" in grace_asks.post(page, {"act": "approve"}).content.decode()


def test_what_is_written_off_is_refused_with_a_reason_that_whoever_asked_reads(
    levi_asks, grace_asks
):
    sent, _look = give(levi_asks)
    levi_asks.post("/money/advances/new/", sent | {"confirm": "yes"})
    page = f"/money/advances/{sent['advance_id']}/settle/"
    entry = hidden(levi_asks.get(page))
    settled = {
        "entry_id": entry,
        "part_transportation": "4",
        "level": "5",
        "proof": "bag overboard",
        "confirm": "yes",
    }

    assert levi_asks.post(page, settled).url == "/money/approvals/"
    asked = reverse("money-proposal", args=[entry])
    assert "bag overboard" in grace_asks.get(asked).content.decode()
    assert "Say why" in grace_asks.post(asked, {"act": "refuse"}).content.decode()
    grace_asks.post(asked, {"act": "refuse", "why": "ask the boatman"})

    assert "ask the boatman" in levi_asks.get("/money/approvals/").content.decode()
    assert not Entry.objects.filter(pk=entry).exists()


def test_cash_comes_back_a_loss_waits_and_a_count_is_kept(levi_asks):
    sent, _look = give(levi_asks)
    levi_asks.post("/money/advances/new/", sent | {"confirm": "yes"})
    of = f"/money/advances/{sent['advance_id']}/"
    waiting = approvals.n_waiting()

    back = {"entry_id": hidden(levi_asks.get(of + "back/")), "amount": "2.50"}
    assert levi_asks.post(of + "back/", back).status_code == 302
    lost = {"entry_id": uuid4(), "amount": "1", "how": "seized", "why": "a patrol"}
    assert levi_asks.post(of + "lost/", lost).url == "/money/approvals/"
    count = {"entry_id": uuid4(), "n_500": "1", "n_200": "2", "other": "0.50", "witness": "Mary"}
    kept = levi_asks.post(of + "count/", count)

    # 12.50 - 2.50 = 10.00 expected; 5 + 4 + 0.50 = 9.50 there.
    page = levi_asks.get(kept.url).content.decode()
    assert "$10.00" in page
    assert "-$0.50" in page
    assert CashCount.objects.filter(pk=count["entry_id"]).exists()
    assert approvals.n_waiting() == waiting + 2


def test_the_empty_sheet_says_neither_who_holds_the_cash_nor_how_much_is_expected(levi_asks):
    sent, _look = give(levi_asks, name="Thomas the guide")
    levi_asks.post("/money/advances/new/", sent | {"confirm": "yes"})

    page = levi_asks.get(f"/money/advances/{sent['advance_id']}/sheet/").content.decode()

    assert "$0.25" in page
    assert "Thomas" not in page
    assert "12.50" not in page


def test_the_table_for_a_spreadsheet_names_nobody(levi_asks):
    sent, _look = give(levi_asks, name="Thomas the guide")
    levi_asks.post("/money/advances/new/", sent | {"confirm": "yes"})

    text = levi_asks.get("/money/advances.csv").content.decode()

    assert "RESCUE-GENERAL,USD,12.50,12.50,2026-03-02,2026-03-16,0,0-30" in text
    assert "Thomas" not in text
    assert str(sent["advance_id"]) not in text


def test_a_field_manager_pays_in_an_emergency_and_sees_neither_advances_nor_the_queue(
    levi_asks, settings
):
    harriet = client_of(settings, "Harriet", "field manager", [cells.found("network")])
    page = harriet.get("/money/emergency/")
    sent = {"entry_id": hidden(page), "amount": "20", "payee": "Garretts", "what": "arrested"}

    assert harriet.post("/money/emergency/", sent).url == "/money/emergency/?said=booked"
    for closed in ("advances/", "approvals/", "counts/", "ranges/", "advances.csv"):
        with pytest.raises(Forbidden):
            harriet.get(f"/money/{closed}")

    assert "Garretts" not in harriet.get("/money/emergency/").content.decode()
    assert "Garretts" in levi_asks.get("/money/journal/").content.decode()


def test_a_range_is_asked_for_and_in_force_once_another_officer_agreed(levi_asks, grace_asks):
    asked = {"entry_id": uuid4(), "leg": "boat", "low": "1", "high": "2.25", "why": "lately"}
    levi_asks.post("/money/ranges/", asked)
    assert "$2.25" not in levi_asks.get("/money/ranges/").content.decode()

    grace_asks.post(reverse("money-proposal", args=[asked["entry_id"]]), {"act": "approve"})

    assert "$2.25" in levi_asks.get("/money/ranges/").content.decode()


@pytest.mark.parametrize(("page", "says"), [
    ("advances/", "No cash is out."), ("approvals/", "Nothing waits for your hand."),
    ("counts/", "There is no cash to count."), ("ranges/", "nothing agreed"),
])  # fmt: skip
def test_an_empty_list_says_how_to_fill_it(levi_asks, page, says):
    assert says in levi_asks.get(f"/money/{page}").content.decode()


def test_an_advance_a_sheet_and_a_proposal_that_never_were_are_not_there(levi_asks):
    for page in ("advances/{}/", "advances/{}/settle/", "counts/{}/", "approvals/{}/"):
        assert levi_asks.get("/money/" + page.format(uuid4())).status_code == 404


def test_an_advance_is_shown_as_overdue_after_its_day(levi_asks):
    sent, _look = give(levi_asks)
    levi_asks.post("/money/advances/new/", sent | {"confirm": "yes"})

    clock.stand_at(NOW.replace(day=17))

    assert date(2026, 3, 16).isoformat() in levi_asks.get("/money/advances/").content.decode()
    assert "1 advance is overdue." in levi_asks.get("/money/advances/").content.decode()


def test_what_waits_is_never_called_booked_however_often_it_is_sent(levi_asks, settings):
    settings.MONEY_LIMITS = {"finance officer": (0, 50_000)}
    sent, _look = give(levi_asks)
    helping = levi_asks.get("/money/emergency/")
    help_ = {"entry_id": hidden(helping), "amount": "10", "payee": "Ann", "what": "a fire"}

    for _again in range(2):
        answer = levi_asks.post("/money/advances/new/", sent | {"confirm": "yes"})
        assert answer.url == "/money/approvals/"
        assert levi_asks.post("/money/emergency/", help_).url == "/money/emergency/?said=waits"


def test_whoever_takes_cash_out_of_a_rescue_is_told_that_stages_pay_themselves(
    rescue, desk, levi_asks
):
    advance, _answer = given(desk, {"transportation": 20_000}, fund=rescue)
    budgets.pay_stage(
        entry_id=uuid4(), fund=rescue, costs={"transportation": 12_300}, on=NOW.date()
    )

    asked = levi_asks.get("/money/advances/new/").content.decode()
    settling = levi_asks.get(f"/money/advances/{advance}/settle/").content.decode()

    assert "or that cost is booked twice" in asked
    assert "or that cost is booked twice" in settling
    assert re.search(r"so far:\s+Transportation \$123.00\.", settling)
    shown = levi_asks.get(f"/money/fund/{rescue}/").content.decode()
    assert "cash in hand</dt><dd>$200.00" in shown


def test_an_advance_of_all_a_part_has_and_its_settlement_sent_twice_are_said_to_be_booked(
    rescue, levi_asks
):
    typed = {"fund": rescue, "amount": "", "part_transportation": "500", "confirm": "yes"}
    sent, first = give(levi_asks, **typed)
    again = levi_asks.post("/money/advances/new/", sent)
    of = f"/money/advances/{sent['advance_id']}/"
    told = {"entry_id": hidden(levi_asks.get(of + "settle/")), "part_transportation": "500"}
    told |= {"level": "1", "proof": "receipt 9", "confirm": "yes"}

    answers = [first, again, *(levi_asks.post(of + "settle/", told) for _time in range(2))]

    assert [x.status_code for x in answers] == [302] * 4
    assert {x.url for x in answers} == {of + "?said=booked"}
