"""Posts the work of `bench.bookings` with django-hordak on PostgreSQL; prints JSON.

In a process of its own, because it is another Django project. Each fund and account together is
an account there, as it knows no funds.
"""

import json
import sys
from collections.abc import Iterator
from time import perf_counter
from urllib.parse import urlsplit

import django
from django.conf import settings

SINGLE, BATCH = 400, 5_000
TYPES = {"Assets": "AS", "Income": "IN", "Expenses": "EX", "Equity": "EQ"}


def main() -> None:
    """Measure: ``python -m bench.hordak_book N URL``."""
    url = urlsplit(sys.argv[2])
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": url.path[1:],
                "USER": url.username,
                "HOST": url.hostname,
                "PORT": url.port,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DEFAULT_CURRENCY="USD",
        HORDAK_INTERNAL_CURRENCY="USD",
        CURRENCIES=("USD",),
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    n = int(sys.argv[1])
    accounts = _accounts()
    found = {"single_ms": _single(accounts), "bulk_s": _bulk(n, accounts)}
    sys.stdout.write(json.dumps(found) + "\n")


def _accounts() -> dict[tuple[str, str], object]:
    from hordak.models import Account

    from bench.bookings import ACCOUNTS, FUNDS

    return {
        (account, fund): Account.objects.create(
            name=f"{account} {fund}", type=TYPES[account.split(":")[0]], currencies=["USD"]
        )
        for account in ACCOUNTS
        for fund in FUNDS
    }


def _single(accounts: dict) -> list[float]:
    from django.db import transaction
    from hordak.models import Leg, Transaction

    from bench import bookings

    took = []
    for entry, day, lines in bookings.work(SINGLE):
        began = perf_counter()
        with transaction.atomic():
            made = Transaction.objects.create(uuid=entry, date=day, description="work")
            for leg in _legs(made, lines, accounts):
                Leg.save(leg)
        took.append(1_000 * (perf_counter() - began))
    return took


def _bulk(n: int, accounts: dict) -> float:
    from django.db import transaction
    from hordak.models import Leg, Transaction

    from bench import bookings

    rows = list(bookings.work(n, first=SINGLE))
    began = perf_counter()
    for start in range(0, n, BATCH):
        part = rows[start : start + BATCH]
        with transaction.atomic():
            made = Transaction.objects.bulk_create(
                Transaction(uuid=entry, date=day, description="work") for entry, day, _lines in part
            )
            Leg.objects.bulk_create(
                leg
                for one, (_entry, _day, lines) in zip(made, part, strict=True)
                for leg in _legs(one, lines, accounts)
            )
    return perf_counter() - began


def _legs(made: object, lines: tuple, accounts: dict) -> Iterator[object]:
    from hordak.models import Leg
    from moneyed import Money

    for account, fund, cents in lines:
        side = "debit" if cents > 0 else "credit"
        sum_ = Money(f"{abs(cents) // 100}.{abs(cents) % 100:02}", "USD")
        yield Leg(transaction=made, account=accounts[account, fund], **{side: sum_})


if __name__ == "__main__":
    main()
