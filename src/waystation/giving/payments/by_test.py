"""The test provider: a hosted page of its own, a book of its own, signed notices. Moves no money.

It stands for somebody else's company, so that everything after it is what a real one would meet:
it knows of us what `start` told it, and tells us what a notice says. Its book is its own tables.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime

import msgspec
from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving.models import TrialCheckout, TrialPayment
from waystation.giving.payments import domain
from waystation.giving.payments.domain import Checkout, Heard, Part, Started
from waystation.giving.payments.providers import Forged
from waystation.vault.staff import pepper

SIGNATURE = "Test-Signature"
# As a real one keeps of each payment: 2.9 % and thirty cents.
FEE_PER_MILLE, FEE_CENTS = 29, 30


class Notice(msgspec.Struct, frozen=True, tag="notice/1"):
    """What the test provider writes to us."""

    id: str
    kind: str
    at: int
    about: str = ""
    ref: str = ""
    also: tuple[str, ...] = ()
    cents: int = 0
    fee_cents: int = 0
    unless: str = ""


class TrialProvider:
    """Takes no money. Its checkout page says so in its first line."""

    name = "test"

    def start(self, checkout: Checkout) -> Started:
        """Open a page of this very site."""
        TrialCheckout.objects.get_or_create(
            ref=checkout.ref,
            defaults={
                "cents": checkout.cents,
                "currency": checkout.currency,
                "every": checkout.every or "",
                "language": checkout.language,
                "back": checkout.back,
                "cancel": checkout.cancel,
            },
        )
        return Started(_page(checkout.language, checkout.ref), checkout.ref)

    def read(self, raw: bytes, headers: Mapping[str, str], *, now: datetime) -> Heard:
        """Read a notice whose signature holds and is at most five minutes old."""
        at, _dot, signature = headers.get(SIGNATURE, "").partition(".")
        # The demo's clock stands in 1855: its moments are counted from 1970 backwards.
        is_ours = re.fullmatch(r"-?[0-9]{1,12}", at) and hmac.compare_digest(
            signature.encode(), _signature(at, raw).encode()
        )
        if not is_ours or abs(int(now.timestamp()) - int(at)) > domain.FRESH_S:
            raise Forged(
                _("This notice is not the payment provider's, or it is old."),
                hint=_("The test provider signs its own notices; nobody else can."),
            )
        return self.read_again(raw)

    def read_again(self, raw: bytes) -> Heard:
        """Say what a notice means."""
        notice = msgspec.json.decode(raw, type=Notice)
        kind = notice.kind if notice.kind in domain.KINDS else domain.UNKNOWN
        return Heard(
            notice=notice.id,
            kind=kind,
            on=datetime.fromtimestamp(notice.at, UTC).date(),
            about=notice.about,
            ref=notice.ref,
            also=notice.also,
            unless=notice.unless,
            cents=notice.cents,
            fee_cents=notice.fee_cents,
        )

    def parts(self, payout: str) -> tuple[Part, ...]:
        """List what a payout is made of; what was kept was told with each payment."""
        paid = TrialPayment.objects.filter(payout=payout).order_by("pk")
        return tuple(Part(one.name, one.payout_cents) for one in paid if one.payout_cents)

    def stop(self, ref: str) -> None:
        """End a recurring gift."""
        _steered(ref, "stopped")

    def pause(self, ref: str, *, until: date | None) -> None:
        """Let instalments rest; in a test nothing comes due by itself, so the day is not kept."""
        _steered(ref, "paused")

    def resume(self, ref: str) -> None:
        """Let instalments come again."""
        _steered(ref, "active")

    def change_amount(self, ref: str, *, cents: int) -> None:
        """Change the sum of the instalments to come."""
        _of_recurring(ref)
        TrialCheckout.objects.filter(ref=ref.removeprefix("sub_")).update(cents=cents)

    def renew_url(self, ref: str, *, back: str) -> str:
        """Give the page on which another way of paying is named."""
        checkout = _of_recurring(ref)
        TrialCheckout.objects.filter(pk=checkout.pk).update(back=back)
        return _page(checkout.language, checkout.ref) + "renew/"

    def refund(self, ref: str, *, cents: int, once: str) -> None:
        """Give back a part of a payment; the notice is written by `notices`."""
        done = TrialPayment.objects.filter(name=ref, refunded_cents__lte=F("cents") - cents).update(
            refunded_cents=F("refunded_cents") + cents
        )
        if not done:
            raise Refused(
                _("The payment provider refuses this (%(code)s).") % {"code": "amount_too_large"},
                hint=_("Look at the gift in the provider's own pages."),
            )


def pays(checkout: TrialCheckout, *, now: datetime) -> list[bytes]:
    """Let somebody pay on the page, and write the notices of it; paid once, nothing more comes."""
    opened = TrialCheckout.objects.filter(pk=checkout.pk, state__in=("open", "failed"))
    if not opened.update(state="active" if checkout.every else "paid"):
        return []
    if not checkout.every:
        return [_payment(checkout, domain.PAID, checkout.ref, now)]
    sub = f"sub_{checkout.ref}"
    begun = _notice(domain.BEGUN, now, about=checkout.ref, ref=sub, also=(sub,))
    return [begun, _payment(checkout, domain.INSTALMENT_PAID, sub, now)]


def fails(checkout: TrialCheckout, *, now: datetime) -> list[bytes]:
    """Let a payment fail on the page; it can be tried again there."""
    if TrialCheckout.objects.filter(pk=checkout.pk, state="open").update(state="failed"):
        return [_notice(domain.PAYMENT_FAILED, now, about=checkout.ref)]
    return []


def instalments(*, now: datetime, failing: bool = False) -> list[bytes]:
    """Let the next instalment of every active recurring gift come due: each is paid, or fails."""
    notices = []
    for checkout in TrialCheckout.objects.filter(state="active").order_by("pk"):
        sub = f"sub_{checkout.ref}"
        if failing:
            attempt = f"try_{secrets.token_urlsafe(18)}"
            notices.append(_notice(domain.INSTALMENT_FAILED, now, about=sub, ref=attempt))
        else:
            notices.append(_payment(checkout, domain.INSTALMENT_PAID, sub, now))
    return notices


def refunds(payment: TrialPayment, *, now: datetime) -> bytes:
    """Write the notice of what was refunded of a payment so far."""
    return _notice(
        domain.REFUNDED, now, about=payment.name, ref=payment.name, cents=payment.refunded_cents
    )


def pays_out(*, now: datetime) -> list[bytes]:
    """Pay out to the bank whatever has gathered, and write the notice; none if nothing has."""
    payout, total = f"po_{secrets.token_urlsafe(18)}", 0
    for one in TrialPayment.objects.all():
        due = one.cents - one.fee_cents - one.refunded_cents - one.paid_out_cents
        if due:
            total += due
            TrialPayment.objects.filter(pk=one.pk).update(
                payout=payout, payout_cents=due, paid_out_cents=F("paid_out_cents") + due
            )
    return [_notice(domain.PAYOUT, now, ref=payout, cents=total)] if total else []


def signed(raw: bytes, *, now: datetime) -> dict[str, str]:
    """Give the headers under which a notice is sent."""
    at = str(int(now.timestamp()))
    return {SIGNATURE: f"{at}.{_signature(at, raw)}"}


def _payment(checkout: TrialCheckout, kind: str, about: str, now: datetime) -> bytes:
    name, cents = f"pay_{secrets.token_urlsafe(18)}", checkout.cents
    fee = min(cents - 1, (cents * FEE_PER_MILLE + 500) // 1000 + FEE_CENTS)
    TrialPayment.objects.create(checkout=checkout, name=name, cents=cents, fee_cents=fee)
    return _notice(kind, now, about=about, ref=name, also=(name,), cents=cents, fee_cents=fee)


def _notice(
    kind: str,
    now: datetime,
    *,
    about: str = "",
    ref: str = "",
    also: tuple[str, ...] = (),
    cents: int = 0,
    fee_cents: int = 0,
) -> bytes:
    own, at = f"evt_{secrets.token_urlsafe(18)}", int(now.timestamp())
    return msgspec.json.encode(Notice(own, kind, at, about, ref, also, cents, fee_cents))


def _signature(at: str, raw: bytes) -> str:
    key = hashlib.sha256(b"ws1/test-provider" + pepper()).digest()
    return hmac.new(key, at.encode() + b"." + raw, hashlib.sha256).hexdigest()


def _page(language: str, ref: str) -> str:
    """Give the address of a page of this provider's: on the public site, whoever asks."""
    return f"{settings.SITE_ORIGIN}/{language}/checkout/{ref}/"


def _of_recurring(ref: str) -> TrialCheckout:
    found = TrialCheckout.objects.filter(ref=ref.removeprefix("sub_")).exclude(every="").first()
    if found is None:
        raise Refused(
            _("The payment provider refuses this (%(code)s).") % {"code": "resource_missing"},
            hint=_("Look at the gift in the provider's own pages."),
        )
    return found


def _steered(ref: str, state: str) -> None:
    """Put a recurring gift into a state; one that was stopped stays so."""
    found = _of_recurring(ref)
    TrialCheckout.objects.filter(pk=found.pk).exclude(state="stopped").update(state=state)
