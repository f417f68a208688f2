"""Bring a book from before up to date: months, balances, and what the chart has gained."""

from django.db import migrations
from django.db.models import Q, Sum

from waystation.ledger.chart import CHART, LIQUID_ACCOUNTS, STANDING_FUNDS


def fill_months(apps, schema_editor):
    """Write the month of every line that has none."""
    Entry = apps.get_model("ledger", "Entry")
    Posting = apps.get_model("ledger", "Posting")
    for day in Entry.objects.values_list("booked_on", flat=True).distinct():
        lines = Posting.objects.filter(entry__booked_on=day, month=0)
        lines.update(month=day.year * 100 + day.month)


def fill_balances(apps, schema_editor):
    """Sum up once what every fund has; from here on the database keeps the sums itself."""
    Posting = apps.get_model("ledger", "Posting")
    FundBalance = apps.get_model("ledger", "FundBalance")
    Entry = apps.get_model("ledger", "Entry")
    is_liquid = Q()
    for code in LIQUID_ACCOUNTS:
        is_liquid |= Q(account__code__startswith=code)
    last = Entry.objects.filter(posted=True).count()
    sums = Posting.objects.filter(is_liquid, entry__posted=True)
    sums = sums.values_list("fund_id", "fund__restricted", "currency").annotate(s=Sum("minor"))
    FundBalance.objects.bulk_create(
        FundBalance(
            fund_id=fund,
            currency=currency,
            restricted=restricted,
            liquid_minor=minor,
            at_number=last,
        )
        for fund, restricted, currency, minor in sums
    )


def grow_chart(apps, schema_editor):
    """Add the accounts and funds that are new, to a book that has been opened."""
    Account = apps.get_model("ledger", "Account")
    Fund = apps.get_model("ledger", "Fund")
    first = Fund.objects.order_by("opened_on").first()
    if first is None:
        return
    known = set(Account.objects.values_list("code", flat=True))
    Account.objects.bulk_create(
        Account(code=code, type=kind, counterparty=whom)
        for code, kind, whom in CHART
        if code not in known
    )
    known = set(Fund.objects.values_list("code", flat=True))
    Fund.objects.bulk_create(
        Fund(code=code, restricted=restricted, purpose=purpose, opened_on=first.opened_on)
        for code, restricted, purpose in STANDING_FUNDS
        if code not in known
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_book")]
    operations = [
        migrations.RunPython(fill_months, migrations.RunPython.noop),
        migrations.RunPython(fill_balances, migrations.RunPython.noop),
        migrations.RunPython(grow_chart, migrations.RunPython.noop),
    ]
