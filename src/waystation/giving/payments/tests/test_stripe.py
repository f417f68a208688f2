"""Stripe: its notices as it documents them, and our calls as it receives them; nothing leaves."""

import json
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from waystation.base.errors import Refused
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.domain import Asked
from waystation.giving.models import GiftRow, NameRow
from waystation.giving.payments import domain, queries, services
from waystation.giving.payments.by_stripe import StripeProvider
from waystation.giving.payments.domain import Checkout, Part
from waystation.giving.payments.providers import Forged, Unreachable
from waystation.giving.payments.tests import stripes
from waystation.giving.payments.tests.paying import GERRIT
from waystation.giving.tests.office import NOW

SUBSCRIPTION = {
    "id": "sub_1", "object": "subscription", "customer": "cus_1",
    "items": {"object": "list", "data": [{"id": "si_1", "object": "subscription_item", "price": {
        "id": "price_1", "object": "price", "currency": "usd", "product": "prod_1",
        "recurring": {"interval": "month", "interval_count": 1}, "unit_amount": 2_000}}]},
}  # fmt: skip
PAYOUT = [
    {"id": "txn_1", "object": "balance_transaction", "type": "charge", "amount": 10_000,
     "fee": 320, "source": {"id": "ch_1", "object": "charge", "payment_intent": "pi_1"}},
    {"id": "txn_2", "object": "balance_transaction", "type": "refund", "amount": -2_000,
     "fee": 0, "source": {"id": "re_1", "object": "refund", "payment_intent": "pi_1"}},
    {"id": "txn_3", "object": "balance_transaction", "type": "stripe_fee", "amount": -50,
     "fee": 0, "source": None},
    {"id": "txn_4", "object": "balance_transaction", "type": "payout", "amount": -7_630,
     "fee": 0, "source": "po_1"},
]  # fmt: skip
ANSWERS = {
    ("POST", "/v1/checkout/sessions"): {
        "id": "cs_1", "object": "checkout.session", "url": "https://checkout.stripe.com/c/cs_1"
    },
    ("GET", "/v1/balance_transactions"): {
        "object": "list", "url": "/v1/balance_transactions", "has_more": False, "data": PAYOUT
    },
    ("GET", "/v1/subscriptions/sub_1"): SUBSCRIPTION,
    ("POST", "/v1/subscriptions/sub_1"): SUBSCRIPTION,
    ("DELETE", "/v1/subscriptions/sub_1"): SUBSCRIPTION,
    ("POST", "/v1/billing_portal/sessions"): {
        "id": "bps_1", "object": "billing_portal.session", "url": "https://billing.stripe.com/p/1"
    },
    ("POST", "/v1/refunds"): {"id": "re_2", "object": "refund"},
}  # fmt: skip


class Api(BaseHTTPRequestHandler):
    """Answers as Stripe's interface does, and remembers what it was asked."""

    def _answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        at = urlsplit(self.path)
        said = parse_qs(self.rfile.read(length).decode() or at.query)
        said = {name: values[0] for name, values in said.items()}
        self.server.asked.append((self.command, at.path, said, dict(self.headers)))
        found = ANSWERS.get((self.command, at.path))
        missing = {"error": {"type": "invalid_request_error", "code": "resource_missing"}}
        body = json.dumps(found or missing).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = _answer

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def api():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(api):
    api.asked.clear()
    address = f"http://127.0.0.1:{api.server_port}"
    return StripeProvider(key=stripes.KEY, secret=stripes.SECRET, api=address)


def checkout(**more):
    plain = {
        "ref": "ref_1", "cents": 10_000, "currency": "USD", "every": None, "language": "ko",
        "back": "https://give.example.org/ko/thanks/", "cancel": "https://give.example.org/ko/",
    }  # fmt: skip
    return Checkout(**plain | more)


def test_stripe_is_told_a_sum_and_an_opaque_id_and_nobodys_name(provider, api):
    assert provider.start(checkout()).url == "https://checkout.stripe.com/c/cs_1"
    [(method, path, said, headers)] = api.asked
    assert (method, path) == ("POST", "/v1/checkout/sessions")
    assert said == {
        "client_reference_id": "ref_1",
        "success_url": "https://give.example.org/ko/thanks/",
        "cancel_url": "https://give.example.org/ko/",
        "locale": "ko",
        "mode": "payment",
        "submit_type": "donate",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "usd",
        "line_items[0][price_data][unit_amount]": "10000",
        "line_items[0][price_data][product_data][name]": "Gift",
    }
    assert headers["Idempotency-Key"] == "start-ref_1"
    assert headers["Authorization"] == f"Bearer {stripes.KEY}"


def test_a_quarterly_gift_is_a_subscription_of_three_months(provider, api):
    provider.start(checkout(every="quarterly", email="gerrit@example.org"))
    said = api.asked[0][2]
    assert said["mode"] == "subscription"
    assert said["line_items[0][price_data][recurring][interval]"] == "month"
    assert said["line_items[0][price_data][recurring][interval_count]"] == "3"
    assert said["customer_email"] == "gerrit@example.org"


