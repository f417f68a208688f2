"""Housekeeping that needs no key: the worker's part of the vault."""

from datetime import datetime

from waystation.vault.models import Invitation, Session, User


def forget_ended(now: datetime) -> int:
    """Delete sessions and invitations that have ended, and say how many."""
    return sum(
        rows.objects.filter(expires_at__lte=now).delete()[0] for rows in (Session, Invitation)
    )


def is_ready() -> bool:
    """Say whether the database answers and has its tables; raises what the database raises."""
    return Session.objects.count() >= 0


def is_empty() -> bool:
    """Say whether nobody has a door here yet."""
    return not User.objects.exists()
