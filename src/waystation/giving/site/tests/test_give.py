"""The give page: a sum, a way, and where it goes from there; nothing typed is lost or readable."""

import re
from uuid import UUID, uuid4

import pytest

from waystation.giving import rows
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.domain import GiftSaid, PledgeSaid, RecurringSaid
from waystation.giving.models import (
    AskRow,
    CampaignRow,
    DonorRow,
    GiftRow,
    MatchRow,
    PledgeDue,
    PledgeRow,
    RecurringRow,
)
from waystation.giving.site import domain
from waystation.giving.tests.office import NOW, TODAY

NAME, MAIL = "Gerrit Smith", "gerrit@example.org"
PERSON = {"name": NAME, "email": MAIL, "language": "ko"}


@pytest.fixture(autouse=True)
def _today(slots, settings, monkeypatch):
    settings.PAYMENTS = "test"
    settings.SITE_BANK = ""
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW)


@pytest.fixture
def campaign():
    row = CampaignRow(
        slug="bazaar", state="open", fund="CAMPAIGN-BAZAAR", starts_on=TODAY,
        title_en="The ladies’ bazaar", title_ko="부인회 바자",
    )  # fmt: skip
    rows.put(row, GiftSaid())
    return row


def filled(**said):
    """Fill the give page in: fifty dollars once, unseen, by bank."""
    return {
        "nonce": str(uuid4()), "every": "", "choice": "5000", "other": "",
        "fund": "UNRESTRICTED", "name": "", "email": "", "language": "en",
        "shown_as": "anonymous", "message": "", "honour_name": "", "honour_email": "",
        "honour_message": "", "way": "bank", **said,
    }  # fmt: skip


def errors(response):
    return set(re.findall(r'<li><a href="#id_(\w+)">', response.content.decode()))


def test_a_gift_by_bank_leads_to_its_reference_and_names_nobody(visitor):
    sent = visitor.post("/en/give/", filled())

    row = GiftRow.objects.get()
    assert (row.cents, row.state, row.way, row.donor) == (50_00, "begun", "bank", None)
    page = visitor.get(sent["Location"])
    assert row.reference.replace("WS", "") in re.sub(r"\s", "", page.content.decode())
    assert "no-store" in page["Cache-Control"]
    assert b"noindex" in page.content


def test_a_gift_that_repeats_goes_on_to_the_payment_company_with_its_fee_covered(visitor, julia):
    said = {"every": "monthly", "way": "hosted", "cover": "on", "name": NAME, "email": MAIL}

    sent = visitor.post("/ko/give/", filled(**said, language="ko", may_news="on"))

    row = RecurringRow.objects.get()
    # (5000 + 30) / (1 - 0.029) is 5180.2…, rounded up.
    assert (row.cents, row.every, row.state) == (51_81, "monthly", "begun")
    assert sent["Location"].startswith("/ko/checkout/")
    assert rows.said(row, RecurringSaid, julia).name == NAME
    everything = b"".join(bytes(one.box) for one in (row, DonorRow.objects.get()))
    assert NAME.encode() not in everything
    assert MAIL not in sent["Location"]


def test_the_same_form_sent_twice_is_one_gift_and_changed_another(visitor):
    form = filled()

    for _ in range(2):
        visitor.post("/en/give/", form)
    assert GiftRow.objects.count() == 1
    visitor.post("/en/give/", form | {"choice": "10000"})
    assert sorted(GiftRow.objects.values_list("cents", flat=True)) == [50_00, 100_00]


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(visitor):
    wrong = filled(
        choice="other", other="12.345", every="monthly", shown_as="name", email="no address",
        honour_email=MAIL, message="For the women of Rochester",
    )  # fmt: skip

    page = visitor.post("/en/give/", wrong)

    assert page.status_code == 422
    assert errors(page) == {"other", "email", "name", "honour_name"}
    for kept in ("12.345", "no address", "For the women of Rochester", MAIL):
        assert kept in page.content.decode()
    assert not GiftRow.objects.exists()
    assert errors(visitor.post("/en/give/", filled(every="yearly"))) == {"email"}
    assert errors(visitor.post("/en/give/", filled(choice="other"))) == {"other"}
    assert errors(visitor.post("/en/give/", filled(choice="other", other="0.50"))) == {"other"}


def test_a_gift_from_a_campaigns_page_is_for_it_and_says_so_in_korean(visitor, campaign):
    page = visitor.get("/ko/give/?campaign=bazaar").content.decode()
    assert "부인회 바자" in page
    assert 'name="fund"' not in page

    sent = visitor.post("/ko/give/", filled(campaign="bazaar", fund="RESETTLEMENT"))

    row = GiftRow.objects.get()
    assert (row.campaign, row.fund) == (campaign, "CAMPAIGN-BAZAAR")
    assert "부인회 바자" in visitor.get(sent["Location"]).content.decode()


def test_a_campaign_that_ended_is_said_to_have_ended_and_the_page_offers_the_rest(
    visitor, campaign
):
    CampaignRow.objects.update(state="closed")

    asked = visitor.get("/en/give/?campaign=bazaar")
    sent = visitor.post("/en/give/", filled(campaign="bazaar"))

    assert (asked.status_code, sent.status_code) == (200, 409)
    for page in (asked, sent):
        assert "does not take gifts any more" in page.content.decode()
        assert 'name="fund"' in page.content.decode()
    assert not GiftRow.objects.exists()


