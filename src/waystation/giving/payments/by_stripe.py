"""Stripe: its hosted pages, its signed notices, and the calls that steer a recurring gift.

Of its many notices those are acted on that move money of ours, or begin or end a recurring gift.
What it kept of each payment is told with the payout: one call lists what a payout is made of.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import stripe
from django.conf import settings
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving.payments import domain
from waystation.giving.payments.domain import Checkout, Heard, Part, Started
from waystation.giving.payments.providers import Forged, Unreachable

SIGNATURE = "Stripe-Signature"
TIMEOUT_S = 20
# (interval, count) of each of our intervals.
INTERVALS = {"monthly": ("month", 1), "quarterly": ("month", 3), "yearly": ("year", 1)}
# What a payout may hold besides payments, by the provider's word for it.
PAYMENTS, REFUNDS = ("charge", "payment"), ("refund", "payment_refund", "payment_failure_refund")
DISPUTES, OWN_FEES = ("adjustment",), ("stripe_fee", "application_fee", "network_cost")
# Notices that say nothing that the others do not say as well.
SILENT = frozenset(
    """charge.succeeded charge.updated charge.failed charge.pending charge.dispute.created
    charge.dispute.updated charge.refund.updated refund.created refund.updated
    payment_intent.created payment_intent.succeeded payment_intent.processing
    payment_intent.payment_failed payment_intent.requires_action payment_intent.canceled
    payment_method.attached payment_method.detached payment_method.updated
    payment_method.automatically_updated customer.created customer.updated customer.deleted
    customer.subscription.created customer.subscription.updated customer.subscription.paused
    customer.subscription.resumed invoice.created invoice.finalized invoice.updated
    invoice.upcoming invoice.payment_succeeded invoice.payment_action_required
    setup_intent.created setup_intent.succeeded mandate.updated balance.available payout.created
    payout.updated payout.reconciliation_completed product.created product.updated price.created
    billing_portal.session.created""".split()
)


class StripeProvider:
    """One account at Stripe; needs its key for calls, the notices' secret for reading."""

    name = "stripe"

    def __init__(self, *, key: str, secret: str, api: str = "") -> None:
        self._secret = secret
        self._client = stripe.StripeClient(
            key,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_S),
            max_network_retries=1,
            base_addresses={"api": api} if api else None,
        )

    def __repr__(self) -> str:
        return "<StripeProvider>"

    @classmethod
    def of_settings(cls) -> "StripeProvider":
        """Read key and secret from the files that are named for them."""
        return cls(
            key=_from_file("WAYSTATION_STRIPE_KEY_FILE", settings.STRIPE_KEY_FILE),
            secret=_from_file("WAYSTATION_STRIPE_SECRET_FILE", settings.STRIPE_SECRET_FILE),
            api=settings.STRIPE_API,
        )

    def start(self, checkout: Checkout) -> Started:
        """Open a page at Stripe; the same opaque id gives the same page."""
        price: dict[str, Any] = {
            "currency": checkout.currency.lower(),
            "unit_amount": checkout.cents,
            "product_data": {"name": _("Gift")},
        }
        asked: dict[str, Any] = {
            "client_reference_id": checkout.ref,
            "success_url": checkout.back,
            "cancel_url": checkout.cancel,
            "locale": checkout.language,
        }
        if checkout.every:
            interval, count = INTERVALS[checkout.every]
            price["recurring"] = {"interval": interval, "interval_count": count}
            asked |= {"mode": "subscription"}
        else:
            asked |= {"mode": "payment", "submit_type": "donate"}
        asked["line_items"] = [{"price_data": price, "quantity": 1}]
        if checkout.email:
            asked["customer_email"] = checkout.email
        with _asking():
            made = self._client.v1.checkout.sessions.create(
                asked,  # type: ignore[arg-type]
                {"idempotency_key": f"start-{checkout.ref}"},
            )
        if not made.url:
            raise Unreachable(_("The payment provider gave no page."), hint=_("Try again."))
        return Started(made.url, checkout.ref)

    def read(self, raw: bytes, headers: Mapping[str, str], *, now: datetime) -> Heard:
        """Read a notice whose signature holds and is at most five minutes old."""
        header = headers.get(SIGNATURE, "")
        try:
            # The age is checked below, against the clock of this organisation.
            stripe.Webhook.construct_event(raw, header, self._secret, tolerance=0)
        except (ValueError, stripe.SignatureVerificationError):
            raise Forged(
                _("This notice is not the payment provider's."),
                hint=_("See that WAYSTATION_STRIPE_SECRET_FILE holds the secret of this address."),
            ) from None
        if abs(int(now.timestamp()) - _signed_at(header)) > domain.FRESH_S:
            raise Forged(
                _("This notice was signed too long ago."),
                hint=_("See that the clock of this machine is right."),
            )
        return self.read_again(raw)

    def read_again(self, raw: bytes) -> Heard:
        """Say what a notice of Stripe's means here."""
        event = json.loads(raw)
        kind, said = str(event.get("type", "")), event["data"]["object"]
        on = datetime.fromtimestamp(event["created"], UTC).date()
        plain = Heard(event["id"], domain.UNKNOWN, on)
        if kind in SILENT:
            return Heard(event["id"], domain.NOTHING, on)
        reading = READINGS.get(kind)
        if reading is None or not _is_in_our_currency(said):
            return plain
        try:
            return reading(said, plain)
        except (KeyError, TypeError, IndexError):
            # Of another shape than this one was written for: a person looks at it.
            return plain

    def parts(self, payout: str) -> tuple[Part, ...]:
        """List what a payout is made of, each payment with what was kept of it."""
        with _asking():
            found = self._client.v1.balance_transactions.list(
                {"payout": payout, "limit": 100, "expand": ["data.source"]}
            )
            moved = [one.to_dict() for one in found.auto_paging_iter()]
        return tuple(_part(one) for one in moved if one["type"] != "payout")

    def stop(self, ref: str) -> None:
        """End a subscription at once; one that ended before stays so."""
        with _asking(gone_is_fine=True):
            self._client.v1.subscriptions.cancel(ref)

    def pause(self, ref: str, *, until: date | None) -> None:
        """Let a subscription's invoices come to nothing, until a day or until it is resumed."""
        rest: dict[str, Any] = {"behavior": "void"}
        if until:
            rest["resumes_at"] = int(datetime.combine(until, time(), UTC).timestamp())
        self._update(ref, {"pause_collection": rest})

    def resume(self, ref: str) -> None:
        """Let a subscription's invoices be paid again."""
        self._update(ref, {"pause_collection": ""})

    def change_amount(self, ref: str, *, cents: int) -> None:
        """Put another price on a subscription from the next invoice on, with nothing pro rata."""
        with _asking():
            item = self._client.v1.subscriptions.retrieve(ref).to_dict()["items"]["data"][0]
        old = item["price"]
        price = {
            "currency": old["currency"],
            "product": old["product"],
            "unit_amount": cents,
            "recurring": {
                "interval": old["recurring"]["interval"],
                "interval_count": old["recurring"]["interval_count"],
            },
        }
        change = {"items": [{"id": item["id"], "price_data": price}], "proration_behavior": "none"}
        self._update(ref, change)

    def renew_url(self, ref: str, *, back: str) -> str:
        """Open Stripe's own page on which a giver names another way of paying."""
        with _asking():
            asked: Any = {
                "customer": _id(self._client.v1.subscriptions.retrieve(ref).to_dict()["customer"]),
                "return_url": back,
                "flow_data": {"type": "payment_method_update"},
            }
            return self._client.v1.billing_portal.sessions.create(asked).url

    def refund(self, ref: str, *, cents: int, once: str) -> None:
        """Give back a part of a payment; the notice that follows moves the book."""
        with _asking():
            self._client.v1.refunds.create(
                {"payment_intent": ref, "amount": cents}, {"idempotency_key": f"refund-{once}"}
            )

    def _update(self, ref: str, change: Any) -> None:
        with _asking():
            self._client.v1.subscriptions.update(ref, change)