def test_a_subscription_is_paused_resumed_changed_renewed_and_ended(provider, api):
    provider.pause("sub_1", until=date(2026, 5, 1))
    provider.resume("sub_1")
    provider.change_amount("sub_1", cents=2_500)
    assert provider.renew_url("sub_1", back="https://x.test/").startswith("https://billing.")
    provider.stop("sub_1")
    told = [(method, said) for method, _path, said, _headers in api.asked if method != "GET"]
    assert told[0][1] == {
        "pause_collection[behavior]": "void",
        # 1 May 2026, midnight UTC.
        "pause_collection[resumes_at]": "1777593600",
    }
    assert told[1][0] == "POST"
    assert told[2][1] == {
        "items[0][id]": "si_1",
        "items[0][price_data][currency]": "usd",
        "items[0][price_data][product]": "prod_1",
        "items[0][price_data][unit_amount]": "2500",
        "items[0][price_data][recurring][interval]": "month",
        "items[0][price_data][recurring][interval_count]": "1",
        "proration_behavior": "none",
    }
    assert told[3][1]["customer"] == "cus_1"
    assert told[4][0] == "DELETE"


def test_one_that_ended_before_is_ended_and_nothing_else_missing_is_fine(provider):
    provider.stop("sub_gone")
    with pytest.raises(Refused, match="resource_missing"):
        provider.resume("sub_gone")


def test_a_refund_is_asked_once_whatever_is_repeated(provider, api):
    provider.refund("pi_1", cents=3_000, once="abc")
    assert api.asked[0][2] == {"payment_intent": "pi_1", "amount": "3000"}
    assert api.asked[0][3]["Idempotency-Key"] == "refund-abc"


def test_a_payout_is_told_part_by_part(provider):
    assert provider.parts("po_1") == (
        Part("pi_1", 10_000, 320),
        Part("pi_1", -2_000, 0),
        Part("", 0, 50),
    )


def test_no_answer_says_so_and_names_nothing_that_was_asked():
    nobody = StripeProvider(key=stripes.KEY, secret=stripes.SECRET, api="http://127.0.0.1:9")
    with pytest.raises(Unreachable) as no:
        nobody.start(checkout(email="gerrit@example.org"))
    assert "gerrit" not in no.value.says + no.value.hint
    assert stripes.KEY not in no.value.says + no.value.hint


@pytest.mark.parametrize("how", ["changed", "another secret", "old", "of tomorrow", "no header"])
def test_a_notice_that_stripe_did_not_sign_now_is_forged(provider, how):
    raw = stripes.event("charge.refunded", stripes.charge("pi_1", cents=10_000, refunded=1))
    off = {"old": -301, "of tomorrow": 301}.get(how, 0)
    secret = "whsec_other" if how == "another secret" else stripes.SECRET
    headers = stripes.signed(raw, now=NOW + timedelta(seconds=off), secret=secret)
    if how == "changed":
        raw = raw.replace(b"10000", b"90000")
    with pytest.raises(Forged):
        provider.read(raw, {} if how == "no header" else headers, now=NOW)


def test_a_notice_as_stripe_wrote_it_until_2025_is_read_as_well(provider):
    old = stripes.invoice("in_1", "", cents=2_000) | {
        "parent": None, "subscription": "sub_1", "payment_intent": "pi_1"
    }  # fmt: skip
    heard = provider.read_again(stripes.event("invoice.paid", old))
    assert (heard.kind, heard.about, heard.also) == ("instalment paid", "sub_1", ("in_1", "pi_1"))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("invoice.paid", stripes.invoice("in_1", "sub_1", cents=2_000) | {"currency": "eur"}),
        ("invoice.paid", {"id": "in_1", "object": "invoice"}),
        ("treasury.moved", {"id": "x"}),
    ],
)
def test_what_is_not_understood_is_left_to_a_person(provider, kind, said):
    assert provider.read_again(stripes.event(kind, said)).kind == domain.UNKNOWN


@pytest.fixture
def office(settings, tmp_path, slots, api):
    (tmp_path / "key").write_text(stripes.KEY)
    (tmp_path / "secret").write_text(stripes.SECRET)
    settings.PAYMENTS = "stripe"
    settings.STRIPE_KEY_FILE = str(tmp_path / "key")
    settings.STRIPE_SECRET_FILE = str(tmp_path / "secret")
    settings.STRIPE_API = f"http://127.0.0.1:{api.server_port}"


def test_a_payout_books_its_fees_and_leaves_nothing_in_clearing(office):
    gift = gifts.begin(Asked(cents=10_000, who=GERRIT, provider="stripe"), now=NOW)
    NameRow.objects.create(digest=domain.digest("stripe", "ref_1"), gift=gift)
    for kind, said in (
        ("checkout.session.completed", stripes.session("ref_1", payment="pi_1", cents=10_000)),
        ("charge.refunded", stripes.charge("pi_1", cents=10_000, refunded=2_000)),
        ("payout.paid", stripes.payout("po_1", cents=7_630)),
    ):
        raw = stripes.event(kind, said)
        assert services.hear("stripe", raw, stripes.signed(raw), now=NOW) == "done"
    assert GiftRow.objects.get().fee_cents == 320
    assert queries.held() == {}
    assert queries.clearing().payouts[0].fee_cents == 370


def test_without_its_files_nothing_is_taken_and_the_missing_one_is_named(settings, slots):
    settings.PAYMENTS = "stripe"
    settings.STRIPE_KEY_FILE = "/nowhere"
    with pytest.raises(Refused, match="WAYSTATION_STRIPE_KEY_FILE"):
        services.hear("stripe", b"{}", {}, now=NOW)
