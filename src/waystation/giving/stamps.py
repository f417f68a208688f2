"""When anything public changed: one number, moved in the transaction of the change."""

from django.db.models import F

from waystation.giving.models import SiteStamp


def touch() -> None:
    """Say that something public changed; every page kept until now is old from here on.

    Belongs to the transaction of the change.
    """
    if not SiteStamp.objects.filter(pk=1).update(n=F("n") + 1):
        SiteStamp.objects.create(pk=1, n=1)


def now() -> int:
    """Give the number of changes so far."""
    return SiteStamp.objects.filter(pk=1).values_list("n", flat=True).first() or 0