@contextmanager
def _asking(*, gone_is_fine: bool = False) -> Any:
    """Say what goes wrong at Stripe's without a word of what was asked."""
    try:
        yield
    except stripe.InvalidRequestError as no:
        if gone_is_fine and no.code == "resource_missing":
            return
        raise Refused(
            _("The payment provider refuses this (%(code)s).") % {"code": no.code or "invalid"},
            hint=_("Look at the gift in the provider's own pages."),
        ) from None
    except stripe.StripeError as error:
        raise Unreachable(
            _("The payment provider does not answer (%(kind)s).") % {"kind": type(error).__name__},
            hint=_("Nothing was changed; try again in a few minutes."),
        ) from None


def _from_file(variable: str, path: str) -> str:
    try:
        text = Path(path).read_text().strip() if path else ""
    except OSError:
        text = ""
    if not text:
        raise Refused(
            _("Payments by Stripe lack a file: %(variable)s.") % {"variable": variable},
            hint=_("Name a file that holds it, readable for this program's user alone."),
        )
    return text


def _signed_at(header: str) -> int:
    """Read the moment out of a header whose signature holds."""
    return next(int(part[2:]) for part in header.split(",") if part.startswith("t="))


def _is_in_our_currency(said: Mapping[str, Any]) -> bool:
    return str(said.get("currency") or "usd").upper() == "USD"


def _id(value: Any) -> str:
    """Give the id of something that stands there whole or by its id alone."""
    return str(value["id"] if isinstance(value, Mapping) else value or "")


def _session_paid(said: Any, plain: Heard) -> Heard:
    """Of a finished page: a gift is paid, a recurring one begins, or the money still comes."""
    about = str(said["client_reference_id"] or "")
    if not about:
        return plain
    if said["mode"] == "subscription":
        ref = _id(said["subscription"])
        return _as(plain, domain.BEGUN, about=about, ref=ref, also=(ref,))
    if said["payment_status"] != "paid":
        return _as(plain, domain.NOTHING)
    ref, cents = _id(said["payment_intent"]), int(said["amount_total"])
    return _as(plain, domain.PAID, about=about, ref=ref, also=(ref,), cents=cents)


