"""Notices in the shape Stripe documents them, signed as it signs them; for tests."""

import json
from datetime import UTC, datetime
from itertools import count

import stripe

from waystation.giving.payments.by_stripe import SIGNATURE
from waystation.giving.tests.office import NOW

SECRET = "whsec_of_the_tests"
KEY = "sk_test_of_the_tests"
VERSION = "2026-10-28.endive"
_numbers = count(1)


def signed(raw, *, now=NOW, secret=SECRET):
    """Give the headers under which Stripe sends a notice."""
    at = int(now.timestamp())
    header = stripe.WebhookSignature.generate_signature_header(raw.decode(), secret, at)
    return {SIGNATURE: header}


def event(kind, said, *, own_id=None, on=NOW):
    """Write a notice: `said` is the object it speaks of."""
    told = {
        "id": own_id or f"evt_{next(_numbers):024d}",
        "object": "event",
        "api_version": VERSION,
        "created": int(on.timestamp()),
        "data": {"object": said},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
    return json.dumps(told).encode()


def session(ref, *, payment=None, subscription=None, cents=0, status="paid"):
    """A page on which somebody has paid, or begun to pay again and again."""
    return {
        "id": f"cs_test_{ref}",
        "object": "checkout.session",
        "amount_subtotal": cents,
        "amount_total": cents,
        "client_reference_id": ref,
        "currency": "usd",
        "customer_details": {"email": "gerrit@example.org", "name": "Gerrit"},
        "mode": "subscription" if subscription else "payment",
        "payment_intent": payment,
        "payment_status": status,
        "status": "complete",
        "subscription": subscription,
    }


def invoice(name, subscription, *, cents, attempt=1):
    """An instalment as it is asked for."""
    return {
        "id": name,
        "object": "invoice",
        "amount_due": cents,
        "amount_paid": cents,
        "attempt_count": attempt,
        "billing_reason": "subscription_cycle",
        "currency": "usd",
        "parent": {
            "type": "subscription_details",
            "subscription_details": {"metadata": {}, "subscription": subscription},
        },
        "status": "paid",
    }


def invoice_payment(invoice_name, payment, *, cents):
    """That an instalment was paid by this payment."""
    return {
        "id": f"inpay_{invoice_name}",
        "object": "invoice_payment",
        "amount_paid": cents,
        "currency": "usd",
        "invoice": invoice_name,
        "payment": {"payment_intent": payment, "type": "payment_intent"},
        "status": "paid",
    }


def charge(payment, *, cents, refunded):
    """A payment of which so much has gone back."""
    return {
        "id": f"ch_{payment}",
        "object": "charge",
        "amount": cents,
        "amount_refunded": refunded,
        "currency": "usd",
        "payment_intent": payment,
        "refunded": refunded == cents,
    }


def dispute(name, payment, *, cents, status="needs_response", fee=1_500, is_back=False):
    """A dispute, with what it has moved so far."""
    moved = [{"id": f"txn_{name}", "amount": -cents, "fee": fee, "net": -cents - fee}]
    if is_back:
        moved.append({"id": f"txn_{name}_back", "amount": cents, "fee": 0, "net": cents})
    return {
        "id": name,
        "object": "dispute",
        "amount": cents,
        "balance_transactions": moved,
        "charge": f"ch_{payment}",
        "currency": "usd",
        "payment_intent": payment,
        "reason": "fraudulent",
        "status": status,
    }


def payout(name, *, cents, on=datetime(2026, 3, 4, tzinfo=UTC)):
    """Money on its way to the bank."""
    return {
        "id": name,
        "object": "payout",
        "amount": cents,
        "arrival_date": int(on.timestamp()),
        "currency": "usd",
        "status": "paid",
    }
