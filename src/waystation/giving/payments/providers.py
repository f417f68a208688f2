"""What every payment provider can do, and which one this organisation uses."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.giving.payments.domain import Checkout, Heard, Part, Started

NAMES = ("test", "stripe")


class Forged(Refused):
    """A notice that the provider did not sign, or signed too long ago."""


class Unreachable(Refused):
    """The provider did not answer; the same again later."""


class Provider(Protocol):
    """Somebody who takes payments on a page of their own; no card ever passes through here.

    Whatever asks the provider raises `Unreachable` if it does not answer.
    """

    name: str

    def start(self, checkout: Checkout) -> Started:
        """Open a page on which somebody pays."""

    def read(self, raw: bytes, headers: Mapping[str, str], *, now: datetime) -> Heard:
        """Read a notice that just came; `Forged` if it is not the provider's own, or old."""

    def read_again(self, raw: bytes) -> Heard:
        """Read a notice that was found genuine when it came and was kept since."""

    def parts(self, payout: str) -> tuple[Part, ...]:
        """List what a payout is made of."""

    def stop(self, ref: str) -> None:
        """End a recurring gift."""

    def pause(self, ref: str, *, until: date | None) -> None:
        """Let instalments rest, until a day or until they are resumed."""

    def resume(self, ref: str) -> None:
        """Let instalments come again."""

    def change_amount(self, ref: str, *, cents: int) -> None:
        """Change the sum of the instalments to come."""

    def renew_url(self, ref: str, *, back: str) -> str:
        """Give the page on which a giver names another way of paying."""

    def refund(self, ref: str, *, cents: int, once: str) -> None:
        """Give back a part of a payment; the same `once` again gives nothing more."""


def chosen() -> str:
    """Name who takes payments: whom the operator named, in a demo the test provider, else none.

    Outside a demo nobody may give what moves no money, unless the operator said so.
    """
    return settings.PAYMENTS or ("test" if clock.is_standing() else "")


def named(name: str) -> Provider:
    """Give a provider by its name, ready to be asked.

    Raises:
      Refused: there is none of that name here, or what it needs is missing.
    """
    if name == "test" and chosen() == "test":
        from waystation.giving.payments.by_test import TrialProvider

        return TrialProvider()
    if name == "stripe" and settings.PAYMENTS == "stripe":
        from waystation.giving.payments.by_stripe import StripeProvider

        return StripeProvider.of_settings()
    raise Refused(
        _("Payments by this provider are not set up here."),
        hint=_("WAYSTATION_PAYMENTS names the one that is."),
    )


def current() -> Provider:
    """Give the provider by which gifts are paid here."""
    return named(chosen())
