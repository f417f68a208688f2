"""The end of uploaded sheets: nobody's names lie about in a sheet that was forgotten.

No key is needed for it, so the keyless worker does it as well as a member's session.
"""

from datetime import datetime, timedelta

from waystation.cases.exchange.domain import SHEET_DAYS
from waystation.cases.models import SheetRow


def sweep(*, now: datetime) -> None:
    """Delete sheets that were uploaded too long ago, and what is remembered of those taken in."""
    SheetRow.objects.filter(day__lt=now.date() - timedelta(days=SHEET_DAYS)).delete()
