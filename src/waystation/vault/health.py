"""What can be seen of an organisation's safety without any key, for the doctor."""

from datetime import date

from waystation.vault import chain, heads
from waystation.vault.models import AuditHead, Cell, User


def last_day(kind: str) -> date | None:
    """Say on which day something was last entered in the chain; None: never."""
    return max((on for _seq, on in heads.days_of(kind)), default=None)


def last_signed() -> date | None:
    """Say on which day the chain's end was last signed; None: never."""
    day = AuditHead.objects.order_by("-day").values_list("day", flat=True).first()
    return None if day is None else chain.date_of(day)


def oldest_key() -> date | None:
    """Say since when the compartment with the oldest key has it; None: there is none."""
    return Cell.objects.order_by("rotated_on").values_list("rotated_on", flat=True).first()


def weak_doors(least_kib: int, least_passes: int) -> int:
    """Count the doors whose passphrase costs a guesser less than it should by now."""
    strong = User.objects.filter(kdf_memory_kib__gte=least_kib, kdf_passes__gte=least_passes)
    return User.objects.count() - strong.count()
