"""Steering a recurring gift: the provider is asked first, then it is said here.

If the second does not come about, the provider's own notice says it later.
"""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving.gifts import services as gifts
from waystation.giving.models import GiftRow, NameRow, RecurringRow
from waystation.giving.payments import domain, providers, queries
from waystation.giving.payments.providers import Provider
from waystation.vault import audit
from waystation.vault.keyring import Keyring

# A keyring of the office, or the giver's own seed.
Key = Keyring | bytes


def stop(recurring_id: UUID, *, key: Key, now: datetime) -> None:
    """End a recurring gift for good."""
    provider, ref = _at_provider(recurring_id, key)
    if provider and ref:
        provider.stop(ref)
    gifts.stop(recurring_id, now=now)


def pause(recurring_id: UUID, *, until: date | None = None, key: Key, now: datetime) -> None:
    """Let instalments rest, until a day or until they are resumed."""
    gifts.check_pause(recurring_id, until=until, now=now)
    provider, ref = _at_provider(recurring_id, key)
    if provider and ref:
        provider.pause(ref, until=until)
    gifts.pause(recurring_id, until=until, now=now)


def resume(recurring_id: UUID, *, key: Key, now: datetime) -> None:
    """Let instalments come again."""
    gifts.going(recurring_id)
    provider, ref = _at_provider(recurring_id, key)
    if provider and ref:
        provider.resume(ref)
    gifts.resume(recurring_id, now=now)


def change_amount(recurring_id: UUID, *, cents: int, key: Key, now: datetime) -> None:
    """Change the sum of the instalments to come."""
    gifts.check_amount(recurring_id, cents=cents)
    provider, ref = _at_provider(recurring_id, key)
    if provider and ref:
        provider.change_amount(ref, cents=cents)
    gifts.change_amount(recurring_id, cents=cents, now=now)


def renew_url(recurring_id: UUID, *, back: str, key: Key, now: datetime) -> str:
    """Give the provider's page on which a giver names another way of paying.

    Raises:
      Refused: no provider collects this gift, as with a standing order at the giver's own bank.
    """
    provider, ref = _at_provider(recurring_id, key)
    if not (provider and ref):
        raise Refused(
            _("No payment provider collects this gift."),
            hint=_("Change it at your own bank, or begin a new one here."),
        )
    return provider.renew_url(ref, back=back)


def refund(gift_id: UUID, *, cents: int, once: UUID, by: Keyring, now: datetime) -> str:
    """Ask the provider to give back a part of a gift; its notice then moves the book.

    `once` is made with the empty form: the same again gives nothing more. Gives the provider's own
    name of the payment.

    Raises:
      Refused: the gift was not paid through a provider, is smaller, or the provider says no.
    """
    gift = GiftRow.objects.filter(pk=gift_id).first()
    notice = queries.notice_of_payment(gift_id)
    if gift is None or notice is None:
        raise Refused(
            _("This gift was not paid through a payment provider."),
            hint=_("Pay it back by the bank, and book that."),
        )
    provider = providers.named(notice.provider)
    heard = provider.read_again(queries.raw_of(notice, by))
    # An instalment is told by its invoice; where the notice names the payment too, it comes last.
    payment = heard.also[-1] if heard.also else heard.ref
    asked = domain.digest(provider.name, f"refund {once.hex}")
    if NameRow.objects.filter(digest=asked).exists():
        return payment
    left = gift.cents - gift.refunded_cents - gift.disputed_cents
    if not 0 < cents <= left:
        raise Refused(_("That is more than is left of this gift."), hint=_("Choose a smaller sum."))
    says = {"id": str(gift_id), "n": str(cents)}
    audit.write("refund asked", actor=by.user_id, says=says, now=now)
    provider.refund(payment, cents=cents, once=once.hex)
    NameRow.objects.get_or_create(digest=asked, defaults={"gift": gift})
    return payment


def _at_provider(recurring_id: UUID, key: Key) -> tuple[Provider | None, str]:
    """Find who collects a recurring gift, and by what it is steered there.

    Raises:
      Refused: the provider that collects it is not set up here any more.
    """
    name = RecurringRow.objects.filter(pk=recurring_id).values_list("provider", flat=True).first()
    if not name:
        return None, ""
    ref = queries.handle(recurring_id, key)
    return (providers.named(name), ref) if ref else (None, "")