def _session_failed(said: Any, plain: Heard) -> Heard:
    about = str(said["client_reference_id"] or "")
    return _as(plain, domain.PAYMENT_FAILED, about=about) if about else plain


def _subscription_of(invoice: Any) -> str:
    """Find an invoice's subscription, where it stands now and where it stood until 2025."""
    parent = (invoice.get("parent") or {}).get("subscription_details") or {}
    return _id(parent.get("subscription") or invoice.get("subscription"))


def _invoice_paid(said: Any, plain: Heard) -> Heard:
    about, cents = _subscription_of(said), int(said["amount_paid"])
    if not about:
        return plain
    if not cents:
        return _as(plain, domain.NOTHING)
    names = (said["id"], _id(said.get("payment_intent")))
    also = tuple(name for name in names if name)
    ref = said["id"]
    return _as(plain, domain.INSTALMENT_PAID, about=about, ref=ref, also=also, cents=cents)


def _invoice_failed(said: Any, plain: Heard) -> Heard:
    about, attempt = _subscription_of(said), f"{said['id']}#{said['attempt_count']}"
    if not about:
        return plain
    return _as(plain, domain.INSTALMENT_FAILED, about=about, ref=attempt, unless=said["id"])


def _invoice_payment(said: Any, plain: Heard) -> Heard:
    """An invoice was paid by this payment: a refund will name the payment and not the invoice."""
    name = _id(said["payment"].get("payment_intent"))
    if not name:
        return _as(plain, domain.NOTHING)
    return _as(plain, domain.LINKED, about=_id(said["invoice"]), ref=name, also=(name,))


def _refunded(said: Any, plain: Heard) -> Heard:
    about, cents = _id(said["payment_intent"]), int(said["amount_refunded"])
    return _as(plain, domain.REFUNDED, about=about, ref=said["id"], cents=cents)


def _dispute_opened(said: Any, plain: Heard) -> Heard:
    fee = sum(int(moved["fee"]) for moved in said["balance_transactions"])
    about, ref = _id(said["payment_intent"]), said["id"]
    kind, cents = domain.DISPUTE_OPENED, int(said["amount"])
    return _as(plain, kind, about=about, ref=ref, also=(ref,), cents=cents, fee_cents=fee)


def _dispute_won(said: Any, plain: Heard) -> Heard:
    """The money came back, and with it what of the fee came back."""
    back = [moved for moved in said["balance_transactions"] if int(moved["amount"]) > 0]
    fee_back = -sum(int(moved["fee"]) for moved in back)
    kind, ref, cents = domain.DISPUTE_WON, said["id"], int(said["amount"])
    return _as(plain, kind, about=ref, ref=ref, cents=cents, fee_cents=fee_back)


def _dispute_closed(said: Any, plain: Heard) -> Heard:
    if said["status"] != "lost":
        return _as(plain, domain.NOTHING)
    kind, cents = domain.DISPUTE_LOST, int(said["amount"])
    return _as(plain, kind, about=said["id"], ref=said["id"], cents=cents)


def _ended(said: Any, plain: Heard) -> Heard:
    return _as(plain, domain.RECURRING_ENDED, about=said["id"], ref=said["id"])


def _paid_out(said: Any, plain: Heard) -> Heard:
    on = datetime.fromtimestamp(said["arrival_date"], UTC).date()
    return Heard(plain.notice, domain.PAYOUT, on, ref=said["id"], cents=int(said["amount"]))


def _as(plain: Heard, kind: str, **says: Any) -> Heard:
    return Heard(plain.notice, kind, plain.on, **says)


READINGS: dict[str, Callable[[Any, Heard], Heard]] = {
    "checkout.session.completed": _session_paid,
    "checkout.session.async_payment_succeeded": _session_paid,
    "checkout.session.async_payment_failed": _session_failed,
    "checkout.session.expired": _session_failed,
    "invoice.paid": _invoice_paid,
    "invoice.payment_failed": _invoice_failed,
    "invoice_payment.paid": _invoice_payment,
    "charge.refunded": _refunded,
    "charge.dispute.funds_withdrawn": _dispute_opened,
    "charge.dispute.funds_reinstated": _dispute_won,
    "charge.dispute.closed": _dispute_closed,
    "customer.subscription.deleted": _ended,
    "payout.paid": _paid_out,
}


def _part(moved: Any) -> Part:
    """Say of one movement whose it is, what it moved, and what of it is a fee not told before."""
    source, kind = moved.get("source"), moved["type"]
    about = _id(source.get("payment_intent")) if isinstance(source, Mapping) else ""
    cents, fee = int(moved["amount"]), int(moved["fee"])
    if kind in DISPUTES:
        # The fee of a dispute was told with the dispute.
        return Part(about, cents - fee)
    if kind in OWN_FEES:
        return Part("", 0, fee - cents)
    if kind in PAYMENTS or kind in REFUNDS:
        return Part(about, cents, fee)
    raise Refused(
        _("The payout holds a movement of a kind that is not booked here: %(kind)s.")
        % {"kind": kind},
        hint=_("Book the payout by hand from the bank's line, and set this notice aside."),
    )