def test_a_payment_page_that_cannot_be_opened_loses_nothing(visitor, settings):
    settings.PAYMENTS = "nobody"
    settings.SITE_BANK = "Mechanics’ Bank; 1855"

    page = visitor.post("/en/give/", filled(way="hosted", message="Courage"))

    assert page.status_code == 409
    assert "Courage" in page.content.decode()
    assert "By bank transfer" in page.content.decode()


def test_thanks_say_what_came_and_a_strangers_guess_finds_nothing(visitor):
    sent = visitor.post("/en/give/", filled(way="hosted"))
    row = GiftRow.objects.get()
    thanks = f"/en/give/thanks/{row.pk}/"

    assert sent["Location"].startswith("/en/checkout/")
    assert "on its way" in visitor.get(thanks).content.decode()
    gifts.paid(row.pk, cents=50_00, fee_cents=1_75, ref="a" * 64, on=TODAY, now=NOW)
    assert "stands in the book" in visitor.get(thanks).content.decode()
    assert visitor.get(f"/en/give/thanks/{UUID(int=1)}/").status_code == 404


def test_no_card_field_and_no_field_that_asks_more_than_it_needs(visitor):
    page = visitor.get("/en/give/").content.decode()

    asked = re.findall(r'(?:name|autocomplete|id)="([^"]*)"', page)
    assert not [one for one in asked if re.search("cc-|card|cvc|expir", one)]
    assert (
        len(re.findall(r" checked[ >]", page)) == 6
    )  # Once, a sum, a purpose, a way, a language, unseen.
    assert not re.search(r'type="checkbox"[^>]*checked', page)


def test_a_promise_is_taken_in_part_by_part_and_counts_for_nothing_yet(visitor, julia):
    form = PERSON | {
        "nonce": str(uuid4()), "cents": "1,000", "parts": "3", "every": "monthly",
        "first": "2026-03-31", "condition": "If the harvest is good",
    }  # fmt: skip
    assert visitor.post("/en/give/promise/", form)["Location"] == "/en/give/taken/"
    visitor.post("/en/give/promise/", form)

    row = PledgeRow.objects.get()
    assert (row.kind, row.state, row.cents) == ("conditional", "asked", 1_000_00)
    assert rows.said(row, PledgeSaid, julia).condition == "If the harvest is good"
    # 100,000 cents in three: the first takes the odd one; April has no 31st.
    dues = [(str(one.due_on), one.cents) for one in PledgeDue.objects.order_by("due_on")]
    assert dues == [("2026-03-31", 333_34), ("2026-04-30", 333_33), ("2026-05-31", 333_33)]
    past = visitor.post("/en/give/promise/", form | {"first": "2026-03-01", "parts": "61"})
    assert errors(past) == {"first", "parts"}


def test_a_share_of_revenues_is_taken_in(visitor):
    form = PERSON | {"nonce": str(uuid4()), "percent": "2,5 %", "what": "our shop"}

    assert visitor.post("/en/give/share/", form).status_code == 302
    assert PledgeRow.objects.get().basis_points == 250
    assert errors(visitor.post("/en/give/share/", form | {"percent": "101"})) == {"percent"}


def test_matching_is_offered_to_an_open_campaign_alone(visitor, campaign):
    form = PERSON | {
        "nonce": str(uuid4()), "campaign": "bazaar", "percent": "100", "cap": "5000",
        "until": "2026-04-01",
    }  # fmt: skip
    assert visitor.post("/en/give/match/", form).status_code == 302
    assert (MatchRow.objects.get().state, MatchRow.objects.get().cap_cents) == ("asked", 5_000_00)
    assert errors(visitor.post("/en/give/match/", form | {"campaign": "x"})) == {"campaign"}
    CampaignRow.objects.update(state="closed")
    assert "No campaign is open" in visitor.get("/en/give/match/").content.decode()


def test_things_are_offered_into_the_one_inbox(visitor):
    form = PERSON | {"nonce": str(uuid4()), "what": "Forty coats", "where": "Syracuse"}

    assert visitor.post("/ko/give/in-kind/", form)["Location"] == "/ko/give/taken/"
    assert AskRow.objects.get().kind == "in-kind"
    assert b"coats" not in bytes(AskRow.objects.get().box)


@pytest.mark.parametrize(
    ("text", "found"), [("2", 200), ("2.5", 250), ("2,25 %", 225), ("100", 10_000), ("0.01", 1)]
)
def test_a_share_is_read_as_people_type_it(text, found):
    assert domain.basis_points_of(text) == found


@pytest.mark.parametrize("text", ["", "0", "0.0", "100.01", "1.234", "-1", "two", "1.2.3", "²"])
def test_what_is_no_share_is_not_taken_for_one(text):
    with pytest.raises(ValueError, match=r"is no share such as|is not above 0"):
        domain.basis_points_of(text)


@pytest.mark.parametrize("words", ["Win at evil.com", "www.evil", "https://evil.test", "x@evil.t"])
def test_no_letter_of_ours_carries_a_strangers_link(visitor, words):
    for field in ("name", "honour_name", "honour_message"):
        said = filled(**{field: words}) | {"honour_email": MAIL, "honour_name": "Ann"}
        said[field] = words
        assert errors(visitor.post("/en/give/", said)) == {field}, field
    form = PERSON | {"nonce": str(uuid4()), "percent": "2", "what": "our shop", "name": words}
    assert errors(visitor.post("/en/give/share/", form)) == {"name"}
    assert not GiftRow.objects.exists()
