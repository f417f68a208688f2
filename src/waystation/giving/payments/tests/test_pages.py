"""The pages of payments: finance's on the console, the provider's on the site, and the hook."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

import waystation.giving
from waystation.base import clock
from waystation.giving import reference
from waystation.giving.models import GiftRow, NoticeRow
from waystation.giving.payments import by_test
from waystation.giving.payments.tests import stripes
from waystation.giving.payments.tests.paying import begun, hear
from waystation.giving.payments.tests.test_transfers import begun as awaited
from waystation.giving.payments.tests.test_transfers import came
from waystation.giving.tests.office import NOW
from waystation.vault import cells, door, staff


@pytest.fixture
def sees(slots):
    """Give a browser signed in with a role."""
    clock.stand_at(NOW)
    cells.found("security")

    def sign_in(role):
        held = list(slots.values()) if role == "finance officer" else [slots["giving"]]
        staff.admit(name=role, alias=role[:4], role=role, passphrase="north star", slots=held)
        client = Client()
        cookie = door.sign_in(role, "north star", now=clock.real_now())
        client.cookies[configured.DOOR_COOKIE] = cookie
        return client

    return sign_in


def test_finance_takes_a_transfer_tries_a_notice_again_and_sets_one_aside(sees):
    row = awaited(10_000)
    came((5, "100.00", row.reference))
    _other, checkout = begun()
    paid = by_test.pays(checkout, now=NOW)
    hear(*by_test.pays_out(now=NOW))
    hear(*paid)
    waiting = NoticeRow.objects.get(state="parked")
    browser = sees("finance officer")
    page = browser.get(reverse("giving-payments")).content.decode()
    assert reference.shown(row.reference) in page
    assert "payout to the bank" in page
    line = re.search(r"payments/line/([0-9a-f-]{36})", page)[1]
    assert browser.post(reverse("giving-transfer", args=[line])).status_code == 302
    assert GiftRow.objects.get(pk=row.pk).state == "paid"
    assert browser.post(reverse("giving-transfer", args=[line])).status_code == 422
    word = browser.get(reverse("giving-notice", args=[waiting.pk])).content.decode()
    assert "&quot;payout&quot;" in word
    again = reverse("giving-notice-again", args=[waiting.pk])
    assert (browser.post(again).status_code, browser.post(again).status_code) == (302, 422)
    hear(b'{"type":"notice/1","id":"e9","kind":"odd","at":%d}' % NOW.timestamp())
    odd = NoticeRow.objects.get(state="unknown")
    assert browser.post(reverse("giving-notice-aside", args=[odd.pk])).status_code == 302
    odd.refresh_from_db()
    assert odd.state == "aside"


def test_a_fundraiser_sees_no_page_of_payments(sees):
    browser = sees("fundraiser")
    for name in ("giving-payments", "giving-notice", "giving-notice-again", "giving-transfer"):
        url = reverse(name, args=[] if name == "giving-payments" else [uuid4()])
        assert {browser.get(url).status_code, browser.post(url).status_code} == {403}


def test_a_visitor_pays_fails_and_comes_back_on_the_providers_page(visitor, slots):
    clock.stand_at(NOW)
    row, checkout = begun(10_000)
    at = f"/en/checkout/{checkout.ref}/"
    page = visitor.get(at).content.decode()
    assert "No money moves here" in page
    assert "$100.00" in page
    assert visitor.post(at + "fail/").status_code == 302
    assert "The payment failed" in visitor.get(at).content.decode()
    assert visitor.post(at + "pay/")["Location"] == checkout.back
    row.refresh_from_db()
    assert row.state == "paid"
    assert "This payment is done." in visitor.get(at).content.decode()
    assert visitor.get("/en/checkout/nobodys/").status_code == 404


def test_the_providers_test_pages_are_nowhere_where_payments_are_real(visitor, slots, settings):
    _row, checkout = begun()
    settings.PAYMENTS = "stripe"
    for path in ("", "pay/", "fail/", "renew/"):
        at = f"/en/checkout/{checkout.ref}/{path}"
        assert {visitor.get(at).status_code, visitor.post(at).status_code} <= {404, 405}


def test_the_hook_takes_signed_notices_alone_by_post_alone_whatever_their_origin(at_site, slots):
    clock.stand_at(NOW)
    _row, checkout = begun()
    [raw] = by_test.pays(checkout, now=NOW)
    program, url = Client(), "/hook/test/"
    kind = {"content_type": "application/json"}
    assert program.get(url).status_code == 405
    assert program.post(url, raw, **kind).status_code == 400
    assert program.post("/hook/stripe/", raw, **kind).status_code == 404
    assert not NoticeRow.objects.exists()
    signed = by_test.signed(raw, now=NOW)
    assert program.post(url, raw, headers=signed, **kind).status_code == 200
    assert NoticeRow.objects.get().state == "done"


CARD_WORDS = re.compile(
    r"(?i)card[_-]?(number|holder|no|code)|\b(cvc|cvv|cvn|csc|iban)\b|expir(y|ation)[_-]?(month|year)"
)


def luhn(digits):
    double = [int(x) * 2 for x in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(x - 9 if x > 9 else x for x in double)) % 10 == 0


def test_there_is_no_place_for_a_card_in_forms_models_templates_or_rows(slots):
    assert luhn("4242424242424242")
    folder = Path(waystation.giving.__file__).parent
    for path in [*folder.rglob("*.py"), *folder.rglob("*.html")]:
        if "tests" in path.parts:
            continue
        text = path.read_text()
        assert not CARD_WORDS.search(text), path
        found = re.findall(r"(?<![0-9a-f-])[0-9]{13,19}(?![0-9a-f-])", text)
        assert not [x for x in found if luhn(x)], path
    names = [f.name for m in apps.get_app_config("giving").get_models() for f in m._meta.fields]
    assert not [name for name in names if CARD_WORDS.search(name)]
    # A provider that says more than it should has it sealed: no plain column holds a digit of it.
    odd = stripes.event("card.told", {"number": "4242424242424242"})
    hear(b'{"type":"notice/1","id":"e9","kind":"odd","at":%d,"more":%s}' % (NOW.timestamp(), odd))
    row = NoticeRow.objects.values().get()
    # An id is drawn, and may hold any digits.
    told = [x for x in row.values() if not isinstance(x, UUID)]
    assert len(told) > 3
    assert not [x for x in told if b"4242" in (x if isinstance(x, bytes) else str(x).encode())]


def test_finance_gives_back_and_the_office_lets_a_gift_rest_go_on_and_stop(sees):
    row, checkout = begun(4_000)
    hear(*by_test.pays(checkout, now=NOW))
    finance, julia = sees("finance officer"), sees("fundraiser")
    address = reverse("giving-gift-refund", args=[row.pk])
    assert julia.get(address).status_code == 403
    assert address in finance.get(reverse("giving-gift", args=[row.pk])).content.decode()
    page = finance.get(address).content.decode()
    once = re.search(r'name="entry_id" value="([0-9a-f-]{36})"', page)[1]
    assert finance.post(address, {"entry_id": once, "amount": "50"}).status_code == 422
    for _again in range(2):
        assert finance.post(address, {"entry_id": once, "amount": "15"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.refunded_cents) == ("part refunded", 1_500)
    by_bank = awaited(5_000)
    assert finance.get(reverse("giving-gift-refund", args=[by_bank.pk])).status_code == 404

    gift, checkout = begun(2_000, every="monthly")
    hear(*by_test.pays(checkout, now=NOW))
    for act, state in (("pause", "paused"), ("resume", "active"), ("stop", "stopped")):
        address = reverse(f"giving-recurring-{act}", args=[gift.pk])
        assert julia.get(address).status_code == 200
        gift.refresh_from_db()
        assert gift.state != state
        assert julia.post(address, {"until": ""}).status_code == 302
        gift.refresh_from_db()
        checkout.refresh_from_db()
        assert gift.state == checkout.state == state
    again = reverse("giving-recurring-pause", args=[gift.pk])
    assert julia.post(again, {"until": ""}).status_code == 422
